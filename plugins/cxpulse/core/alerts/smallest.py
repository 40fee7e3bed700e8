"""The smallest drop that each series could show, at its number of answers."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Floats, Grid
from cxpulse.core.alerts.scan import MARGIN_PART, Scan

FOUND = 0.8416  # normal quantile of 80%
WITHIN = (1, 2, 4, 8)


def smallest_drops(scan: Scan, grid: Grid) -> dict[int, Floats]:
    """Weeks -> drop that is found within so many weeks with 80% probability, in the metric's unit, K; NaN: cannot be told.

    (threshold + 0.84) standard errors of the window, plus what the rule takes off; the best window up to that length.
    A threshold of 3.5 and an error of 2.0 points: 8.7 points. It is an upper bound: shorter windows find some as well.
    """
    margin = np.nan_to_num(grid.margin, nan=0.0) * MARGIN_PART
    needed = margin[:, None] + (scan.limits + FOUND) * scan.errors
    needed = np.where(np.isfinite(needed), needed, np.inf)
    best = np.minimum.accumulate(needed, axis=1)
    return {k: np.where(np.isfinite(best[:, k - 1]), best[:, k - 1], np.nan) for k in WITHIN}
