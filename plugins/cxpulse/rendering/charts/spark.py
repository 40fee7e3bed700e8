"""Sparkline: the shape of the last weeks, with gaps where there was no figure."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from cxpulse.core.locale import Locale
from cxpulse.rendering.charts.canvas import Canvas, Point
from cxpulse.rendering.charts.colours import GREY, ORANGE, TEAL


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """Indices of the unbroken stretches. runs([1, None, 2, 3]) is [[0], [2, 3]]."""
    out: list[list[int]] = []
    for i, value in enumerate(values):
        if value is None:
            continue
        if out and out[-1][-1] == i - 1:
            out[-1].append(i)
        else:
            out.append([i])
    return out


def spark(
    locale: Locale,
    values: Sequence[float | None],
    alt: str,
    *,
    target: float | None = None,
    w: float = 92,
    h: float = 30,
) -> Markup:
    """A sparkline of w by h pixels; the dashed line is the target, the dot this week."""
    c = Canvas(locale, w, h, alt)
    known = [v for v in values if v is not None]
    if not known:
        c.line((0, h / 2), (w, h / 2), GREY, 1, "2 3")
        return c.html("sp")
    ends = known + ([target] if target is not None else [])
    low, span, pad = min(ends), (max(ends) - min(ends)) or 1.0, 4.0
    gap = (w - 2 * pad) / max(len(values) - 1, 1)

    def at(i: int) -> Point:
        return pad + i * gap, h - pad - ((values[i] or 0.0) - low) / span * (h - 2 * pad)

    if target is not None:
        y = h - pad - (target - low) / span * (h - 2 * pad)
        c.line((0, y), (w, y), ORANGE, 0.9, "2 2")
    for run in runs(values):
        points = [at(i) for i in run]
        if len(points) == 1:
            c.dot(*points[0], 1.6, TEAL, TEAL, 0)
            continue
        c.area([(points[0][0], h), *points, (points[-1][0], h)], TEAL, 0.12)
        c.path(points, TEAL, 1.5)
    if values[-1] is not None:
        c.dot(*at(len(values) - 1), 2.6, TEAL)
    return c.html("sp")
