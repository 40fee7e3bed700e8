"""Portfolios in which a week is not yet what it will be, or who answers changes: what a rule may not mistake for a fall.

Late answers: the youngest week is judged before all its answers are there, against weeks that are whole. Counts by week
cannot tell how many are still to come, so the rule does not correct for it: with 15% of the answers late and 6 points
better than the others the promise of 2 still held (1.95 a year measured), with 30% it did not (2.6). Where more comes late,
or differs more, set `matures_weeks` of the metric: then the last whole week is judged.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts.grid import Bools, Floats, Grid
from cxpulse.core.alerts.scan import BASELINE_WEEKS, GAP_WEEKS, Scan
from cxpulse.core.explain import Side, explain
from cxpulse.core.simulation.portfolio import (
    Model,
    answers_of,
    draw,
    grid_from,
    levels,
    portfolio,
    typical_answers,
)
from cxpulse.core.split import Sums

LOW_SHARE = 1 / 8   # of the customers: the worse part
MIX_WEEKS = 3


@dataclass(frozen=True)
class World:
    """grid: what is known in the end; young: each week as it was when it was judged first, None when nothing comes late;
    parts: the same answers by two segments, each (n, sum, sum of squares), None when there is one."""

    grid: Grid
    young: Grid | None = None
    parts: tuple[tuple[Floats, Floats, Floats], ...] | None = None


def world(rng: np.random.Generator, model: Model, series: int, weeks: int) -> World:
    """A portfolio without a drop; late answers and mix shifts as the model says (not both)."""
    if model.late:
        return _late(rng, model, series, weeks)
    return _mixed(rng, model, series, weeks) if model.mix else World(portfolio(rng, model, series, weeks))


def _late(rng: np.random.Generator, model: Model, series: int, weeks: int) -> World:
    """The first answers lie below the whole week by late x late_gap: the youngest week looks worse than it is."""
    n, level, announced = _start(rng, model, series, weeks)
    after: np.ndarray = rng.binomial(n, model.late)
    gap = model.late_gap * model.scale
    first = (n - after, *draw(model, n - after, level - model.late * gap, rng))
    late = (after, *draw(model, after, level + (1 - model.late) * gap, rng))
    whole = [a + b for a, b in zip(first, late, strict=True)]
    return World(grid_from(model, whole[0], whole[1], whole[2], announced), grid_from(model, *first, announced))


def _mixed(rng: np.random.Generator, model: Model, series: int, weeks: int) -> World:
    """The worse part doubles its share for three weeks, `mix` times a year, each series at its own time; no part falls."""
    n, level, announced = _start(rng, model, series, weeks)
    every = round(52 / model.mix)
    shifted = (np.arange(weeks) - rng.integers(0, every, (series, 1))) % every < MIX_WEEKS
    low: np.ndarray = rng.binomial(n, np.where(shifted, 2 * LOW_SHARE, LOW_SHARE))
    gap = model.mix_gap * model.scale
    worse = (low.astype(float), *draw(model, low, level - (1 - LOW_SHARE) * gap, rng))
    rest = ((n - low).astype(float), *draw(model, n - low, level + LOW_SHARE * gap, rng))
    whole = [a + b for a, b in zip(worse, rest, strict=True)]
    return World(grid_from(model, whole[0], whole[1], whole[2], announced), parts=(worse, rest))


def _start(rng: np.random.Generator, model: Model, series: int, weeks: int) -> tuple[np.ndarray, Floats, Bools]:
    level, announced = levels(rng, model, series, weeks)
    return answers_of(rng, model, typical_answers(rng, model, series), weeks), level, announced


def only_mix(made: World, row: int, column: int, scan: Scan) -> bool:
    """Whether the explanation of an alert, which sees the segments, calls it a mix shift."""
    if made.parts is None:
        return False
    special = made.grid.announced[row]
    window = range(column - int(scan.window[row]) + 1, column + 1)
    end = column - GAP_WEEKS
    usual = range(max(0, end - BASELINE_WEEKS), end)
    sides: tuple[Side, Side] = (_sums(made, row, usual, special), _sums(made, row, window, special))
    found = explain({"part": sides}, worse=-1, z=float(scan.z[row]), threshold=float(scan.threshold[row]))
    return found is not None and found.mix_shift is not None


def _sums(made: World, row: int, weeks: range, special: Bools) -> dict[Hashable, Sums]:
    kept = [week for week in weeks if not special[week]]
    return {
        number: (float(part[0][row, kept].sum()), float(part[1][row, kept].sum()), float(part[2][row, kept].sum()))
        for number, part in enumerate(made.parts or ())
    }
