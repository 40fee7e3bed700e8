"""What a report is made from: figures, counts and comments of the lake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import load_family
from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.reports import Report
from cxpulse.catalog.settings import Settings
from cxpulse.core.measurement import Segment
from cxpulse.jobs.report_figures import Figures

if TYPE_CHECKING:
    import pyarrow as pa

CHURN, CHURN_DIMENSION = "churn_rate", "plan"
TICKETS = (
    "tickets_created", "tickets_solved", "first_reply_median", "resolution_median", "resolution_p90", "reopen_rate", "backlog",
)  # fmt: skip
COMMENTS = """
SELECT response_id, comment, score, scale, scale_min, scale_max, satisfied_from, direction,
       touchpoint, stage, channel, region, plan, language
FROM responses
WHERE answered_at >= $start_at AND answered_at < $end_at AND comment IS NOT NULL AND score IS NOT NULL
    AND coalesce(direct, true)
"""


def measured(
    settings: Settings,
    report: Report,
    weeks: Sequence[dt.date],
    catalogue: dict[str, Metric],
    wanted: Sequence[Metric],
    segment: Segment,
) -> Figures:
    """Every figure that the report prints, within its segment: the whole over all weeks, and the tables' cells.

    A metric whose counts do not know a dimension (tickets have no language, contracts no channel) is left out there.
    """
    from cxpulse.jobs import measure

    base = tuple(name for name, _ in segment)
    figures = Figures()

    def take(metrics: Sequence[Metric], when: Sequence[dt.date], *told_by: str) -> None:
        dimensions = tuple(dict.fromkeys((*base, *told_by)))
        fitting = [m for m in metrics if set(dimensions) <= set(load_family(m.counts).dimensions)]
        if fitting and told_by:
            figures.add(measure.measurements(settings, when, fitting, by=[dimensions]))
        elif fitting:
            figures.add(measure.measurements(settings, when, fitting, segments=[segment]))

    this = weeks[-1:]
    journey = [catalogue[report.journey_metric]]
    tickets = [catalogue[name] for name in TICKETS if name in catalogue]
    churn = [catalogue[name] for name in (CHURN,) if name in catalogue]
    take([*wanted, *(m for m in churn if m not in wanted)], weeks)
    take(tickets, this)
    take(journey, weeks[-2:], "stage", "channel")
    take(tickets, this, "channel")
    take(churn, this, CHURN_DIMENSION)
    return figures


def sums(settings: Settings, metric: Metric, dimensions: Sequence[str], first: dt.date, last: dt.date) -> pa.Table | None:
    """Counts of one metric from week `first` to `last`, by week and those of the dimensions that its family has."""
    from cxpulse.jobs.measure_sums import Asked, load_sums

    asked = Asked.of(metric)
    found = load_sums(settings, [asked], set(dimensions) & set(asked.family.dimensions), first=first, last=last)
    return None if found is None else found.table


def counts(settings: Settings, family: str) -> pa.Table:
    """All counts of a small family."""
    from cxpulse.jobs import measure

    return measure.counts(settings, family)


def comment_rows(settings: Settings, week: dt.date) -> list[dict[str, Any]]:
    """Answers of the week that have a comment, in the columns of the canonical entity."""
    from cxpulse.engines import load_engine
    from cxpulse.jobs.measure_counting import limits, store_of
    from cxpulse.jobs.measure_tables import complete
    from cxpulse.lake import statistics

    store = store_of(settings)
    files = [name for (_, part), (name, _) in statistics.partitions(store, "response").items() if part == week.isoformat()]
    if not files:
        return []
    start, end = (instant.replace(tzinfo=None) for instant in settings.calendar.bounds(week))
    window = {"start_at": start, "end_at": end}
    rows: list[dict[str, Any]] = load_engine().run(COMMENTS, {"responses": complete(store, "response", files)}, window, limits=limits(settings)).to_pylist()
    return rows
