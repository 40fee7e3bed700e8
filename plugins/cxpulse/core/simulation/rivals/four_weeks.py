"""The mean of four weeks, five points under the four weeks before."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.simulation.past import last

TITLE = "4-week mean, 5 points"
PER_MARGIN = 5.0


def alarms(grid: Grid) -> Bools:
    """Weeks whose four-week mean is that much under the one of four weeks earlier."""
    mean = last(grid.n * grid.mean, 4) / np.maximum(last(grid.n, 4), 1.0)
    fall = np.zeros(grid.shape)
    fall[:, 8:] = mean[:, 4:-4] - mean[:, 8:]
    return fall >= PER_MARGIN * grid.margin[:, None]
