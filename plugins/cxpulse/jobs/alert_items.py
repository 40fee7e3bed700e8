"""A finding as the messages show it: numbers with the metric's unit, reasons as phrases, comments, and who acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cxpulse.catalog.alerts import Alert
from cxpulse.catalog.metrics import Metric
from cxpulse.core.report_model import AlertNote, Comment, Phrase
from cxpulse.core.report_reading import read_phrase
from cxpulse.core.story import Facts
from cxpulse.core.story.ask import act
from cxpulse.delivery.content import AlertItem
from cxpulse.jobs.alert_news import News


def item_of(news: News, metric: Metric, portfolio: Alert) -> AlertItem:
    """One series of a message."""
    finding = news.finding
    note = AlertNote(
        metric=metric.name,
        segment=dict(finding.get("segment") or {}),
        state=news.state,
        usual=_number(finding, "usual"),
        now=_number(finding, "now"),
        n=int(finding.get("n") or 0),
        window=int(finding.get("window") or 1),
        unit=metric.unit,
        decimals=metric.decimals,
        since=dt.date.fromisoformat(str(finding["since"])[:10]) if finding.get("since") else None,
        why=tuple(_phrase(p) for p in finding.get("why") or ()),
    )
    return AlertItem(
        note=note,
        ask=act(note, Facts(headline_metric=metric.name, owners=portfolio.owner_names())),
        low=_number(finding, "low"),
        high=_number(finding, "high"),
        z=_number(finding, "z"),
        threshold=_number(finding, "threshold"),
        comments=tuple(_comment(c) for c in finding.get("comments") or ()),
    )


def _number(finding: Mapping[str, Any], name: str) -> float | None:
    value = finding.get(name)
    return None if value is None else float(value)


def _phrase(data: Phrase | Mapping[str, Any]) -> Phrase:
    return data if isinstance(data, Phrase) else read_phrase(data)


def _comment(data: Comment | Mapping[str, Any]) -> Comment:
    return data if isinstance(data, Comment) else Comment(**data)
