"""Customers lost: the rate and what it is made of, its history, and the segments with their intervals."""

from __future__ import annotations

from typing import Any

from cxpulse.core.measurement import Measurement
from cxpulse.core.report_model import Churn
from cxpulse.rendering.charts.dots import Row, dot_plot
from cxpulse.rendering.charts.trend import trend_chart
from cxpulse.rendering.paper import Paper, grey, msg
from cxpulse.rendering.sections.trend import alternative

TITLE = msg("Customers lost")
EMPTY = msg("No contracts or accounts have been supplied, so churn cannot be told.")
MOST = 12


def view(paper: Paper) -> dict[str, Any] | None:
    """The rate in large letters, its parts, its trend and the segments."""
    churn = paper.model.churn
    if churn is None or (churn.rate is None and churn.active_at_start is None):
        return None
    rate, language = churn.rate, paper.language
    interval = language.interval(rate.low, rate.high, rate.unit, 2) if rate else ""
    parts = [
        (language.text(msg("Customers at the start of the week")), paper.count(churn.active_at_start)),
        (language.text(msg("Lost")), paper.count(churn.lost)),
        (language.text(msg("Won")), paper.count(churn.won)),
    ]
    return {
        "rate": language.measure(rate, 2),
        "interval": language.gettext("95%% interval %(ci)s", ci=interval) if interval else "",
        "parts": parts,
        "trend": _trend(paper, churn),
        "trend_height": paper.heights.get("churn", 168),
        **_segments(paper, churn),
    }


def _trend(paper: Paper, churn: Churn) -> Any:
    if churn.trend is None or sum(p.value is not None for p in churn.trend.points) < 2:
        return None
    title = paper.title(churn.trend.metric)
    return trend_chart(
        paper.language,
        churn.trend,
        alternative(paper, churn.trend, title),
        w=430,
        h=paper.heights.get("churn", 168),
        size=10.5,
    )


def _segments(paper: Paper, churn: Churn) -> dict[str, Any]:
    """The largest segments; a plain count of those left out."""
    ordered = sorted(churn.by_segment, key=lambda pair: -pair[1].n)
    if not ordered:
        return {"dots": None, "dots_rows": 0, "left_out": ""}
    language = paper.language
    rows = [_row(paper, churn.segment_dimension, name, m) for name, m in ordered[:MOST]]
    title = language.gettext(
        "Churn by %(dimension)s, with its 95%% interval",
        dimension=language.term_of("dimension", churn.segment_dimension),
    )
    return {
        "dots_title": title,
        "dots_rows": len(rows),
        "dots": dot_plot(
            language,
            rows,
            language.gettext("Chart: %(title)s.", title=title),
            unit="share",
            decimals=2,
            whole=churn.rate.value if churn.rate else None,
            w=688,
        ),
        "whole": language.gettext("The dashed line is all of %(segment)s.", segment=paper.segment(paper.model.segment))
        if paper.model.segment
        else language.text("The dashed line is the whole company."),
        "left_out": language.ngettext(
            "%(n)s smaller segment is not shown; it is in the attached workbook.",
            "%(n)s smaller segments are not shown; they are in the attached workbook.",
            len(ordered) - MOST,
        )
        if len(ordered) > MOST
        else "",
    }


def _row(paper: Paper, dimension: str, name: str, m: Measurement) -> Row:
    label = paper.label(dimension, name)
    return Row(label, m.value, m.low, m.high, paper.language.state(m.state), grey(m), paper.language.gettext("n = %(n)s", n=paper.language.locale.number(m.n)))
