"""The parts of a report that are measurements: tiles, trends, the ticket table, the journey, churn.

Everything here is put together from measurements that were made before; nothing is computed but differences.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cxpulse.catalog.metrics import Metric
from cxpulse.core.compare import BETTER, WORSE, compare
from cxpulse.core.measurement import Measurement, Segment, State, segment_of
from cxpulse.core.report_model import Churn, Journey, JourneyCell, TicketRow, Tile, Trend, TrendPoint

WHOLE = "all"


@dataclass(slots=True)
class Figures:
    """Measurements by metric, week and segment; one that is not there is 'not supplied'."""

    found: dict[tuple[str, dt.date, Segment], Measurement] = field(default_factory=dict)

    def add(self, measurements: Iterable[Measurement]) -> None:
        """Takes in more measurements."""
        self.found.update({(m.metric, m.week, m.segment): m for m in measurements})

    def get(self, metric: Metric, week: dt.date, segment: Segment = ()) -> Measurement:
        """One measurement."""
        return self.found.get((metric.name, week, segment)) or missing(metric, week, segment)

    def values(self, dimension: str) -> list[str]:
        """Values of a dimension that have any measurement, sorted."""
        return sorted({value for (_, _, segment) in self.found for key, value in segment if key == dimension})


def ripe(metric: Metric, figures: Figures, week: dt.date, segment: Segment, report_week: dt.date) -> Measurement:
    """One measurement as a report of `report_week` may use it: 'not fresh' while the week's figure still moves."""
    found = figures.get(metric, week, segment)
    young = week > report_week - dt.timedelta(weeks=metric.matures_weeks)
    return replace(found, state=State.NOT_FRESH) if young and found.value is not None else found


def missing(metric: Metric, week: dt.date, segment: Segment = ()) -> Measurement:
    """The measurement of a figure that no source gives."""
    return Measurement(
        metric.name, metric.version, week, segment, None, None, None, 0, State.NOT_SUPPLIED, metric.unit, metric.direction
    )


def tile(metric: Metric, figures: Figures, weeks: Sequence[dt.date], segment: Segment, target: float | None) -> Tile:
    """One key figure: `weeks` are the report's, oldest first, this week last."""
    history = [ripe(metric, figures, week, segment, weeks[-1]) for week in weeks]
    now, before = history[-1], history[-2]
    change = compare(now, before)
    return Tile(
        metric=metric.name,
        now=now,
        previous=before if before.state not in (State.NONE, State.NOT_SUPPLIED) else None,
        change=change.amount,
        change_low=change.low,
        change_high=change.high,
        changed=change.changed,
        target=target,
        decimals=metric.decimals,
        history=tuple(None if m.state is State.NOT_FRESH else m.value for m in history),
        title=metric.title,
        short=metric.short,
    )


def trend(
    metric: Metric,
    figures: Figures,
    weeks: Sequence[dt.date],
    segment: Segment,
    target: float | None,
    events: Sequence[tuple[dt.date, str]] = (),
) -> Trend:
    """A metric over the weeks, with the events that fall into them."""
    return Trend(
        metric=metric.name,
        unit=metric.unit,
        decimals=metric.decimals,
        direction=metric.direction,
        points=tuple(_point(ripe(metric, figures, week, segment, weeks[-1])) for week in weeks),
        target=target,
        events=tuple((week, name) for week, name in events if week in weeks),
    )


def _point(m: Measurement) -> TrendPoint:
    if m.state is State.NOT_FRESH:
        return TrendPoint(m.week, None, None, None, m.n, m.state.value)
    return TrendPoint(m.week, m.value, m.low, m.high, m.n, m.state.value)


def has_any(trend_: Trend) -> bool:
    """Whether any week of a trend has a value."""
    return any(point.value is not None for point in trend_.points)


