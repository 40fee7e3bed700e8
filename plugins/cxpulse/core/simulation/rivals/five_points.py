"""Five points on last week (two and a quarter for CSAT, whose points are smaller)."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid

TITLE = "5 points on last week"
PER_MARGIN = 5.0  # the margin is one NPS point


def alarms(grid: Grid) -> Bools:
    """Weeks whose mean is that much under the week before."""
    fall = np.zeros(grid.shape)
    fall[:, 1:] = grid.mean[:, :-1] - grid.mean[:, 1:]
    answered = grid.n > 0
    answered[:, 1:] &= grid.n[:, :-1] > 0
    return answered & (fall >= PER_MARGIN * grid.margin[:, None])
