"""From sums to figures: value, interval, n and state of each metric, week and segment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.estimates import Estimates
from cxpulse.core.measurement import Measurement, Segment, State
from cxpulse.jobs.measure_cells import Cells, Place, cells
from cxpulse.jobs.measure_counting import store_of
from cxpulse.jobs.measure_running import running
from cxpulse.jobs.measure_sums import Asked, Dimensions, Sums, load_sums, selected
from cxpulse.jobs.measure_weighted import weighted
from cxpulse.jobs.remembered import Remembered
from cxpulse.lake import statistics

KEPT_FIGURES = 20_000

_STATES = tuple(State)

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
    span = _history(asked, ever)
    more = More.of(settings, asked, question)
    for dimensions, wanted in question.shapes:
        fits = set(dimensions) <= set(asked.family.dimensions) and more.fits(dimensions)
        if not span or not fits or sums is None:
            for segment in sorted(wanted or ({()} if not dimensions else ())):
                yield from (_none(asked.metric, week, segment, State.NOT_SUPPLIED) for week in question.weeks)
            continue
        segments = sorted(wanted if wanted is not None else {()}) if wanted is not None or not dimensions else None
        places = None if segments is None else tuple(_place(dimensions, s) for s in segments)
        if asked.formula.cumulative:
            found = running(asked, sums, dimensions, question.weeks, span, places)
        else:
            found = cells(asked, sums, dimensions, places, question.weeks)
        found = more.joined(found, dimensions)
        made = asked.formula.estimates(found.inputs, asked.metric.parameters)
        if asked.metric.weights:
            made = weighted(asked, sums, dimensions, found, made)
        yield from as_measurements(asked.metric, dimensions, found, made, all_places=segments is not None)


def _place(dimensions: Dimensions, segment: Segment) -> Place:
    told = dict(segment)
    return tuple(told[d] for d in dimensions)


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

    def joined(self, found: Cells, dimensions: Dimensions) -> Cells:
        """The cells with these inputs added; those that lack what they need are not there."""
        for other, required, sums in self.parts:
            if sums is not None and sums.table.num_rows and set(dimensions) <= set(other.family.dimensions):
                found = found.joined(cells(other, sums, dimensions, found.places, found.weeks), required)
        return found


def _history(asked: Asked, ever: Sums | None) -> tuple[dt.date, dt.date] | None:
    """The first and last week with counts; None when no source ever gave what the metric needs."""
    import pyarrow.compute as pc

    if ever is None:
        return None
    table = selected(ever.table, asked.metric)
    if not any((pc.max(pc.abs(table[c])).as_py() or 0) != 0 for c in asked.measures.values()):
        return None
    bounds = pc.min_max(table["week"]).as_py()
    return bounds["min"], bounds["max"]


def as_measurements(metric: Metric, dimensions: Dimensions, found: Cells, made: Estimates, *, all_places: bool) -> Iterator[Measurement]:
    """One measurement for every row, place after place. all_places: those without any counts too."""
    columns = _columns(metric, found, made)
    for number, place in enumerate(found.places):
        part = slice(number * len(found.weeks), (number + 1) * len(found.weeks))
        if not all_places and not found.there[part].any():
            continue
        segment = tuple(sorted(zip(dimensions, place, strict=True)))
        rows = zip(found.weeks, *(column[part] for column in columns), strict=True)
        for week, value, low, high, n, state, variance, interval in rows:
            yield Measurement(
                metric.name, metric.version, week, segment, value, low, high, n, state, metric.unit, metric.direction, variance, interval
            )


def _columns(metric: Metric, found: Cells, made: Estimates) -> tuple[list[Any], ...]:
    """value, low, high, n, state, variance and interval of every row; what is not shown is None."""
    states: Any = states_of(metric, found, made)
    shown = np.isin(states, (_STATES.index(State.OK), _STATES.index(State.GREY)))
    interval = np.where(shown, np.where(made.method == "", metric.interval, made.method), "")
    n: list[int] = np.where(found.there, made.n, 0.0).astype(np.int64).tolist()
    value, low, high, variance = (_shown(column, shown) for column in (made.value, made.low, made.high, made.variance))
    return value, low, high, n, [_STATES[s] for s in states.tolist()], variance, interval.tolist()


def _shown(column: Any, shown: Any) -> list[float | None]:
    out = column.astype(object)
    out[~shown | np.isnan(column)] = None
    return list(out)


def states_of(metric: Metric, found: Cells, made: Estimates) -> Any:
    """The state of every row, as its place in State: a complete count is never too few, and may be zero."""
    none, few, grey, ok = (_STATES.index(s) for s in (State.NONE, State.FEW, State.GREY, State.OK))
    told = found.there & ~np.isnan(made.value)
    unknown = np.where(found.there & (made.n > 0), few, none) if metric.weights else none
    if metric.unit == "count":
        return np.where(told, ok, unknown)
    enough = np.where(made.n < metric.grey_below, grey, ok)
    return np.where(told, np.where(made.n < metric.minimum_n, few, enough), unknown)


def _none(metric: Metric, week: dt.date, segment: Segment, state: State) -> Measurement:
    return Measurement(metric.name, metric.version, week, segment, None, None, None, 0, state, metric.unit, metric.direction)
