"""Of all windows the one that is told: furthest over its threshold, or nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts.drops import Drops
from cxpulse.core.alerts.grid import Floats, Grid
from cxpulse.core.alerts.history import History
from cxpulse.core.alerts.scan import Scan


@dataclass(frozen=True)
class Figures:
    """What a rule worked out for every series and window, K by WINDOWS: see `scan.Scan`. z is NaN where none was judged."""

    found: Drops
    z: Floats
    limits: Floats
    errors: Floats
    unscaled: Floats


def chosen(figures: Figures, level: Floats, past: History, grid: Grid) -> Scan:
    """The scan of the judged week. level: usual level of each series, good side up."""
    over = np.where(np.isfinite(figures.z), figures.z - figures.limits, -np.inf)
    best, rows = over.argmax(axis=1), np.arange(len(over))
    judged = np.isfinite(over[rows, best])

    def at(values: Floats) -> Floats:
        return np.where(judged, values[rows, best], np.nan)

    means = figures.found.mean * grid.sign[:, None]
    return Scan(
        z=at(figures.z),
        threshold=at(figures.limits),
        window=np.where(judged, best + 1, 0),
        drop=at(figures.found.drop),
        usual=np.where(past.enough_history, level * grid.sign, np.nan),
        now=at(means),
        n=at(figures.found.n),
        history=past.enough_history,
        answers=past.enough_answers,
        by_window=figures.z,
        limits=figures.limits,
        errors=figures.errors,
        unscaled=figures.unscaled,
        drops=figures.found.drop,
        means=means,
        counts=figures.found.n,
    )
