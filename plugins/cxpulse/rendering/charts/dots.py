"""Dot plot: one row a segment, the dot its value, the line its 95% interval, the dashed line the whole company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, GREY, INK, MUTE, PALE, SOFT
from cxpulse.rendering.fonts import text_width


class Row(NamedTuple):
    """A segment: label, value with interval, or None with the word for its state; grey with few answers."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    state: str
    grey: bool


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
    """As tall as it has rows (24 pixels each). The scale spans what is shown."""
    row_h = 24.0
    c = Canvas(language.locale, w, row_h * len(rows) + 6, alt)
    values = [
        language.number(Value(r.value, unit, decimals)) if r.value is not None else r.state for r in rows
    ]
    left = min(max((text_width(r.label, 11.5, 400) for r in rows), default=0) + 10, w * 0.42)
    right = min(max((text_width(v, 12) for v in values), default=0) + 8, w * 0.3)
    seen = [x for r in rows for x in (r.value, r.low, r.high) if x is not None] + (
        [whole] if whole is not None else []
    )
    low, span = min(seen, default=0.0), (max(seen, default=1.0) - min(seen, default=0.0)) or 1.0

    def x(v: float) -> float:
        return left + 6 + (v - low) / span * (w - left - right - 18)

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
            right - 4,
            values[i],
            align="end",
            size=12,
            colour=INK if row.value is not None else SOFT,
            weight=600,
        )
    if whole is not None:
        c.line((x(whole), 2), (x(whole), c.h - 2), MUTE, 1, "3 2")
    return c.html()
