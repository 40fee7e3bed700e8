"""The picture of an alert: the report's card with the strongest alert as its headline and the fallen series as its trend."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging

from cxpulse.catalog.language import Language
from cxpulse.catalog.metrics import Metric, load_metric
from cxpulse.catalog.reports import report_names
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.core.measurement import Segment, segment_of
from cxpulse.core.report_model import ReportModel, Trend, TrendPoint
from cxpulse.core.report_reading import read_model
from cxpulse.delivery.alert_words import sentence
from cxpulse.delivery.content import AlertContent
from cxpulse.jobs import report_archive as archive

log = logging.getLogger(__name__)


def card_of(settings: Settings, content: AlertContent, language: Language) -> bytes | None:
    """A PNG, or None when it cannot be drawn: an alert without a picture is better than none."""
    try:
        return _draw(settings, content, language)
    except Exception as problem:  # whatever it is, the alert matters more than its picture
        log.warning(
            "the alert of the week of %s goes without a picture: %s: %s",
            content.week,
            type(problem).__name__,
            problem,
        )
        return None


def _draw(settings: Settings, content: AlertContent, language: Language) -> bytes:
    from cxpulse.rendering.card import render_card
    from cxpulse.rendering.charts.level import Level

    note = content.items[0].note
    trend = series_trend(settings, load_metric(note.metric), segment_of(note.segment), content.week)
    model = _model(settings, content.week, language.code)
    said = dataclasses.replace(model, headline=sentence(content.items[0]), trends=(trend,))
    level = None if note.now is None or note.usual is None else Level(note.usual, note.now, note.window)
    return render_card(said, language, level=level)


def series_trend(settings: Settings, metric: Metric, segment: Segment, week: dt.date) -> Trend:
    """One series over the weeks of the settings' history, up to `week`."""
    from cxpulse.jobs.measure import measurements

    weeks = [week - dt.timedelta(weeks=k) for k in reversed(range(settings.history_weeks))]
    found = {m.week: m for m in measurements(settings, weeks, [metric], [segment])}
    points = tuple(
        TrendPoint(w, m.value, m.low, m.high, m.n, m.state.value) for w in weeks if (m := found.get(w))
    )
    return Trend(metric.name, metric.unit, metric.decimals, metric.direction, points)


def _model(settings: Settings, week: dt.date, language: str) -> ReportModel:
    """The archived report of the week, else one built now (after an ingest, alerts come before the weekly report)."""
    names = report_names()
    if not names:
        raise InputError("no report in dags/config/reports whose key figures the picture could show")
    for name in names:
        path = archive.folder_of(settings, name, week, language) / archive.MODEL
        if path.exists():
            return read_model(path.read_text(encoding="utf-8"))
    from cxpulse.jobs.report import build

    return build(settings, names[0], week)
