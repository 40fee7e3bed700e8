"""The rule in use: windows of one to eight weeks against the usual level, after the portfolio's common movement.

It differs from the rule `windows` in four ways, each kept because it found more at the same rate of false alerts:
thresholds that spend the promise where a drop can be seen; what all series do together is taken off; the extra spread of
weeks is estimated for the portfolio and corrected per series; and the portfolio's own past tells whether its
standardised drops scatter more than they should (seasons, runs of bad weeks), which raises the bar.
"""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.choice import Figures, chosen
from cxpulse.core.alerts.drops import drops
from cxpulse.core.alerts.grid import Bools, Floats, Grid
from cxpulse.core.alerts.history import BASELINE, History, history_of
from cxpulse.core.alerts.scan import MARGIN_PART, Promise, Scan
from cxpulse.core.alerts.shared import Shared, shared_move, unusual_together
from cxpulse.core.alerts.threshold import REFERENCE, thresholds
from cxpulse.core.alerts.usual import Usual, usual


def scan(grid: Grid, usable: Bools, scale: Floats, promise: Promise) -> Scan:
    """Judges the last week of the grid. See `scan.Rule`."""
    past = history_of(grid, usable)
    plain = usual(past.y[:, BASELINE], past.base_n, past.s2, grid.group)
    shared = _shared(past, plain, grid)
    apart = past.y - shared.move
    found = drops(past.y, plain, past, grid, MARGIN_PART)
    alone = drops(apart, usual(apart[:, BASELINE], past.base_n, past.s2, grid.group), past, grid, MARGIN_PART)
    together = unusual_together(shared, BASELINE)  # a fall of everything is news, not weather
    unscaled = np.where(together, found.z, alone.z)
    errors = np.where(together, found.error, alone.error)
    z = unscaled / scale
    limits = thresholds(errors, REFERENCE * np.sqrt(past.s2), promise.per_week)
    figures = Figures(found, z, limits, errors * scale, unscaled)
    return chosen(figures, plain.level, past, grid)


def _shared(past: History, plain: Usual, grid: Grid) -> Shared:
    known = (past.n > 0) & past.enough_history[:, None]
    variance = np.where(known, past.s2[:, None] / np.maximum(past.n, 1e-9) + plain.t2[:, None], np.inf)
    return shared_move(past.y - plain.level[:, None], variance, grid.group, BASELINE)
