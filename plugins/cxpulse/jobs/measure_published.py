"""Publishing a week's figures, and what late answers have changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cxpulse.catalog.metrics import Metric, load_metrics
from cxpulse.catalog.settings import Settings
from cxpulse.core.measurement import Measurement, Segment
from cxpulse.core.report_model import Restatement
from cxpulse.jobs.measure import definitions_version, measurements
from cxpulse.jobs.measure_counting import store_of
from cxpulse.lake import statistics
from cxpulse.state import published

PERCENT = 100.0
GROUPS: tuple[tuple[str, ...], ...] = ((), ("channel",), ("stage",), ("touchpoint",), ("region",))
"""The segments of which figures are published: the whole company, and each value of one dimension."""


def publish(
    settings: Settings,
    week: dt.date,
    *,
    now: dt.datetime,
    by: Sequence[Sequence[str]] = GROUPS,
) -> dict[str, Any]:
    """Writes the week's figures to measurements/week=<week> and remembers them as published.

    What was published first stays what was published; a later call rewrites the files only. Returns {'week', 'figures',
    'new' (remembered by this call), 'definitions', 'file'}.
    """
    found = measurements(settings, [week], by=by)
    new = published.record(settings.state_database, found, at=now)
    file = statistics.write_measurements(store_of(settings), week.isoformat(), [m.to_json() for m in found])
    return {
        "week": week.isoformat(),
        "figures": len(found),
        "new": new,
        "definitions": definitions_version(),
        "file": file,
    }


def restatements(
    settings: Settings,
    week: dt.date,
    *,
    metrics: Sequence[Metric] | None = None,
    segment: Segment = (),
    history_weeks: int | None = None,
) -> list[Restatement]:
    """Figures of the weeks before `week` that are not any more what was published, the youngest week first.

    Compared as printed (rounded to the metric's decimals). A metric whose definition has a new version is not compared:
    its figures differ by definition, not by late answers. late_answers: n now minus n then (negative: removed).
    """
    chosen = list(metrics) if metrics is not None else [m for m in load_metrics() if m.report]
    back = history_weeks or settings.history_weeks
    weeks = [week - dt.timedelta(weeks=i) for i in range(1, back)]
    before = published.published(settings.state_database, weeks)
    known = sorted({w for w, *_ in before}, reverse=True)
    now = (
        {(m.metric, m.week): m for m in measurements(settings, known, chosen, segments=[segment])}
        if known
        else {}
    )
    pairs = [
        (
            metric,
            before.get((w, metric.name, metric.version, segment)),
            now.get((metric.name, w)),
        )
        for w in known
        for metric in chosen
    ]
    return [
        _restatement(metric, then, new)
        for metric, then, new in pairs
        if then and new and _differs(metric, then, new)
    ]


def _differs(metric: Metric, then: Measurement, now: Measurement) -> bool:
    if then.value is None or now.value is None:
        return False
    scale = PERCENT if metric.unit == "share" else 1.0
    return round(then.value * scale, metric.decimals) != round(now.value * scale, metric.decimals)


def _restatement(metric: Metric, then: Measurement, now: Measurement) -> Restatement:
    return Restatement(
        metric=metric.name,
        week=then.week,
        published=float(then.value or 0.0),
        now=float(now.value or 0.0),
        late_answers=now.n - then.n,
        unit=metric.unit,
        decimals=metric.decimals,
    )
