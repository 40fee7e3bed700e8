"""What the rivals compare a week with: running means of the weeks before it."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Floats, Grid

YEAR = 52


def before(values: Floats, weeks: int) -> Floats:
    """Sum of the `weeks` columns before each column (fewer at the start)."""
    sums = np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
    start = np.maximum(np.arange(values.shape[1]) - weeks, 0)
    return sums[:, :-1] - sums[:, start]


def last(values: Floats, weeks: int) -> Floats:
    """Sum of the last `weeks` columns, each column included."""
    sums = np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
    start = np.maximum(np.arange(values.shape[1]) + 1 - weeks, 0)
    return sums[:, 1:] - sums[:, start]


def level(grid: Grid) -> Floats:
    """Mean of all answers of the year before each week."""
    return before(grid.n * grid.mean, YEAR) / np.maximum(before(grid.n, YEAR), 1.0)


def answer_spread(grid: Grid) -> Floats:
    """Standard deviation of one answer, over the year before each week."""
    freedom = np.maximum(before(np.maximum(grid.n - 1, 0.0), YEAR), 1.0)
    return np.sqrt(np.maximum(before(grid.within, YEAR) / freedom, 1e-9))


def standardised(grid: Grid) -> Floats:
    """(level - mean) / (s / sqrt(n)): sampling error only; 0 where there is no answer or under half a year of past."""
    error = answer_spread(grid) / np.sqrt(np.maximum(grid.n, 1.0))
    z = (level(grid) - grid.mean) / error
    known = (grid.n > 0) & (before((grid.n > 0).astype(float), YEAR) >= YEAR / 2)
    return np.where(known, z, 0.0)
