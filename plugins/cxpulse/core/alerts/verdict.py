"""The verdict of one series and week, as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxpulse.core.alerts.grid import Grid
from cxpulse.core.alerts.life import AlertState
from cxpulse.core.alerts.replay import Week
from cxpulse.core.alerts.smallest import smallest_drops


@dataclass(frozen=True, slots=True)
class Verdict:
    """z, threshold, drop, usual, now: None where there is no figure; drop is positive when worse. window: weeks that `now`
    is the mean of, None when none was judged; n: answers in them, else in the week itself. smallest: weeks -> the drop that
    would be found within them four times in five."""

    series: str
    week: str
    state: str
    z: float | None
    threshold: float | None
    drop: float | None
    usual: float | None
    now: float | None
    n: int
    window: int | None
    smallest: dict[int, float | None]

    def to_json(self, *, smallest: bool = False) -> dict[str, Any]:
        """The line of a findings file; `smallest`: with the smallest drops that could be found."""
        names = ("series", "week", "state", "z", "threshold", "drop", "usual", "now", "n", "window")
        line = {name: getattr(self, name) for name in names}
        return line | ({"smallest_drop": {str(k): v for k, v in self.smallest.items()}} if smallest else {})


def verdicts(grid: Grid, week: Week, born: np.ndarray, *, smallest: bool = False) -> Iterator[Verdict]:
    """One verdict per series that has had a row by then. born: K, the column of each series' first row."""
    scan = week.scan
    least = smallest_drops(scan, grid) if smallest else None
    for row, name in enumerate(grid.names):
        if born[row] > week.column:
            continue
        told = week.states[row]
        judged = scan.window[row] > 0 and told is not AlertState.NO_DATA
        yield Verdict(
            series=name,
            week=grid.weeks[week.column].isoformat(),
            state=told.value,
            z=_number(scan.z[row]),
            threshold=_number(scan.threshold[row]),
            drop=_number(scan.drop[row]),
            usual=_number(scan.usual[row]),
            now=_number(scan.now[row]),
            n=int(scan.n[row] if judged else grid.n[row, week.column]),
            window=int(scan.window[row]) if judged else None,
            smallest={} if least is None else {k: _number(v[row]) for k, v in least.items()},
        )


def _number(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def first_rows(grid: Grid) -> np.ndarray:
    """Column of each series' first row, K."""
    return np.asarray(grid.given.argmax(axis=1))
