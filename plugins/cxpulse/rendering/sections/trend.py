"""Trend: the headline metric large, further ones small, two in a row."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from cxpulse.core.durations import unit_of
from cxpulse.core.measurement import State
from cxpulse.core.report_model import Trend, Value
from cxpulse.rendering.charts.level import Level
from cxpulse.rendering.charts.trend import trend_chart
from cxpulse.rendering.fonts import shorten
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("Trend")
EMPTY = msg("There is no earlier week to show a trend of.")


def view(paper: Paper) -> dict[str, Any] | None:
    """The first trend as `main`, the others in rows of two."""
    trends = [t for t in paper.model.trends if any(p.value is not None for p in t.points)]
    if not trends:
        return None
    further = trends[1:7]
    small = [
        picture(
            paper,
            t,
            688 if i == len(further) - 1 and i % 2 == 0 else 336,
            paper.heights.get(f"small{i // 2}", 168),
            10.5,
        )
        for i, t in enumerate(further)
    ]  # one left alone in its row takes all of it
    return {
        "main": picture(paper, trends[0], 688, paper.heights.get("trend", 236), 11.5),
        "answers": sum(p.n for p in trends[0].points),
        "gaps": any(p.value is None and p.state != State.NOT_FRESH.value for t in trends for p in t.points),
        "unripe": any(p.state == State.NOT_FRESH.value for t in trends for p in t.points),
        "rows": [small[i : i + 2] for i in range(0, len(small), 2)],
    }


def picture(paper: Paper, trend: Trend, w: float, h: float, size: float, level: Level | None = None) -> dict[str, Any]:
    """Title, name and drawing of one trend, w by h pixels. level: what an alert says of it."""
    title = paper.language.ngettext(
        "%(name)s in one week, with its 95%% interval",
        "%(name)s over %(n)s weeks, with its 95%% band",
        len(trend.points),
        name=paper.title(trend.metric),
    )
    chart: Markup = trend_chart(paper.language, trend, alternative(paper, trend, title), w=w, h=h, size=size, level=level)
    return {"title": title, "name": shorten(paper.title(trend.metric), w, 14.7), "chart": chart}


def alternative(paper: Paper, trend: Trend, title: str) -> str:
    """The picture in words: from where to where."""
    known = [p for p in trend.points if p.value is not None]
    if not known:
        return title
    unit = unit_of(known[0].value, known[-1].value)
    ends = [paper.language.number(Value(p.value, trend.unit, trend.decimals), unit=unit) for p in (known[0], known[-1])]
    days = [paper.language.date(p.week) for p in (known[0], known[-1])]
    return paper.language.gettext(
        "Chart: %(title)s. %(first)s in the week of %(start)s, %(last)s in the week of %(end)s.",
        title=title,
        first=ends[0],
        last=ends[1],
        start=days[0],
        end=days[1],
    )
