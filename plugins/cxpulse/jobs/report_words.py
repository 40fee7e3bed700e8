"""The parts of a report that are words and notes: comments, definitions, coverage, display names, special weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cxpulse.catalog.alerts import alert_names, load_alert
from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.comments import Remark, choose, remark_of
from cxpulse.core.measurement import Segment
from cxpulse.core.phrases import Named
from cxpulse.core.report_model import Comment, Definition
from cxpulse.core.text import clean_text, guess_language, mask_text
from cxpulse.core.weeks import Calendar


def comments(rows: Iterable[Mapping[str, Any]], segment: Segment, prefer: Segment | None, limit: int = 6) -> tuple[Comment, ...]:
    """The printed comments, from canonical response rows of the week that have a comment."""
    inside = (row for row in rows if all(str(row.get(k) or "unknown") == v for k, v in segment))
    remarks = (r for r in map(_remark, inside) if r is not None)
    return tuple(choose(remarks, limit=limit, prefer=prefer))


def _remark(row: Mapping[str, Any]) -> Remark | None:
    text = clean_text(mask_text(str(row["comment"])))
    if not any(ch.isalnum() for ch in text):
        return None
    return remark_of(row, text, guess_language(text, str(row.get("language") or "en")))


def definitions(metrics: Sequence[Metric]) -> tuple[Definition, ...]:
    """What the method section prints for each metric of the report."""
    return tuple(
        Definition(
            metric=m.name,
            version=m.version,
            title=m.title,
            formula=m.question,
            denominator=m.denominator,
            window=m.window,
            deduplication=m.deduplication,
            interval=m.interval,
            minimum_n=m.minimum_n,
            direction=m.direction,
            source=m.source,
        )
        for m in metrics
    )


def terms(settings: Settings, metrics: Sequence[Metric]) -> dict[str, str]:
    """Display names from configuration, for words that no catalogue knows: 'metric:nps' -> 'NPS'."""
    return {f"metric:{m.name}": m.short for m in metrics} | {f"company:{k}": v for k, v in settings.company.items()}


def special_weeks(calendar: Calendar, weeks: Sequence[dt.date]) -> tuple[tuple[dt.date, str], ...]:
    """Announced special weeks of all portfolios (Nowruz, a sale), each at the week in which it begins."""
    found: dict[tuple[dt.date, str], None] = {}
    for name in alert_names():
        for event in load_alert(name).announced:
            found[calendar.first_day(event.first_day), event.name] = None
    return tuple(sorted((week, name) for week, name in found if week in weeks))


def owners() -> dict[str, str | Named]:
    """Who acts on what, from all portfolios; an earlier file wins."""
    found: dict[str, str | Named] = {}
    for name in alert_names():
        found = {**load_alert(name).owner_names(), **found}
    return found
