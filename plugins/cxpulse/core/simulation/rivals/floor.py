"""A fixed floor: ten points under the mean of the first year."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.simulation.past import YEAR

TITLE = "fixed floor"
PER_MARGIN = 10.0


def alarms(grid: Grid) -> Bools:
    """Weeks after the first year that are under it."""
    first = (grid.n * grid.mean)[:, :YEAR].sum(axis=1) / np.maximum(grid.n[:, :YEAR].sum(axis=1), 1.0)
    under = (grid.n > 0) & (grid.mean < (first - PER_MARGIN * grid.margin)[:, None])
    under[:, :YEAR] = False
    return np.asarray(under)
