"""What is known of each account as of a day, and whether it left within the time after it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import Customers
from cxpulse.catalog.settings import Settings
from cxpulse.core.churn.early_warning import flags_of
from cxpulse.jobs.customer_lake import ask, files, instant
from cxpulse.jobs.money import in_one_currency, money

if TYPE_CHECKING:
    import pandas as pd

FEATURES = (
    "plan", "region", "segment", "industry", "value", "contract_days", "tenure_days", "contracts", "nps_answers", "nps_mean",
    "csat_answers", "csat_share", "tickets_recent", "tickets_before", "open_late", "reopened", "orders_recent", "orders_before",
    "flags",
)  # fmt: skip
"""What a model may learn from: facts of the day itself. A contract's status or last day is none of it."""

HALF, QUARTER, YEAR = 26, 13, 52


def facts(settings: Settings, config: Customers, day: dt.date) -> pd.DataFrame:
    """One row per account under contract on the day before `day`: the columns of sql/customers/facts.sql, `raised` (its
    flags) and `flags` (how many)."""
    first = settings.calendar.first_day(day - dt.timedelta(weeks=YEAR))
    relations = {
        "contracts": in_one_currency(settings, files(settings, "contract"), money(settings)),
        "accounts": files(settings, "account"),
        "contacts": files(settings, "contact"),
        "responses": files(settings, "response", settings.calendar.first_day(day - dt.timedelta(weeks=HALF)), day),
        "tickets": files(settings, "ticket", first, day),
        "orders": files(settings, "order", first, day),
    }
    back = {f"{name}_at": instant(settings, day - dt.timedelta(weeks=weeks)) for name, weeks in _windows(config).items()}
    bound = {"day": day, "at": instant(settings, day), "grace_days": config.grace_days, "late_minutes": config.late_minutes, **back}
    table = ask(settings, "customers", "facts", relations, bound).to_pandas()
    old = table["detractor_at"].notna() & (table["detractor_at"] < back["recent_at"])
    rows = table.assign(detractor_old=old).astype(object).where(lambda f: f.notna(), None).to_dict("records")
    raised = [flags_of(row, recent_weeks=config.recent_weeks) for row in rows]
    table["raised"], table["flags"] = raised, [len(r) for r in raised]
    return table


def _windows(config: Customers) -> dict[str, int]:
    return {"recent": config.recent_weeks, "quarter": QUARTER, "half": HALF, "year": YEAR}


def features(table: pd.DataFrame) -> pd.DataFrame:
    """The columns that a model may learn from."""
    return table[list(FEATURES)].reset_index(drop=True)


def covers(settings: Settings, config: Customers, day: dt.date) -> pd.DataFrame:
    """sql/customers/covers.sql: account_id, cover, first_day and lost_on (dates; missing: still under contract without end)."""
    relations = {"contracts": files(settings, "contract")}
    bound: dict[str, Any] = {"day": day, "grace_days": config.grace_days}
    return ask(settings, "customers", "covers", relations, bound).to_pandas()


def left_within(table: pd.DataFrame, known: pd.DataFrame, day: dt.date, weeks: int) -> Any:
    """True for each account of `table` (as of `day`) whose cover ended in the `weeks` after it; known: covers by now."""
    end = day + dt.timedelta(weeks=weeks)
    gone = known.loc[known["lost_on"].notna() & (known["first_day"] < day)]
    gone = gone.loc[(gone["lost_on"] >= day) & (gone["lost_on"] < end)]
    return table["account_id"].isin(set(gone["account_id"])).to_numpy()
