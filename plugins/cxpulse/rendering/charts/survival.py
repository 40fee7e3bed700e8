"""Survival curves: the share of customers still there, by time since they came, with 95% bands.

    curves = [Curve("Basic", months, share, low, high, at_risk=(812, 604, 377)), Curve("Business", ...)]
    survival_curve(language, curves, ((0, "0"), (12, "12"), (24, "24")), "Chart: ...", axis_label="months since the start")

times rise and share falls from 1; low and high may be empty. At most four curves: each has its own colour, its own dashes
and its name at its end, so no reader needs the colour. at_risk: customers still watched at each tick, printed below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.canvas import Canvas, Point
from cxpulse.rendering.charts.colours import BLUE, MUTE, NAVY, ORANGE, TEAL
from cxpulse.rendering.charts.labels import spread
from cxpulse.rendering.charts.scale import Axis, axis
from cxpulse.rendering.fonts import text_width

MOST = 4
_STYLES = ((BLUE, ""), (ORANGE, "7 3"), (TEAL, "2 2.5"), (NAVY, "9 3 2 3"))


class Curve(NamedTuple):
    """One group of customers: its name, the steps, the band, and who is at risk at each tick."""

    label: str
    times: Sequence[float]
    share: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    at_risk: Sequence[int] = ()


def survival_curve(
    language: Language,
    curves: Sequence[Curve],
    ticks: Sequence[tuple[float, str]],
    alt: str,
    *,
    axis_label: str = "",
    w: float = 688,
    h: float = 230,
    size: float = 11,
) -> Markup:
    """A picture of w by h pixels and, with at_risk, a line of 1.6 letters more for each curve. ticks: time and label."""
    shown = list(curves[:MOST])
    tables = [c for c in shown if c.at_risk]
    row = size * 1.6
    c = Canvas(language.locale, w, h + row * len(tables), alt)
    bottom = h - size * (3.4 if axis_label else 1.8)
    seen = [v for curve in shown for v in (*curve.share, *curve.low)]
    scale = axis([*seen, 1.0], 8.0, bottom, floor=0.0, ceiling=1.0)
    names = [_end(language, curve) for curve in shown]
    marks = [language.number(Value(t, "share", 0)) for t in scale.ticks()]
    left = max(text_width(m, size, 400) for m in marks) + 9
    first = 0.0
    if tables:
        first = max(text_width(language.locale.number(t.at_risk[0]), size, 400) for t in tables)
        left = max(left, *(min(text_width(t.label, size), w / 4) + first / 2 + 14 for t in tables))
    right = min(max((text_width(n, size) for n in names), default=0) + 14, w * 0.36)
    last = max((t for t, _ in ticks), default=1.0) or 1.0

    def x(time: float) -> float:
        return left + min(time / last, 1.0) * (w - left - right)

    for value, mark in zip(scale.ticks(), marks, strict=True):
        c.line((left, scale.y(value)), (w - right, scale.y(value)))
        c.text(0, scale.y(value), left - 7, mark, align="end", size=size)
    c.line((left, bottom), (w - right, bottom), MUTE, 0.9)
    for time, label in ticks:
        c.line((x(time), bottom), (x(time), bottom + 3), MUTE, 0.9)
        wide = text_width(label, size, 400) + 6
        c.text(x(time) - wide / 2, bottom + size * 1.2, wide, label, align="center", size=size)
    if axis_label:
        c.text(left, bottom + size * 2.6, w - left - right, axis_label, align="center", size=size)
    ends = spread([scale.y(curve.share[-1]) for curve in shown], size * 1.5, 8.0, bottom)
    for curve, name, y, (colour, dash) in zip(shown, names, ends, _STYLES, strict=False):
        times = [x(t) for t in curve.times]
        if curve.low and curve.high:
            high, low = _steps(times, curve.high, scale), _steps(times, curve.low, scale)
            c.area([*high, *reversed(low)], colour, 0.13)
        c.path(_steps(times, curve.share, scale), colour, 2.2, dash)
        c.text(w - right + 8, y, right - 8, name, size=size, colour=colour, weight=600)
    for i, curve in enumerate(tables):
        y = h + row * (i + 0.4)
        c.text(
            0,
            y,
            left - first / 2 - 6,
            curve.label,
            size=size,
            colour=_STYLES[shown.index(curve)][0],
            weight=600,
        )
        for (time, _), count in zip(ticks, curve.at_risk, strict=False):
            written = language.locale.number(count)
            wide = text_width(written, size, 400) + 6
            c.text(x(time) - wide / 2, y, wide, written, align="center", size=size)
    return c.html()


def _end(language: Language, curve: Curve) -> str:
    return f"{curve.label} {language.number(Value(curve.share[-1], 'share', 0))}"


def _steps(times: Sequence[float], values: Sequence[float], scale: Axis) -> list[Point]:
    """The corners of a step function: level until the next time, then straight down."""
    points: list[Point] = []
    for i, (time, value) in enumerate(zip(times, values, strict=True)):
        if i:
            points.append((time, points[-1][1]))
        points.append((time, scale.y(value)))
    return points
