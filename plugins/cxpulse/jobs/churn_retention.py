"""How long customers stay and what their contracts are worth: survival, monthly cohorts, revenue kept by month and year.

Months are Gregorian in every language, because contracts and money are booked by them and one report has one set of figures;
a Persian reader sees each cohort by its first and last day (rendering/sections/retention.py). Thai months are the same ones.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import Customers, load_customers
from cxpulse.catalog.settings import Settings
from cxpulse.core.churn.retention import Retention, revenue_retention
from cxpulse.core.churn.survival import cohorts, kaplan_meier, survival_at
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.accounts_facts import covers
from cxpulse.jobs.money import in_one_currency, money

if TYPE_CHECKING:
    import pandas as pd

SURVIVAL_WEEKS = (13, 26, 52, 104)
MONTHS = 13


@dataclass(frozen=True, slots=True)
class Staying:
    """What became of customers under contract, as of the end of a week.

    survival: columns time (weeks), at_risk, left, survival, low, high; cohorts: a row per month of first contract (index:
    period), size and the share still here after 0, 1, 2, ... months; months: first day of each complete month -> what became
    of its value; year: the same over `retention_weeks`; None when nothing was under contract then.
    """

    week: dt.date
    customers: int
    survival: pd.DataFrame
    at: pd.DataFrame
    cohorts: pd.DataFrame
    months: tuple[tuple[dt.date, Retention], ...]
    year: Retention | None
    retention_weeks: int


def staying(settings: Settings, week: dt.date) -> Staying | None:
    """None when no contract has been supplied. A month that is not over at the week's end is in nothing."""
    config, day = load_customers(), week + dt.timedelta(weeks=1)
    known = covers(settings, config, day)
    if not len(known):
        return None
    first = known.loc[known["cover"] == 1]
    curve = _survival(first, day)
    months = _month_starts(day, max(MONTHS, config.cohort_months + 1))
    values = _values(settings, config, [*months, day, day - dt.timedelta(weeks=config.retention_weeks)])
    year = _kept(values, day - dt.timedelta(weeks=config.retention_weeks), day)
    by_month = [(a, _kept(values, a, b)) for a, b in pairwise(months)]
    return Staying(
        week, int(((known["lost_on"].isna()) | (known["lost_on"] >= day)).sum()), curve, survival_at(curve, SURVIVAL_WEEKS),
        _cohorts(known, months, config), tuple((m, r) for m, r in by_month if r is not None), year, config.retention_weeks,
    )  # fmt: skip


def _survival(first: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Weeks from the first covered day to the loss, or to `day` for those who are still here."""
    import pandas as pd

    ended = first["lost_on"].notna() & (first["lost_on"] < day)
    until = pd.to_datetime(first["lost_on"].where(ended, day))
    weeks = (until - pd.to_datetime(first["first_day"])).dt.days // 7
    return kaplan_meier(weeks.to_numpy(), ended.to_numpy())


def _month_starts(day: dt.date, count: int) -> list[dt.date]:
    """First days of the last `count` - 1 complete months before `day`, and of the month after them, oldest first."""
    month = day.year * 12 + day.month - 1
    return [dt.date(m // 12, m % 12 + 1, 1) for m in range(month - count + 1, month + 1)]


def _values(settings: Settings, config: Customers, days: list[dt.date]) -> dict[dt.date, dict[str, float]]:
    import pyarrow as pa

    contracts = in_one_currency(settings, lake.files(settings, "contract"), money(settings))
    relations = {"contracts": contracts, "days": pa.table({"day": pa.array(sorted(set(days)), pa.date32())})}
    out: dict[dt.date, dict[str, float]] = {day: {} for day in days}
    rows: list[dict[str, Any]] = lake.ask(settings, "customers", "values", relations, {"grace_days": config.grace_days}).to_pylist()
    for row in rows:
        out[row["day"]][row["account_id"]] = row["value"]
    return out


def _kept(values: dict[dt.date, dict[str, float]], start: dt.date, end: dt.date) -> Retention | None:
    found = revenue_retention(values[start], values[end])
    return found if found.start > 0 else None


def _cohorts(known: pd.DataFrame, months: list[dt.date], config: Customers) -> pd.DataFrame:
    """Accounts by the month of their first contract, and how many are covered on the last day of each month after."""
    import pandas as pd

    oldest, shown = pd.Period(months[-1 - config.cohort_months], "M"), pd.Period(months[-1], "M") - 1
    born = known.loc[known["cover"] == 1].set_index("account_id")["first_day"]
    first = pd.Series(pd.to_datetime(born).dt.to_period("M"))
    first = first.loc[(first >= oldest) & (first <= shown)]
    rows = known.loc[known["account_id"].isin(first.index)]
    parts = []
    for period in pd.period_range(oldest, shown, freq="M"):
        after = (period + 1).start_time.date()
        here = rows.loc[(rows["first_day"] < after) & (rows["lost_on"].isna() | (rows["lost_on"] >= after)), "account_id"]
        parts.append(pd.DataFrame({"customer": here, "period": pd.Series(period, index=here.index)}))
    return cohorts(first, pd.concat(parts, ignore_index=True), shown) if len(first) else pd.DataFrame({"size": []})
