"""Columns of estimates: what a formula gives for many weeks and segments at once. NaN stands where an `Estimate` has None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxpulse.core.measurement import Estimate

Column = NDArray[np.float64]
NAN = float("nan")


def counted(column: Any) -> Column:
    """The column with NaN where nothing was counted: whatever is divided by it is NaN there too. [0, 2] -> [NaN, 2]."""
    n = np.asarray(column, dtype=float)
    return np.where(n > 0, n, np.nan)


def number(value: float) -> float | None:
    """One value of a column as a plain number; None for NaN."""
    return None if np.isnan(value) else float(value)


@dataclass(frozen=True, slots=True)
class Estimates:
    """One `Estimate` per row, as columns of the same length: n holds whole numbers, method words, the others NaN for None."""

    value: Column
    low: Column
    high: Column
    n: Column
    variance: Column
    method: NDArray[np.object_]

    @staticmethod
    def of(value: Any, n: Any, low: Any = NAN, high: Any = NAN, variance: Any = NAN, method: str = "") -> Estimates:
        """From columns or single numbers. A row without value has n = 0 and nothing else: there was nothing to estimate from."""
        value = np.atleast_1d(value)
        known = ~np.isnan(value)
        low, high, variance = (np.where(known, column, np.nan) for column in (low, high, variance))
        return Estimates(value, low, high, np.where(known, np.rint(n), 0.0), variance, np.full(value.shape, method, object))

    def where(self, chosen: NDArray[np.bool_], other: Estimates) -> Estimates:
        """The rows of `other` where chosen, these elsewhere."""
        names = ("value", "low", "high", "n", "variance", "method")
        return Estimates(*(np.where(chosen, getattr(other, name), getattr(self, name)) for name in names))

    def within(self, lowest: float, highest: float) -> Estimates:
        """The same with intervals cut to the ends of the scale."""
        low, high = np.maximum(self.low, lowest), np.minimum(self.high, highest)
        return Estimates(self.value, low, high, self.n, self.variance, self.method)

    def at(self, row: int) -> Estimate:
        """One row."""
        value, low, high, variance = (number(c[row]) for c in (self.value, self.low, self.high, self.variance))
        return Estimate(value, low, high, int(self.n[row]), variance, str(self.method[row]))

    def put(self, row: int, one: Estimate) -> None:
        """Puts another estimate into one row."""
        for name in ("value", "low", "high", "variance"):
            getattr(self, name)[row] = NAN if getattr(one, name) is None else getattr(one, name)
        self.n[row], self.method[row] = one.n, one.method
