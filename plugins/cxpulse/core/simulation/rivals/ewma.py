"""An exponentially weighted moving average chart, weight 0.2, limits 3 sigma (Roberts 1959)."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.simulation.past import standardised

TITLE = "EWMA"
WEIGHT = 0.2


def alarms(grid: Grid) -> Bools:
    """Weeks whose average of standardised drops is over its limit."""
    z = standardised(grid)
    limit = 3.0 * np.sqrt(WEIGHT / (2 - WEIGHT))
    average = np.zeros(len(z))
    out = np.zeros(z.shape, bool)
    for column in range(z.shape[1]):
        average = WEIGHT * z[:, column] + (1 - WEIGHT) * average
        out[:, column] = average > limit
    return out
