"""From the lake, the state database and the definitions to the report as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxpulse.catalog.metrics import Metric, load_metric, load_metrics
from cxpulse.catalog.reports import Report
from cxpulse.catalog.settings import Settings
from cxpulse.core import freshness
from cxpulse.core.formulas import load_formula
from cxpulse.core.measurement import Segment, State, segment_of
from cxpulse.core.report_model import (
    AlertNote,
    Churn,
    Coverage,
    Drivers,
    PromoterWeek,
    ReportModel,
    Restatement,
    TicketRow,
    Tile,
    Trend,
)
from cxpulse.core.settled import settled
from cxpulse.core.story import Facts, Story, tell
from cxpulse.jobs import report_alerts
from cxpulse.jobs import report_counts as counts
from cxpulse.jobs import report_coverage as coverages
from cxpulse.jobs import report_customers as customers
from cxpulse.jobs import report_data as data
from cxpulse.jobs import report_figures as figures
from cxpulse.jobs import report_words as words
from cxpulse.jobs.measure import definitions_version
from cxpulse.jobs.measure_published import restatements
from cxpulse.jobs.report_drivers import DIMENSIONS

NPS = "nps"
MOST_TILES, MOST_TRENDS, MOST_RESTATEMENTS = 6, 4, 12
LATE = (State.NONE, State.NOT_FRESH, State.NOT_SUPPLIED, freshness.STOPPED)
MARKED = (State.NOT_FRESH, freshness.STOPPED, freshness.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Material:
    """What every part of one report is made from. weeks: the report's, oldest first, its own week last."""

    settings: Settings
    report: Report
    weeks: tuple[dt.date, ...]
    segment: Segment
    catalogue: dict[str, Metric]
    wanted: tuple[Metric, ...]
    figures: figures.Figures
    headline: Metric

    @property
    def week(self) -> dt.date:
        """The report's week."""
        return self.weeks[-1]

    def target(self, metric: str) -> float | None:
        """The metric's target, if the report sets one."""
        return self.report.targets.get(metric)


def material(settings: Settings, report: Report, week: dt.date) -> Material:
    """Measures what the report needs. Raises ConfigurationError for a metric that does not exist."""
    catalogue = {m.name: m for m in load_metrics()}
    wanted = _wanted(report, catalogue)
    segment = segment_of(report.segment)
    weeks = tuple(week - dt.timedelta(weeks=i) for i in reversed(range(report.history_weeks)))
    found = data.measured(settings, report, weeks, catalogue, wanted, segment)
    return Material(
        settings, report, weeks, segment, catalogue, wanted, found, _headline(report, wanted, found, weeks, segment)
    )


def model(m: Material) -> ReportModel:
    """The whole report."""
    tiles = _tiles(m)
    alerts = report_alerts.alerts(m.settings, m.week, m.catalogue, m.segment)
    coverage = coverages.coverage(m.settings, m.week)
    facts = _facts(m, tiles, alerts, coverage)
    story: Story = tell(facts)
    worst = segment_of(facts.fallen[0].segment) if facts.fallen else None
    return settled(
        ReportModel(
            report=m.report.name,
            week=m.week,
            last_day=m.week + dt.timedelta(days=6),
            published_on=m.week + dt.timedelta(days=7),
            company=dict(m.settings.company),
            zone=m.settings.week.zone,
            definitions_version=definitions_version(),
            headline=story.headline,
            lead=story.lead,
            changed=story.changed,
            why=story.why,
            ask=story.ask,
            sections=customers.sections(m.report),
            tiles=tiles,
            trends=_trends(m, tiles),
            promoters=_promoters(m),
            drivers=facts.drivers,
            journey=figures.journey(m.catalogue[m.report.journey_metric], m.figures, m.weeks, m.segment, m.settings.stages),
            tickets=_ticket_rows(m),
            churn=_churn(m),
            comments=words.comments(data.comment_rows(m.settings, m.week), m.segment, worst),
            alerts=alerts if "alerts" in m.report.sections else (),  # the story tells them in any case
            restatements=_restatements(m),
            coverage=coverage,
            definitions=words.definitions(m.wanted),
            terms=words.terms(m.settings, m.wanted),
            segment=dict(m.report.segment),
            journey_metric=m.report.journey_metric,
            **customers.parts(m.settings, m.report, m.week),
        )
    )


def _ticket_rows(m: Material) -> tuple[TicketRow, ...]:
    return figures.ticket_rows(m.catalogue, m.figures, m.week, m.segment)


