"""Shewhart's chart: three sampling errors under the year's mean."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.simulation.past import standardised

TITLE = "3-sigma p-chart"


def alarms(grid: Grid) -> Bools:
    """Weeks under the lower limit."""
    return np.asarray(standardised(grid) > 3.0)
