"""How far the last 1 to 8 weeks lie below the usual level, in standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.grid import Floats, Grid
from cxpulse.core.alerts.history import History
from cxpulse.core.alerts.usual import Usual


@dataclass(frozen=True)
class Drops:
    """Per series and window (K by WINDOWS; column 0 is the last week alone): mean, drop = usual - mean, its standard
    error, z = (drop - margin) / error (NaN where a window is too thin), n: answers."""

    mean: Floats
    drop: Floats
    error: Floats
    z: Floats
    n: Floats


def drops(y: Floats, usual: Usual, history: History, grid: Grid, margin_part: float) -> Drops:
    """Windows end with the judged week, which must have answers; weeks inside that were left out are skipped.

    margin_part: how much of the margin is taken off the drop. A week weighs 1 / (s2/n + t2).
    """
    n = history.n[:, : -sc.WINDOWS - 1 : -1]
    weight = np.where(n > 0, 1.0 / (usual.s2[:, None] / np.maximum(n, 1e-9) + usual.t2[:, None]), 0.0)
    mass = np.maximum(weight.cumsum(axis=1), 1e-12)
    mean = (weight * y[:, : -sc.WINDOWS - 1 : -1]).cumsum(axis=1) / mass
    variance = 1.0 / mass + usual.level_variance[:, None]
    drop = usual.level[:, None] - mean
    z = (drop - margin_part * history.margin[:, None]) / np.sqrt(variance)
    z = _less_for_skewness(z, weight, mass, n, variance, usual, grid)
    answers = n.cumsum(axis=1)
    fits = (answers >= sc.LEAST_WINDOW) & (n[:, :1] > 0) & (history.enough_history & history.enough_answers)[:, None]
    return Drops(mean, drop, np.where(fits, np.sqrt(variance), np.nan), np.where(fits, z, np.nan), answers)


def _less_for_skewness(
    z: Floats, weight: Floats, mass: Floats, n: Floats, variance: Floats, usual: Usual, grid: Grid
) -> Floats:
    """A share of 95% can fall further by chance than it can rise: the quantile after Cornish and Fisher.

    The third moment follows from the mean where x^3 = cubed x for every answer x; elsewhere it is taken as 0.
    """
    level = usual.level * grid.sign
    third = grid.cubed * level - 3 * level * (usual.s2 + level**2) + 2 * level**3
    third = np.where(np.isnan(third), 0.0, third * grid.sign)
    cumulant = (weight**3 / np.maximum(n, 1e-9) ** 2).cumsum(axis=1) / mass**3 * third[:, None]
    skewness = np.clip(-cumulant / variance**1.5, 0.0, 1.0)
    return np.where(z > 1, z - skewness * (np.clip(z, 1, 6) ** 2 - 1) / 6, z)
