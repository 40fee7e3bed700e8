"""Dot plot: one row a segment, the dot its value, the line its 95% interval, the dashed line the whole company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, GREY, GRID, INK, MUTE, PALE, SOFT
from cxpulse.rendering.charts.scale import axis, places
from cxpulse.rendering.fonts import text_width


class Row(NamedTuple):
    """A segment: label, value with interval, or None with the word for its state; grey with few answers; n as it is written."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    state: str
    grey: bool
    n: str = ""


AXIS = 18.0  # pixels below the rows


def dot_plot(
    language: Language,
    rows: Sequence[Row],
    alt: str,
    *,
    unit: str,
    decimals: int,
    whole: float | None,
    w: float = 330,
) -> Markup:
    """As tall as it has rows (24 pixels each) and the numbers of its axis, which spans what is shown on round ticks."""
    row_h = 24.0
    c = Canvas(language.locale, w, row_h * len(rows) + 6 + AXIS, alt)
    values = [
        language.number(Value(r.value, unit, decimals)) if r.value is not None else r.state for r in rows
    ]
    left = min(max((text_width(r.label, 11.5, 400) for r in rows), default=0) + 10, w * 0.42)
    side = max((text_width(r.n, 10.5, 400) + 10 for r in rows if r.n), default=0.0)
    right = min(max((text_width(v, 12) for v in values), default=0) + 8, w * 0.3) + side
    seen = [x for r in rows for x in (r.value, r.low, r.high) if x is not None] + (
        [whole] if whole is not None else []
    )
    scale = 100.0 if unit == "share" else 1.0
    floor, ceiling = ((0.0, 100.0) if unit == "share" else (-100.0, 100.0) if unit == "points" else (None, None))
    ends = axis([v * scale for v in seen], 0, 1, floor=floor, ceiling=ceiling)

    def x(v: float) -> float:
        return left + 14 + (v * scale - ends.low) / (ends.high - ends.low) * (w - left - right - 34)

    for i, row in enumerate(rows):
        y = i * row_h + row_h / 2 + 2
        if i % 2 == 0:
            c.rect(0, y - row_h / 2, w, row_h, PALE)
        c.text(4, y, left - 4, row.label, size=11.5, colour=INK)
        colour = GREY if row.grey else BLUE
        if row.low is not None and row.high is not None:
            c.line((x(row.low), y), (x(row.high), y), colour, 2)
        if row.value is not None:
            c.dot(x(row.value), y, 4, colour)
        c.text(
            w - right,
            y,
            right - 4 - side,
            values[i],
            align="end",
            size=12,
            colour=INK if row.value is not None else SOFT,
            weight=600,
        )
        if row.n:
            c.text(w - side, y, side - 4, row.n, align="end", size=10.5, colour=MUTE)
    _axis(c, language, [(x(t / scale), Value(t / scale, unit, places(ends.step))) for t in ends.ticks()], row_h * len(rows) + 2)
    if whole is not None:
        c.line((x(whole), 2), (x(whole), c.h - AXIS), MUTE, 1, "3 2")
    return c.html()


def _axis(c: Canvas, language: Language, ticks: Sequence[tuple[float, Value]], bottom: float) -> None:
    """The numbers below, with a short line up from each; of many every second one."""
    every = 2 if len(ticks) > 6 else 1
    for at, (x, value) in enumerate(ticks):
        c.line((x, bottom), (x, bottom + 4), GRID, 1)
        if at % every == 0:
            c.text(x - 40, bottom + 11, 80, language.number(value), align="center", size=10.5, colour=MUTE)