def _wanted(report: Report, catalogue: dict[str, Metric]) -> tuple[Metric, ...]:
    """The metrics that the report is about, in report order; a name that does not exist is an error."""
    listed = report.metrics or [m.name for m in catalogue.values() if m.report]
    named = dict.fromkeys((*listed, report.headline_metric, report.journey_metric, *report.tiles, *report.trends))
    return tuple(sorted((catalogue.get(n) or load_metric(n) for n in named), key=lambda m: (m.order, m.name)))


def _headline(
    report: Report, wanted: Sequence[Metric], found: figures.Figures, weeks: Sequence[dt.date], segment: Segment
) -> Metric:
    """The configured one, unless no source has fed it in all the weeks: then the first survey metric with a figure."""
    configured = next(m for m in wanted if m.name == report.headline_metric)
    if any(found.get(configured, week, segment).n for week in weeks):
        return configured
    others = [m for m in wanted if m.section == "surveys" and m.unit in ("points", "share", "mean")]
    return next((m for m in others if found.get(m, weeks[-1], segment).value is not None), configured)


def _facts(m: Material, tiles: tuple[Tile, ...], alerts: tuple[AlertNote, ...], coverage: tuple[Coverage, ...]) -> Facts:
    facts = Facts(
        headline_metric=m.headline.name,
        tiles=tiles,
        alerts=alerts,
        minimum_n={metric.name: metric.minimum_n for metric in m.wanted},
        owners=words.owners(),
        late_sources=tuple(c.source for c in coverage if c.state in LATE),
        wanting_sources=tuple(c.source for c in coverage if c.state in MARKED and m.settings.freshness_gate == "mark"),
        tickets=sum((row.created or 0) + (row.solved or 0) for row in _ticket_rows(m)),
    )
    subject = facts.subject
    return replace(facts, drivers=_drivers(m, m.catalogue[subject.metric] if subject else m.headline))


def _tiles(m: Material) -> tuple[Tile, ...]:
    names = m.report.tiles or tuple(metric.name for metric in m.wanted)[:MOST_TILES]
    chosen = names if m.headline.name in names else (m.headline.name, *names)
    return tuple(figures.tile(m.catalogue[n], m.figures, m.weeks, m.segment, m.target(n)) for n in chosen)


def _trends(m: Material, tiles: tuple[Tile, ...]) -> tuple[Trend, ...]:
    """Those that the report names, else the headline metric and the other survey metrics of the tiles; none without a figure."""
    events = words.special_weeks(m.settings.calendar, m.weeks)
    others = [m.catalogue[t.metric] for t in tiles if t.metric != m.headline.name]
    usual = [m.headline, *(metric for metric in others if metric.section == "surveys")]
    chosen = [m.catalogue[name] for name in m.report.trends] or usual
    lines = [figures.trend(metric, m.figures, m.weeks, m.segment, m.target(metric.name), events) for metric in chosen]
    return tuple([line for line in lines if figures.has_any(line)][:MOST_TRENDS])


def _drivers(m: Material, metric: Metric) -> Drivers | None:
    if load_formula(metric.formula).series is None:
        return None
    table = data.sums(m.settings, metric, (*DIMENSIONS, *dict(m.segment)), m.weeks[-2], m.week)
    return counts.driver_split(table, metric, m.week, m.segment)


def _promoters(m: Material) -> tuple[PromoterWeek, ...]:
    metric = m.headline if m.headline.formula == "net_promoter" else m.catalogue.get(NPS)
    if metric is None:
        return ()
    table = data.sums(m.settings, metric, tuple(dict(m.segment)), m.weeks[0], m.week)
    return counts.promoter_weeks(table, metric, m.weeks, m.segment)


def _churn(m: Material) -> Churn | None:
    metric = m.catalogue.get(data.CHURN)
    if metric is None:
        return None
    sums = counts.churn_sums(data.counts(m.settings, metric.counts), m.week, m.segment)
    return figures.churn(metric, m.figures, m.weeks, m.segment, m.target(metric.name), sums, data.CHURN_DIMENSION)


def _restatements(m: Material) -> tuple[Restatement, ...]:
    """Figures of this and earlier weeks that are no longer what was published, the youngest week first."""
    after, weeks = m.week + dt.timedelta(weeks=1), len(m.weeks) + 1
    found = restatements(m.settings, after, metrics=m.wanted, segment=m.segment, history_weeks=weeks)
    return tuple(found[:MOST_RESTATEMENTS])