def journey(
    metric: Metric, figures: Figures, weeks: Sequence[dt.date], segment: Segment, stages: Sequence[str]
) -> Journey | None:
    """Stages (in the configured order) by channels; None when no cell has an answer."""
    now, before = weeks[-1], weeks[-2]
    cells = {s: m for (name, week, s), m in figures.found.items() if name == metric.name and week == now and _within(s, segment, "stage", "channel")}
    if not any(m.n for m in cells.values()):
        return None
    parts = [dict(s) for s in cells]
    here = {p["stage"] for p in parts}
    order = [s for s in stages if s in here]
    channels = sorted({p["channel"] for p in parts}, key=lambda c: (c in ("unknown", "other"), c))
    counted = sum(m.n for m in cells.values())
    lost = sum(m.n for s, m in cells.items() if dict(s)["stage"] not in order)
    return Journey(
        metric=metric.name,
        unit=metric.unit,
        decimals=metric.decimals,
        direction=metric.direction,
        stages=tuple(order),
        channels=tuple(channels),
        cells=tuple(_cell(metric, figures, stage, channel, now, before, segment) for stage in order for channel in channels),
        middle=figures.get(metric, now, segment).value,
        unmapped_share=lost / counted if counted else None,
    )


def _within(segment: Segment, base: Segment, *dimensions: str) -> bool:
    """Whether a segment is one of `base` told by exactly these dimensions."""
    return set(base) <= set(segment) and {k for k, _ in segment} == {*dimensions, *(k for k, _ in base)}


def _cell(
    metric: Metric, figures: Figures, stage: str, channel: str, now: dt.date, before: dt.date, base: Segment
) -> JourneyCell:
    segment = segment_of({**dict(base), "stage": stage, "channel": channel})
    found = figures.found.get((metric.name, now, segment))
    this = found or Measurement(
        metric.name, metric.version, now, segment, None, None, None, 0, State.NONE, metric.unit, metric.direction
    )
    change = compare(this, figures.found.get((metric.name, before, segment)))
    return JourneyCell(stage, channel, this, change.amount, change.changed in (BETTER, WORSE))


def ticket_rows(metrics: dict[str, Metric], figures: Figures, week: dt.date, base: Segment) -> tuple[TicketRow, ...]:
    """One row a channel, the busiest first, then the total (channel 'all'); empty when there are no tickets at all."""
    total = _ticket_row(metrics, figures, week, base, WHOLE)
    channels = {dict(s).get("channel") for (name, w, s) in figures.found if name == "tickets_created" and w == week}
    rows = [
        _ticket_row(metrics, figures, week, segment_of({**dict(base), "channel": c}), c)
        for c in sorted(c for c in channels if c and "channel" not in dict(base))
    ]
    rows = sorted((r for r in rows if r.created or r.solved or r.backlog), key=lambda r: (-(r.created or 0), r.channel))
    return (*rows, total) if rows or total.created or total.solved else ()


def _ticket_row(metrics: dict[str, Metric], figures: Figures, week: dt.date, segment: Segment, channel: str) -> TicketRow:
    def figure(name: str) -> Measurement | None:
        return figures.get(metrics[name], week, segment) if name in metrics else None

    return TicketRow(
        channel=channel,
        solved=_count(figure("tickets_solved")),
        created=_count(figure("tickets_created")),
        first_reply_median=figure("first_reply_median"),
        resolution_median=figure("resolution_median"),
        resolution_p90=figure("resolution_p90"),
        reopen_rate=figure("reopen_rate"),
        backlog=_count(figure("backlog")),
    )


def _count(m: Measurement | None) -> int | None:
    return None if m is None or m.value is None else round(m.value)


def churn(
    metric: Metric,
    figures: Figures,
    weeks: Sequence[dt.date],
    base: Segment,
    target: float | None,
    sums: tuple[int, int, int] | None,
    dimension: str = "plan",
) -> Churn | None:
    """The churn section; `sums` are active at the start, lost and won; None when no source gives contracts."""
    line = trend(metric, figures, weeks, base, target)
    rate = figures.get(metric, weeks[-1], base)
    if sums is None and not has_any(line):
        return None
    parts = [(dict(s)[dimension], m) for (n, w, s), m in figures.found.items() if n == metric.name and w == weeks[-1] and _within(s, base, dimension)]
    active, lost, won = sums or (None, None, None)
    return Churn(
        rate=rate,
        active_at_start=active,
        lost=lost,
        won=won,
        trend=line if has_any(line) else None,
        by_segment=tuple(sorted(((name, m) for name, m in parts if m.n), key=lambda p: (-p[1].n, p[0]))),
        segment_dimension=dimension,
    )
