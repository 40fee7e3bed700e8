"""Measure: counts of the partitions that changed, and the figures made of them.

    measure(settings, touched=..., now=...)            counts what changed
    measurements(settings, weeks, metrics, ...)        figures with interval, n and state
    series(settings, metrics, by, until)               the weekly sums that alerts watch
    counts(settings, family)                           the additive counts themselves
    weeks(settings, family)                            the weeks that have any

Publishing and restatements are in `measure_published`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import family_names, load_family
from cxpulse.catalog.metrics import Metric, load_metric, load_metrics
from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DefinitionError
from cxpulse.core.measurement import Measurement, Segment
from cxpulse.engines import load_engine
from cxpulse.jobs.measure_counting import limits, none_counted, recount, store_of
from cxpulse.jobs.measure_figures import Question, Shape, figures
from cxpulse.jobs.measure_sums import Asked, load_sums
from cxpulse.lake import statistics

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SERIES_COLUMNS = ("series", "metric", "segment", "week", "n", "sum", "sum_of_squares", "direction")


def measure(
    settings: Settings,
    *,
    touched: Mapping[str, Sequence[str]] | None,
    now: dt.datetime,
    engine: str = "duckdb",
) -> dict[str, Any]:
    """Counts the touched partitions, and any others whose counts are out of date; leaves all else as it is.

    touched: entity -> names of its partitions (first days of weeks, or 'all'); {} only what is out of date; None
    everything. now: decides up to which week customers under contract are counted. Running it twice changes nothing.
    Returns {'weeks': ISO weeks whose counts were replaced, 'partitions': {family: how many}, 'definitions': version}.
    """
    weeks: set[str] = set()
    counted: dict[str, int] = {}
    with statistics.only_one(settings.local_root, store_of(settings)):
        families = sorted((load_family(name) for name in family_names()), key=lambda f: f.partition)
        for entity, group in groupby(families, key=lambda f: f.partition):
            parts = None if touched is None else set(touched.get(entity, ()))
            done = recount(settings, list(group), load_engine(engine), touched=parts, now=now)
            weeks.update(*(d["weeks"] for d in done.values()))
            counted |= {name: d["partitions"] for name, d in done.items()}
    return {"weeks": sorted(weeks), "partitions": counted, "definitions": definitions_version()}


def measurements(
    settings: Settings,
    weeks: Sequence[dt.date],
    metrics: Sequence[Metric | str] | None = None,
    segments: Iterable[Segment] | None = None,
    by: Sequence[str] | Sequence[Sequence[str]] | None = None,
) -> list[Measurement]:
    """Figures of some weeks, made by adding counts; in order of metric, segment and week.

    metrics: contracts or names; None: all there are. segments: exactly these, each with a figure or the reason why
    there is none. by: dimensions, as ('stage', 'channel') for every stage in every channel, or several such groups; every
    segment that occurs in the weeks is given in all of them. With neither, the whole company. A metric whose counts do
    not have a dimension is left out of groups, and 'not supplied' for segments asked for by name.
    Raises DefinitionError: a week that is no first day, a dimension that nothing has, or answers that cannot be in one
    figure (scales that run opposite ways, relationship and transactional NPS).
    """
    for week in weeks:
        _first_day(settings, week)
    chosen = _chosen(metrics)
    question = Question(tuple(sorted(set(weeks))), _shapes(segments, by))
    _known_dimensions(question.dimensions, chosen)
    if not question.weeks:
        return []
    ordered = sorted(chosen, key=lambda a: a.family.name)
    found = {
        name: list(rows)
        for _, group in groupby(ordered, key=lambda a: a.family.name)
        for name, rows in groupby(figures(settings, list(group), question), key=lambda m: m.metric)
    }
    return [m for a in chosen for m in found.get(a.metric.name, [])]


def series(
    settings: Settings,
    metrics: Sequence[Metric | str] | None,
    by: Sequence[str] | Sequence[Sequence[str]],
    until: dt.date,
) -> pd.DataFrame:
    """Weekly sums of per-answer values of every series that can be watched, up to and including the week `until`.

    Columns: series ('nps|channel=app'), metric, segment (JSON text), week (date), n, sum, sum_of_squares, direction. Values
    per answer: NPS +100/0/-100, shares 100/0, means the answers. A week without answers has no row. by: dimensions or
    groups of them, as in `measurements`; [()] is the whole company. metrics None: all with `alert: true`.
    """
    import pandas as pd

    from cxpulse.jobs.measure_series import giver, series_of

    chosen = _chosen(metrics if metrics is not None else [m for m in load_metrics() if m.alert])
    groups = [dimensions for dimensions, _ in _shapes(None, by)]
    _known_dimensions({d for g in groups for d in g}, chosen)
    parts = []
    for asked in chosen:
        giver(asked)
        fitting = [g for g in groups if set(g) <= set(asked.family.dimensions)]
        sums = load_sums(settings, [asked], {d for g in fitting for d in g}, last=until)
        parts += [series_of(asked, sums, g) for g in fitting] if sums is not None else []
    parts = [p for p in parts if len(p)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SERIES_COLUMNS))


def counts(settings: Settings, family: str) -> pa.Table:
    """All additive counts of a family: week, part_week, source, dimensions (never NULL), measures. Empty when none."""
    declared = load_family(family)
    dataset = statistics.counts_dataset(store_of(settings), family)
    if dataset is None:
        return none_counted(settings, declared, partial(load_engine().run, limits=limits(settings)))
    return dataset.to_table()


def weeks(settings: Settings, family: str) -> set[dt.date]:
    """The weeks that have counts of a family."""
    dataset = statistics.counts_dataset(store_of(settings), family)
    return set() if dataset is None else set(dataset.to_table(columns=["week"])["week"].unique().to_pylist())


def definitions_version() -> str:
    """Twelve hexadecimal digits that change with any definition: a metric's contract or a counting query."""
    digest = hashlib.sha256()
    for path in sorted([*(sql_dir() / "metrics").glob("*.yaml"), *(sql_dir() / "counts").rglob("*.sql")]):
        digest.update(path.name.encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _chosen(metrics: Sequence[Metric | str] | None) -> list[Asked]:
    wanted: Sequence[Metric | str] = load_metrics() if metrics is None else metrics
    return [Asked.of(load_metric(m) if isinstance(m, str) else m) for m in wanted]


def _shapes(
    segments: Iterable[Segment] | None, by: Sequence[str] | Sequence[Sequence[str]] | None
) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    if segments is not None:
        grouped: dict[tuple[str, ...], set[Segment]] = {}
        for segment in segments:
            grouped.setdefault(tuple(d for d, _ in segment), set()).add(segment)
        shapes += [(dimensions, frozenset(found)) for dimensions, found in grouped.items()]
    if by is not None:
        flat = [d for d in by if isinstance(d, str)]
        groups = [tuple(flat)] if flat else [tuple(group) for group in by]
        shapes += [(group, None) for group in groups or [()]]
    return tuple(shapes) or (((), None),)


def _known_dimensions(dimensions: set[str], chosen: Sequence[Asked]) -> None:
    known = {d for a in chosen for d in a.family.dimensions}
    unknown = sorted(dimensions - known)
    if unknown:
        raise DefinitionError(
            f"no figure asked for can be told by {', '.join(unknown)}; there are: {', '.join(sorted(known))}"
        )


def _first_day(settings: Settings, week: dt.date) -> None:
    try:
        settings.calendar.bounds(week)
    except ValueError as problem:
        raise DefinitionError(str(problem)) from None
