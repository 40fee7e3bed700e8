"""From sums to figures: value, interval, n and state of each metric, week and segment."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.measurement import Estimate, Measurement, Segment, State
from cxpulse.jobs.measure_counting import store_of
from cxpulse.jobs.measure_sums import Asked, Cell, Dimensions, Sums, added_up, cells, load_sums, selected
from cxpulse.jobs.measure_weighted import weighted
from cxpulse.jobs.remembered import Remembered
from cxpulse.lake import statistics

KEPT_FIGURES = 20_000

Shape = tuple[Dimensions, frozenset[Segment] | None]
"""Dimensions in order, and the segments wanted of them (None: every one that has counts in these weeks)."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which weeks, and which shapes of segments."""

    weeks: tuple[dt.date, ...]
    shapes: tuple[Shape, ...]

    @property
    def dimensions(self) -> set[str]:
        """Every dimension that some shape has."""
        return {d for dimensions, _ in self.shapes for d in dimensions}


def figures(settings: Settings, asked: Sequence[Asked], question: Question) -> list[Measurement]:
    """All figures of the metrics of one family, by metric, week and segment.

    Raises DefinitionError when a figure would mix what must not be mixed.
    """
    ever = cache(lambda: load_sums(settings, asked, set(), last=max(question.weeks), bins=False))
    flows = [a for a in asked if not a.formula.cumulative]
    stocks = [a for a in asked if a.formula.cumulative]
    out: list[Measurement] = []
    for group, first in ((flows, min(question.weeks)), (stocks, None)):
        sums = cache(partial(load_sums, settings, group, question.dimensions, first=first, last=max(question.weeks)))
        for one in group:
            make = partial(_made, settings, one, question, sums, ever)
            out += MADE.get((_basis(settings, one), question), make)
    return out


MADE: Remembered[tuple[Measurement, ...]] = Remembered(KEPT_FIGURES, weigh=lambda made: len(made) + 1)
"""The figures that were made of one metric for one question: a week's reports and what is published of it ask the same."""


def _basis(settings: Settings, asked: Asked) -> tuple[Hashable, ...]:
    """What a metric's figures are made from: the settings, the contract, and the counts of its families."""
    store, families = store_of(settings), {asked.family.name, *(other.family.name for other, _ in asked.others)}
    prints = tuple(statistics.counts_prints(store, name) for name in sorted(families))
    return settings.model_dump_json(), asked.metric.model_dump_json(), prints


def _made(
    settings: Settings, asked: Asked, question: Question, sums: Callable[[], Sums | None], ever: Callable[[], Sums | None]
) -> tuple[Measurement, ...]:
    return tuple(_of_metric(settings, asked, question, sums(), ever()))


def _of_metric(
    settings: Settings, asked: Asked, question: Question, sums: Sums | None, ever: Sums | None
) -> Iterable[Measurement]:
    supplied, span = _history(asked, ever)
    more = More.of(settings, asked, question)
    for dimensions, wanted in question.shapes:
        fits = set(dimensions) <= set(asked.family.dimensions) and more.fits(dimensions)
        if not supplied or not fits or sums is None:
            for segment in sorted(wanted or ({()} if not dimensions else ())):
                yield from (_none(asked.metric, week, segment, State.NOT_SUPPLIED) for week in question.weeks)
            continue
        found = cells(asked, sums.by(asked, dimensions), dimensions)
        if asked.formula.cumulative:
            found = _run_up(found, question.weeks, span)
        found = more.joined(found, dimensions)
        made = weighted(asked, sums, dimensions) if asked.metric.weights else {}
        for segment in sorted(_segments(dimensions, wanted, found, question.weeks)):
            values = tuple(v for _, v in sorted(segment, key=lambda pair: dimensions.index(pair[0])))
            for week in question.weeks:
                yield _figure(asked, week, segment, found.get((week, values)), made.get((week, values)))


