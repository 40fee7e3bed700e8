"""What all series of a portfolio do together in a week: weather, a holiday, a season. Taken off before judging one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts.grid import Bools, Floats, Ints
from cxpulse.core.alerts.scan import WINDOWS

OUTLIER = 2.0   # a series further from the others than this many standard errors counts less and less
UNUSUAL = 3.0   # a common fall of this many of its usual deviations is not taken off: everything fell
LEAST_SERIES = 3


@dataclass(frozen=True)
class Shared:
    """move: what the other series of the group did in each week, K by weeks, shrunk by how well it is known; tau2: the
    usual variance of the common movement, K."""

    move: Floats
    tau2: Floats


def shared_move(residual: Floats, variance: Floats, group: Ints, baseline: slice) -> Shared:
    """The common movement, left out of itself. residual: y - usual level; variance: of each, inf for no answer.

    Weighted mean over the group with Cauchy weights (three rounds), so that one falling series moves nobody else's.
    """
    move = np.zeros_like(residual)
    tau2 = np.zeros(residual.shape[0])
    precision = np.where(np.isfinite(variance), 1.0 / variance, 0.0)
    for g in np.unique(group):
        rows = group == g
        if rows.sum() >= LEAST_SERIES:
            move[rows], tau2[rows] = _of_group(residual[rows], precision[rows], baseline)
    return Shared(move, tau2)


def _of_group(r: Floats, p: Floats, baseline: slice) -> tuple[Floats, float]:
    root = np.sqrt(p)
    weight = p
    centre = (p * r).sum(axis=0) / np.maximum(p.sum(axis=0), 1e-12)
    for _ in range(3):
        weight = p / (1.0 + (root * (r - centre) / OUTLIER) ** 2)
        centre = (weight * r).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)
    mass = weight.sum(axis=0)
    seen = mass[baseline] > 0
    extra = (centre[baseline] ** 2 - 1.0 / np.maximum(mass[baseline], 1e-12))[seen]
    tau2 = max(float(extra.mean()), 0.0) if extra.size else 0.0
    rest = mass - weight
    known = rest > 1e-12
    rest = np.where(known, rest, 1.0)
    others = np.where(known, ((weight * r).sum(axis=0) - weight * r) / rest, 0.0)
    return others * (tau2 / (tau2 + 1.0 / rest)), tau2


def unusual_together(shared: Shared, baseline: slice) -> Bools:
    """Where the common movement of the last 1, 2, ... 8 weeks is a fall beyond its own usual range, K by WINDOWS."""
    lengths = np.arange(1, WINDOWS + 1)
    now = shared.move[:, : -WINDOWS - 1 : -1].cumsum(axis=1) / lengths
    sums = np.concatenate([np.zeros((len(now), 1)), shared.move[:, baseline].cumsum(axis=1)], axis=1)
    usual = [np.sqrt((((sums[:, k:] - sums[:, :-k]) / k) ** 2).mean(axis=1)) for k in lengths]
    spread = np.maximum(np.stack(usual, axis=1), np.sqrt(shared.tau2[:, None] / lengths))
    return now < -UNUSUAL * spread - 1e-9
