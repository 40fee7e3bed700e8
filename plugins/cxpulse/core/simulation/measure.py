"""False alerts a year, and drops found in time, of any rule on any model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cxpulse.core.alerts.grid import Bools, Floats, Grid
from cxpulse.core.alerts.life import AlertState
from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import Promise, load_rule
from cxpulse.core.simulation.portfolio import Model, calm, portfolio
from cxpulse.core.simulation.worlds import World, only_mix, world

SETTLING = 78       # weeks before alerts are counted: baseline and some past
BEGINS = 116        # the week in which a drop begins
WITHIN = (1, 2, 4, 8)
AFFECTED = 0.1      # share of the series of a portfolio that drop at once
QUIET = 4
BEFORE = 26         # weeks before the drop in which an alert would make a series unfit to be counted

Opens = Callable[..., Bools]
"""Of a grid, and the world that it is of when there is more to know: where an alert begins, series by weeks."""


@dataclass(frozen=True)
class Case:
    """A drop: its name, points in the first week, points more in each further week, answers a week, on which metric, and after
    how many weeks it is over (0: it lasts)."""

    name: str
    points: float
    slope: float
    n: int
    metric: str = "nps"
    over_after: int = 0

    def by_week(self, weeks: int) -> list[float]:
        """Points lost in each week after it began. A slide of 1: [1, 2, 3, ...]."""
        lasting = self.over_after or weeks
        return [self.points + self.slope * i if i < lasting else 0.0 for i in range(weeks)]


CASES = (
    Case("10 points", 10, 0, 5000),
    Case("10 points", 10, 0, 1000),
    Case("10 points", 10, 0, 200),
    Case("15 points", 15, 0, 200),
    Case("slide, 1 point a week", 1, 1, 1000),
    Case("5 points", 5, 0, 1000, "csat"),
    Case("blip: 10 points, one week only", 10, 0, 1000, over_after=1),
)


def rule_opens(name: str, promise: float, portfolios: int = 1) -> Opens:
    """Where one of our rules opens. portfolios: how many lie in one grid, each with its own promise."""

    def opens(grid: Grid, made: World | None = None) -> Bools:
        out = np.zeros(grid.shape, bool)
        young = made.young if made else None
        for week in replay(grid, load_rule(name), Promise(promise * portfolios), young=young):
            for row in (i for i, state in enumerate(week.states) if state is AlertState.OPEN):
                out[row, week.column] = made is None or not only_mix(made, row, week.column, week.scan)
        return out

    return opens


def rival_opens(alarms: Opens) -> Opens:
    """Where a rival's alarms begin: none in the four weeks before; announced weeks are spared, as people do. Rivals see
    neither segments nor that a week is not whole yet: they are given whole weeks."""

    def opens(grid: Grid, made: World | None = None) -> Bools:
        found = alarms(grid) & ~grid.announced
        recent = np.zeros(grid.shape, bool)
        for back in range(1, QUIET + 1):
            recent[:, back:] |= found[:, :-back]
        return found & ~recent

    return opens


def false_alerts(opens: Opens, model: Model, *, series: int, years: float, seed: int) -> float:
    """Alerts a year on a portfolio where nothing dropped. Standard error: sqrt(result / years)."""
    weeks = SETTLING + round(52 * years)
    made = world(np.random.default_rng(seed), model, series, weeks)
    return float(opens(made.grid, made)[:, SETTLING:].sum() / years)


def found_within(
    opens: Callable[[int], Opens], case: Case, *, series: int, drops: int, seed: int, rested: bool = True
) -> dict[int, float]:
    """Weeks -> share of the drops found by then. opens: number of portfolios in the grid -> where alerts begin.

    A tenth of each portfolio drops in the same week; the others have 30 to 5,000 answers. rested: series with an alert in
    the half year before are not counted; False for rules that cry so often that hardly any would be left, and for which
    every alarm counts as a find.
    """
    affected = max(1, round(AFFECTED * series))
    count = max(1, round(drops / affected))
    rng = np.random.default_rng(seed)
    model = calm(case.metric)
    parts = [_dropped(rng, model, case, series, affected) for _ in range(count)]
    grid = _joined(parts)
    rows = np.arange(series * count) % series < affected
    begun = opens(count)(grid)[rows]
    clean = begun[~begun[:, BEGINS - BEFORE : BEGINS].any(axis=1)] if rested else begun
    return {h: float(clean[:, BEGINS : BEGINS + h].any(axis=1).mean()) for h in WITHIN}


def _dropped(rng: np.random.Generator, model: Model, case: Case, series: int, affected: int) -> Grid:
    weeks = BEGINS + max(WITHIN)
    drop: Floats = np.zeros((series, weeks))
    drop[:affected, BEGINS:] = case.by_week(max(WITHIN))
    answers = np.exp(rng.uniform(np.log(30), np.log(5000), series))
    answers[:affected] = case.n
    return portfolio(rng, model, series, weeks, drop=drop, answers=answers)


def _joined(parts: list[Grid]) -> Grid:
    """Several portfolios in one grid, each a group of its own."""
    names = ("n", "mean", "within", "announced", "given", "sign", "margin", "cubed")
    columns: dict[str, Any] = {name: np.concatenate([getattr(p, name) for p in parts]) for name in names}
    group = np.repeat(np.arange(len(parts)), [p.shape[0] for p in parts])
    labels = [f"{i}/{name}" for i, p in enumerate(parts) for name in p.names]
    return replace(parts[0], names=labels, group=group, **columns)
