"""The weeks that one judgement looks at: baseline and windows, cut out of the grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.grid import MARGIN_SHARE, Bools, Floats, Grid
from cxpulse.core.alerts.usual import answer_variance

BASELINE = slice(0, sc.BASELINE_WEEKS)


@dataclass(frozen=True)
class History:
    """The last WIDTH weeks of all series, oldest first.

    y: mean answer, good side up; n: answers, 0 for a week left out (no data, announced, part of an alert that ended
    before); within: squared deviations inside weeks; s2: variance of one answer; margin: drops up to this are of no interest;
    enough_history: half a year of baseline; enough_answers: ten in the judged week and in the typical one.
    """

    y: Floats
    n: Floats
    within: Floats
    s2: Floats
    margin: Floats
    enough_history: Bools
    enough_answers: Bools

    @property
    def base_n(self) -> Floats:
        """Answers of the baseline weeks."""
        return self.n[:, BASELINE]


def history_of(grid: Grid, usable: Bools) -> History:
    """Cuts the judged week (the grid's last) and what it is compared with out of the grid."""
    n, y, within = sc.recent(grid.n), sc.recent(grid.mean), sc.recent(grid.within)
    kept = (n > 0) & ~sc.recent(grid.announced)
    kept[:, BASELINE] = sc.recent(usable)[:, BASELINE]
    n = np.where(kept, n, 0.0)
    base, weeks = n[:, BASELINE], (n[:, BASELINE] > 0).sum(axis=1)
    s2 = answer_variance(base, np.where(base > 0, within[:, BASELINE], 0.0))
    typical = base.sum(axis=1) / np.maximum(weeks, 1)
    return History(
        y=y,
        n=n,
        within=within,
        s2=s2,
        margin=np.where(np.isnan(grid.margin), MARGIN_SHARE * np.sqrt(s2), grid.margin),
        enough_history=weeks >= sc.LEAST_HISTORY,
        enough_answers=(grid.n[:, -1] >= sc.LEAST_WEEK) & (typical >= sc.LEAST_WEEK),
    )
