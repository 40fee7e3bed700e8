"""Laney's p' chart (2002): the p-chart with limits widened by the scatter of the weeks themselves."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.simulation.past import YEAR, before, standardised

TITLE = "Laney p'"
RANGE_TO_SIGMA = 1.128  # mean moving range of two normal values, in standard deviations


def alarms(grid: Grid) -> Bools:
    """Weeks under the lower limit; sigma from the moving ranges of the year before."""
    z = standardised(grid)
    ranges = np.zeros(z.shape)
    ranges[:, 1:] = np.abs(np.diff(z, axis=1))
    used = (z != 0).astype(float)
    sigma = before(ranges * used, YEAR) / np.maximum(before(used, YEAR), 1.0) / RANGE_TO_SIGMA
    return np.asarray(z > 3.0 * np.maximum(sigma, 1e-9)) & (sigma > 0)
