"""Every week in order, judged with only the data up to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.grid import Bools, Grid
from cxpulse.core.alerts.life import AlertState, Life, published, recovery, step, unborn
from cxpulse.core.alerts.scan import Promise, Rule, Scan
from cxpulse.core.alerts.scatter import EVERY, LATEST, LOOK_BACK, scatter


@dataclass(frozen=True)
class Week:
    """The verdicts of one week: its column, a state per series, the scan behind them, and the lives after it."""

    column: int
    states: list[AlertState]
    scan: Scan
    life: Life


def replay(
    grid: Grid, rule: Rule, promise: Promise, told: Mapping[int, dict[int, AlertState]] | None = None,
    young: Grid | None = None,
) -> Iterator[Week]:
    """Verdicts of all weeks of the grid, oldest first. Nothing of a later week is ever looked at.

    told: column -> row -> state that was already told to people, which then holds for the weeks after it. young: each
    week as it was known when it was judged first, where answers came later.
    """
    count, weeks = grid.shape
    usable = (grid.n > 0) & ~grid.announced
    past = np.full((count, weeks, sc.WINDOWS), np.nan)
    scale = scatter(past[:, :0], grid.group)
    life = unborn(count)
    for column in range(weeks):
        if column % EVERY == 0 and column > LATEST:
            scale = scatter(past[:, max(0, column - LATEST - LOOK_BACK) : column - LATEST], grid.group)
        first = max(0, column + 1 - sc.WIDTH)
        cut = grid.between(first, column + 1)
        cut = cut.ending_as(young, column) if young else cut
        found = rule(cut, usable[:, first : column + 1], scale, promise)
        before = life
        life, states = step(before, found, column, cut.n[:, -1] > 0, cut.announced[:, -1])
        windows = recovery(before, found, column)
        back = np.flatnonzero(_are(states, AlertState.RECOVERED) & (windows > 0))
        found = found.shown_at(back, windows[back])
        if told and column in told:
            life = published(life, column, told[column], found)
        past[:, column] = np.where(life.alerting[:, None], np.nan, found.unscaled)
        usable[:, column] &= ~life.alerting
        _renew(usable, grid, before, before.alerting & ~life.alerting & ~_are(states, AlertState.RECOVERED), column)
        yield Week(column, states, found, life)


def _are(states: list[AlertState], which: AlertState) -> Bools:
    return np.array([state is which for state in states])


def _renew(usable: Bools, grid: Grid, before: Life, renewed: Bools, column: int) -> None:
    """Where an alert ended because the lower level is the usual one, that level is what later weeks are compared with.

    Otherwise the old level would go on as the baseline, and the same drop would open again after four quiet weeks.
    """
    for row in np.flatnonzero(renewed):
        start = max(0, int(before.since[row]) - max(int(before.window[row]), 1) + 1)
        usable[row, :start] = False
        usable[row, start : column + 1] = ((grid.n > 0) & ~grid.announced)[row, start : column + 1]
