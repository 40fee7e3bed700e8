"""The rule that `calibrated` started from: 1, 2, 4 and 8 weeks against the usual level, one threshold for all."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.choice import Figures, chosen
from cxpulse.core.alerts.drops import drops
from cxpulse.core.alerts.grid import Bools, Floats, Grid
from cxpulse.core.alerts.history import BASELINE, history_of
from cxpulse.core.alerts.normal import upper_quantile
from cxpulse.core.alerts.scan import Promise, Scan
from cxpulse.core.alerts.usual import usual

LENGTHS = np.isin(np.arange(1, sc.WINDOWS + 1), (1, 2, 4, 8))


def scan(grid: Grid, usable: Bools, scale: Floats, promise: Promise) -> Scan:
    """Judges the last week of the grid. See `scan.Rule`; `scale` is not used."""
    past = history_of(grid, usable)
    plain = usual(past.y[:, BASELINE], past.base_n, past.s2, grid.group)
    found = drops(past.y, plain, past, grid, 1.0)
    within = np.where(past.n > 0, past.within, 0.0)[:, : -sc.WINDOWS - 1 : -1].cumsum(axis=1)
    freedom = np.maximum(past.n - 1, 0.0)[:, : -sc.WINDOWS - 1 : -1].cumsum(axis=1)
    wider = np.maximum(within / np.maximum(freedom, 1.0) - past.s2[:, None], 0.0) / (2 * np.maximum(found.n, 1.0))
    errors = np.sqrt(found.error**2 + wider)
    z = np.where(LENGTHS, (found.drop - past.margin[:, None]) / errors, np.nan)
    series = max(int(np.isfinite(z).any(axis=1).sum()), 1)
    limits = np.full(z.shape, upper_quantile(min(promise.per_week / (3 * series), 0.4)))
    figures = Figures(found, z, limits, np.where(LENGTHS, errors, np.nan), z)
    return chosen(figures, plain.level, past, grid)
