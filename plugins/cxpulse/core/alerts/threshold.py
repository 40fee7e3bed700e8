"""How the promised number of false alerts is spent: a threshold for every series and window.

A flat threshold spends as much on windows in which nothing of interest could be seen (one week of 50 answers) as on
those that decide. Neyman and Pearson's lemma says where a budget finds most drops of size d: where the likelihood ratio
exp(z u - u^2 / 2), u = d / standard error, is above one common value. So the threshold is level / u + u / 2, held
between two bounds so that no series and no size of drop is given up; the level is what keeps the promise.
"""

from __future__ import annotations

import math

import numpy as np

from cxpulse.core.alerts.grid import Floats

REFERENCE = 1 / 8  # the drop that the budget is spent for, as a share of one answer's spread: 10 NPS, 5 CSAT points
LONG = 3.6  # windows longer than this are for slides and lasting small drops: the reference shrinks with 1 / length
BELOW, ABOVE = 0.3, 0.35  # how far a threshold may lie below and above the flat one
PER_SERIES = 0.2 / 52  # the most that one series may have of the budget, a week: a lone series must not cry twice a year
EPISODES = 1.05  # alerts that begin per week in which one week alone exceeds its threshold, by simulation;
OVERLAP = 0.8    # for a window of k weeks divided by k to this power: it overlaps with itself and the other windows

_GRID = np.arange(0.0, 12.01, 0.01)
_LOG_TAIL = np.array([math.log(0.5 * math.erfc(z / math.sqrt(2))) for z in _GRID])


def tail(z: Floats) -> Floats:
    """P(Z > z) for z >= 0 (0 below 0 and past 12 at the ends of the table). 1.96 -> 0.025."""
    return np.exp(np.interp(z, _GRID, _LOG_TAIL))


def quantile(probability: float) -> float:
    """z >= 0 with P(Z > z) = probability."""
    return float(np.interp(-math.log(probability), -_LOG_TAIL, _GRID))


def thresholds(error: Floats, reference: Floats, budget: float) -> Floats:
    """Threshold of each series and window, K by W, so that `budget` alerts a week are expected in all by chance.

    error: standard error of the drop, K by W, NaN where a window cannot be judged; reference: K, the drop to spend for.
    """
    judged = np.isfinite(error)
    if not judged.any():
        return np.full(error.shape, np.nan)
    budget = min(budget, PER_SERIES * int(judged.any(axis=1).sum()))
    cost = EPISODES / np.arange(1, error.shape[1] + 1.0)[None, :] ** OVERLAP * judged
    flat = quantile(min(budget / cost.sum(), 0.4))
    shrunk = np.minimum(1.0, LONG / np.arange(1, error.shape[1] + 1.0))
    u = np.where(judged, reference[:, None] * shrunk / np.where(judged, error, 1.0), 1.0)
    low, high = 0.0, 60.0
    for _ in range(28):
        level = (low + high) / 2
        spent = float((cost * tail(_bounded(level, u, flat))).sum())
        low, high = (level, high) if spent > budget else (low, level)
    return np.where(judged, _bounded(high, u, flat), np.nan)


def _bounded(level: float, u: Floats, flat: float) -> Floats:
    return np.clip(level / u + u / 2, flat - BELOW, flat + ABOVE)
