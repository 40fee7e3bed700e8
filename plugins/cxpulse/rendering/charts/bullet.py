"""Bullet: a value against its target on one line."""

from __future__ import annotations

from markupsafe import Markup

from cxpulse.core.locale import Locale
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, GREY, INK, ORANGE, PALE


def bullet(
    locale: Locale,
    value: float | None,
    target: float,
    ends: tuple[float, float],
    alt: str,
    *,
    higher_is_better: bool = True,
    low: float | None = None,
    high: float | None = None,
    w: float = 210,
    h: float = 16,
) -> Markup:
    """A bar from the low end to the value, the target as a dark mark, the 95% interval as a thin line. Blue: reached."""
    c = Canvas(locale, w, h, alt)
    span = (ends[1] - ends[0]) or 1.0

    def x(v: float) -> float:
        return max(0.0, min(1.0, (v - ends[0]) / span)) * w

    c.rect(0, 2, w, h - 4, PALE, radius=2)
    if value is None:
        c.line((4, h / 2), (w - 4, h / 2), GREY, 1, "2 3")
    else:
        reached = value >= target if higher_is_better else value <= target
        c.rect(0, 4, x(value), h - 8, BLUE if reached else ORANGE, radius=1.5)
    if low is not None and high is not None:
        c.line((x(low), h / 2), (x(high), h / 2), INK, 1.2)
    c.rect(min(max(x(target) - 1.1, 0), w - 2.2), 0, 2.2, h, INK)
    return c.html("sp")
