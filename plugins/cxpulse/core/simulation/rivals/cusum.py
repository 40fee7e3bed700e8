"""A cumulative sum chart with slack 0.5 and limit 5 (Page 1954)."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.simulation.past import standardised

TITLE = "CUSUM"
SLACK, LIMIT = 0.5, 5.0


def alarms(grid: Grid) -> Bools:
    """Weeks whose sum of standardised drops, less the slack, is over the limit; it starts again after an alarm."""
    z = standardised(grid)
    total = np.zeros(len(z))
    out = np.zeros(z.shape, bool)
    for column in range(z.shape[1]):
        total = np.maximum(0.0, total + z[:, column] - SLACK)
        out[:, column] = total > LIMIT
        total = np.where(out[:, column], 0.0, total)
    return out
