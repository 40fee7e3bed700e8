"""Revenue kept and customers gone quiet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class Retention:
    """Yearly value at the start of a period and what became of it, in one currency.

    gross: never above 1; net: with expansion; churn: value lost to customers who left. None when nothing was there.
    """

    start: float
    contraction: float
    churned: float
    expansion: float

    @property
    def gross(self) -> float | None:
        """(start - contraction - churn) / start. 100, 5, 10, 20 -> 0.85."""
        return (self.start - self.contraction - self.churned) / self.start if self.start > 0 else None

    @property
    def net(self) -> float | None:
        """(start - contraction - churn + expansion) / start. 100, 5, 10, 20 -> 1.05."""
        return (self.start - self.contraction - self.churned + self.expansion) / self.start if self.start > 0 else None

    @property
    def churn(self) -> float | None:
        """Value of customers who left / start. 100, 5, 10, 20 -> 0.10."""
        return self.churned / self.start if self.start > 0 else None


def revenue_retention(before: Mapping[str, float], after: Mapping[str, float]) -> Retention:
    """Compares yearly value per account at the start and the end of a period.

    New accounts (not in `before`) are no part of retention. Raises ValueError on a negative value, naming the account.
    {a: 60, b: 40} then {a: 55, c: 90} -> start 100, contraction 5, churned 40, expansion 0.
    """
    for name, value in (*before.items(), *after.items()):
        if value < 0:
            raise ValueError(f"account {name}: yearly value {value} is negative")
    kept = {name: (value, after.get(name, 0.0)) for name, value in before.items() if value > 0}
    return Retention(
        start=sum(was for was, _ in kept.values()),
        contraction=sum(was - now for was, now in kept.values() if 0 < now < was),
        churned=sum(was for was, now in kept.values() if now == 0),
        expansion=sum(now - was for was, now in kept.values() if now > was),
    )


def gone_quiet(orders: pd.DataFrame, now: pd.Timestamp, factor: float = 3.0, minimum_gaps: int = 3) -> pd.DataFrame:
    """Customers silent for longer than `factor` times their own median gap between orders.

    orders: columns customer, ordered_at. Gives, per customer, median_gap_days, silent_days, state as in `quiet_state`.
    Gaps 10, 10, 10 days and 31 days of silence -> quiet.
    """
    ordered = orders.sort_values(["customer", "ordered_at"])
    gap = ordered.groupby("customer")["ordered_at"].diff().dt.total_seconds() / 86400
    gaps = gap.groupby(ordered["customer"]).agg(["median", "count"])
    silent = (now - ordered.groupby("customer")["ordered_at"].max()).dt.total_seconds() / 86400
    state = quiet_state(gaps["count"], gaps["median"], silent, factor, minimum_gaps)
    known = gaps["median"].where(gaps["count"] >= minimum_gaps)
    return pd.DataFrame({"median_gap_days": known, "silent_days": silent, "state": state})


def quiet_state(
    gaps: pd.Series, median_gap: pd.Series, silent: pd.Series, factor: float = 3.0, minimum_gaps: int = 3
) -> np.ndarray:
    """'quiet', 'active' or 'not_enough_history' (fewer than `minimum_gaps` gaps: nobody can tell their cadence).

    Days; a median gap of 10 and 30 days of silence is active, 31 is quiet.
    """
    return np.where(gaps < minimum_gaps, "not_enough_history", np.where(silent > factor * median_gap, "quiet", "active"))