@dataclass(frozen=True, slots=True)
class More:
    """A metric's inputs from other families: the question for each, whether a figure needs it, and its sums."""

    parts: tuple[tuple[Asked, bool, Sums | None], ...]

    @staticmethod
    def of(settings: Settings, asked: Asked, question: Question) -> More:
        """Loads them for the weeks of a question."""
        first, last = min(question.weeks), max(question.weeks)
        return More(
            tuple(
                (other, required, load_sums(settings, [other], question.dimensions, first=first, last=last))
                for other, required in asked.others
            )
        )

    def fits(self, dimensions: Dimensions) -> bool:
        """Whether everything that a figure needs is there for segments in these dimensions."""
        return all(
            set(dimensions) <= set(other.family.dimensions) and sums is not None and sums.table.num_rows > 0
            for other, required, sums in self.parts
            if required
        )

    def joined(self, found: dict[Cell, dict[str, Any]], dimensions: Dimensions) -> dict[Cell, dict[str, Any]]:
        """The cells with these inputs added; cells that lack what they need are left out."""
        for other, required, sums in self.parts:
            if sums is None or not set(dimensions) <= set(other.family.dimensions):
                continue
            there = cells(other, sums.by(other, dimensions), dimensions)
            if required:
                found = {cell: inputs for cell, inputs in found.items() if cell in there}
            found = {cell: inputs | there.get(cell, {}) for cell, inputs in found.items()}
        return found


def _history(asked: Asked, ever: Sums | None) -> tuple[bool, tuple[dt.date, dt.date] | None]:
    """Whether any source ever gave what the metric needs, and the first and last week with counts."""
    import pyarrow.compute as pc

    if ever is None:
        return False, None
    table = selected(ever.table, asked.metric)
    given = any((pc.max(pc.abs(table[c])).as_py() or 0) != 0 for c in asked.measures.values())
    if not given:
        return False, None
    bounds = pc.min_max(table["week"]).as_py()
    return True, (bounds["min"], bounds["max"])


def _segments(
    dimensions: Dimensions,
    wanted: frozenset[Segment] | None,
    found: Mapping[Cell, Any],
    weeks: Sequence[dt.date],
) -> set[Segment]:
    if wanted is not None:
        return set(wanted)
    if not dimensions:
        return {()}
    inside = set(weeks)
    return {tuple(sorted(zip(dimensions, values, strict=True))) for week, values in found if week in inside}


def _run_up(
    found: Mapping[Cell, dict[str, Any]], weeks: Sequence[dt.date], span: tuple[dt.date, dt.date] | None
) -> dict[Cell, dict[str, Any]]:
    """For each segment and week asked for: the inputs summed over all weeks so far; none outside the weeks with counts."""
    by_segment: dict[tuple[str, ...], list[tuple[dt.date, dict[str, Any]]]] = {}
    for (week, values), inputs in sorted(found.items(), key=lambda item: item[0]):
        by_segment.setdefault(values, []).append((week, inputs))
    out: dict[Cell, dict[str, Any]] = {}
    for values, steps in by_segment.items():
        waiting = deque(steps)
        so_far: dict[str, Any] | None = None
        for week in weeks:
            due = []
            while waiting and waiting[0][0] <= week:
                due.append(waiting.popleft()[1])
            so_far = added_up([so_far, *due] if so_far else due) or so_far
            if so_far and span and span[0] <= week <= span[1]:
                out[week, values] = so_far | {"week": week}
    return out


def _figure(
    asked: Asked,
    week: dt.date,
    segment: Segment,
    inputs: Mapping[str, Any] | None,
    weighed: Estimate | None,
) -> Measurement:
    metric = asked.metric
    if inputs is None:
        return _none(metric, week, segment, State.NONE)
    estimate = weighed or asked.formula.estimate(inputs, metric.parameters)
    state = state_of(metric, estimate)
    if state in (State.NONE, State.FEW):
        return _none(metric, week, segment, state, estimate.n)
    return Measurement(
        metric=metric.name,
        version=metric.version,
        week=week,
        segment=segment,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        state=state,
        unit=metric.unit,
        direction=metric.direction,
        variance=estimate.variance,
        interval=estimate.method or metric.interval,
    )


def state_of(metric: Metric, estimate: Estimate) -> State:
    """The state of an estimate: none, too few, grey or ok. A complete count is never too few, and may be zero."""
    if estimate.value is None:
        return State.FEW if metric.weights and estimate.n else State.NONE
    if metric.unit == "count":
        return State.OK
    if estimate.n < metric.minimum_n:
        return State.FEW
    return State.GREY if estimate.n < metric.grey_below else State.OK


def _none(metric: Metric, week: dt.date, segment: Segment, state: State, n: int = 0) -> Measurement:
    return Measurement(
        metric.name, metric.version, week, segment, None, None, None, n, state, metric.unit, metric.direction
    )
