"""Customers without a contract: who is quiet by their own cadence, and how many are still customers by BG/NBD."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import load_customers
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.accounts_facts import YEAR

if TYPE_CHECKING:
    import pandas as pd

LEAST_REPEAT = 100
DAYS = 7.0  # the model's unit is a week
EXACT = 5_000  # customers; above, spans are rounded to whole weeks, so that equal histories are counted once
HISTORY_WEEKS = 156


@dataclass(frozen=True, slots=True)
class Quiet:
    """Customers who order without a contract, as of a week's end.

    known: those with enough orders to know their cadence; quiet: of them, silent for too long; quiet_value: what these bought
    in the last year (None: in several currencies, and none is declared). repeat: who ordered on two days or more; alive: expected number of these who are still customers (BG/NBD,
    which holds whoever ordered once to be one by construction); parameters: the fit (r, alpha, a, b; weeks); both None when too
    few ordered again for a fit, or when it shows no leaving. no_sign: fitted, and the orders show no sign that customers leave.
    """

    customers: int
    known: int
    quiet: int
    quiet_value: float | None
    repeat: int
    alive: float | None
    parameters: dict[str, float] | None
    no_sign: bool = False

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        from dataclasses import asdict

        return asdict(self)


def quiet(settings: Settings, week: dt.date) -> Quiet | None:
    """None when no order has been supplied. Orders of the last three years count, so a customer from before is born with the
    first of them. Under 100 customers with repeat orders no model is fitted."""
    import numpy as np

    from cxpulse.core.churn.bgnbd import fit, shows_leaving
    from cxpulse.core.churn.retention import quiet_state

    if not lake.prints(settings, "order"):
        return None
    day = week + dt.timedelta(weeks=1)
    relations = {"orders": lake.files(settings, "order", settings.calendar.first_day(day - dt.timedelta(weeks=HISTORY_WEEKS)), day), "contracts": lake.files(settings, "contract")}
    bound = {"at": lake.instant(settings, day), "last_day": day - dt.timedelta(days=1), "year_at": lake.instant(settings, day - dt.timedelta(weeks=YEAR))}
    table = lake.ask(settings, "customers", "cadence", relations, bound).to_pandas()
    if not len(table):
        return None
    state = quiet_state(table["gaps"], table["median_gap"], table["silent"], load_customers().quiet_factor)
    repeat = int((table["frequency"] > 0).sum())
    spans = table[["recency", "age"]].to_numpy(float) / DAYS
    spans = spans if len(table) <= EXACT else np.round(spans)
    columns = [table["frequency"].to_numpy(float), *spans.T]
    fitted = fit(*columns) if repeat >= LEAST_REPEAT else None
    model = fitted if fitted and shows_leaving(fitted, columns[0], columns[2]) else None
    again = [column[columns[0] > 0] for column in columns]
    alive = round(float(np.sum(model.probability_alive(*again))), 3) if model else None  # the order of rows moves the last bits
    return Quiet(
        customers=len(table),
        known=int((state != "not_enough_history").sum()),
        quiet=int((state == "quiet").sum()),
        quiet_value=_value(settings.currency, table.loc[state == "quiet"], table),
        repeat=repeat,
        alive=alive,
        parameters={"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b} if model else None,
        no_sign=fitted is not None and fitted.converged and model is None,
    )


def _value(declared: str, silent: pd.DataFrame, everyone: pd.DataFrame) -> float | None:
    """What the silent ones bought, in one currency: the declared one, or the only one that orders name; None when they name several."""
    if not declared:
        named = {*everyone["first_currency"].dropna(), *everyone["last_currency"].dropna()}
        return None if len(named) > 1 else float(silent["yearly_value"].sum())
    own = silent["first_currency"].isin(["", declared]) & silent["last_currency"].isin(["", declared])
    return float(silent.loc[own, "yearly_value"].sum())
