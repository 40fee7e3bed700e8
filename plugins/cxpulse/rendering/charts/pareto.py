"""Pareto: causes by their number, the largest first, with the running share of the whole beside them.

    pareto(language, [Cause("Late delivery", 212), Cause("Damaged", 80)], "Chart: ...")

Bars lie on their sides, so that long names have room; the running share is a line of dots with its figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, GREY, GRID, INK, MUTE, ORANGE
from cxpulse.rendering.fonts import text_width

VITAL = 0.8


class Cause(NamedTuple):
    """One cause and how often it was there."""

    label: str
    times: int


def running(counts: Sequence[int]) -> list[float]:
    """The running share of the total. running([6, 3, 1]) is [0.6, 0.9, 1.0]; all zero gives zeros."""
    total = sum(counts) or 1
    return [sum(counts[: i + 1]) / total for i in range(len(counts))]


def pareto(
    language: Language, causes: Sequence[Cause], alt: str, *, share: str = "", others: int = 0, w: float = 688, row: float = 25
) -> Markup:
    """As tall as it has causes (`row` pixels each). share: what the running share is of, written above it; others: the count of all causes not shown; the running share counts
    them. Bars up to the one that reaches 80% are blue, the rest grey."""
    ordered = sorted(causes, key=lambda cause: (-cause.times, cause.label))
    shares = running([*(cause.times for cause in ordered), others])
    top = 17.0 if share else 0.0
    c = Canvas(language.locale, w, row * len(ordered) + 4 + top, alt)
    left = min(max((text_width(cause.label, 11.5, 400) for cause in ordered), default=0) + 12, w * 0.36)
    numbers = [language.locale.number(cause.times) for cause in ordered]
    number = max((text_width(n, 11.5) for n in numbers), default=0) + 10
    side = w * 0.27
    bar_end, most = w - side - number, max((cause.times for cause in ordered), default=1) or 1
    c.line((left, top), (left, c.h), MUTE, 0.9)
    track = w - side + 8
    room = side - 8 - text_width(language.locale.percent(1.0), 11.5) - 12
    c.line((track + VITAL * room, top + 2), (track + VITAL * room, c.h - 2), ORANGE, 1, "3 2")
    if share:
        c.text(track - 8, 8, side, share, align="end", size=10.5, colour=MUTE)
    points = []
    for i, cause in enumerate(ordered):
        y = top + row * (i + 0.5) + 2
        vital = i == 0 or shares[i - 1] < VITAL
        wide = (bar_end - left) * cause.times / most
        c.text(0, y, left - 8, cause.label, size=11.5, colour=INK)
        c.rect(left, y - row * 0.32, wide, row * 0.64, BLUE if vital else GREY, radius=1.5)
        c.text(left + wide + 5, y, number, numbers[i], size=11.5, colour=INK, weight=600)
        c.line((track, y), (track + room, y), GRID, 0.8)
        points.append((track + shares[i] * room, y))
    if len(points) > 1:
        c.path(points, MUTE, 1.3)
    for i, (x, y) in enumerate(points):
        c.dot(x, y, 3.4, BLUE if i == 0 or shares[i - 1] < VITAL else GREY)
        c.text(
            track + room + 8, y, side - room - 16, language.locale.percent(shares[i]), align="end", size=11.5
        )
    return c.html()
