"""Waterfall: from last week's figure to this week's, step by step; the steps add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, INK, MUTE, NAVY, ORANGE, mix


class Step(NamedTuple):
    """One bar: its label, what it adds, and whether the change behind it is clear of chance."""

    label: str
    amount: float
    clear: bool


def waterfall(
    language: Language,
    start: tuple[str, float],
    steps: Sequence[Step],
    end: tuple[str, float],
    alt: str,
    *,
    unit: str,
    decimals: int,
    higher_is_better: bool = True,
    w: float = 688,
    h: float = 250,
) -> Markup:
    """Start and end are (label, value). Bars that chance may explain are pale. The scale is cut below: totals say so."""
    c = Canvas(language.locale, w, h, alt)
    top, bottom, slot = 26.0, 50.0, w / (len(steps) + 2)
    pad = min(16.0, slot * 0.14)
    levels = [start[1]]
    for step in steps:
        levels.append(levels[-1] + step.amount)
    low, high = min(*levels, end[1]), max(*levels, end[1])
    room = (high - low) or 1.0
    low, high, base = low - 0.42 * room, high + 0.06 * room, h - bottom

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (base - top)

    def bar(i: int, a: float, b: float, fill: str, label: str, ink: str, stroke: str = "") -> None:
        upper = min(y(a), y(b))
        c.rect(
            i * slot + pad, upper, slot - 2 * pad, max(abs(y(a) - y(b)), 1.6), fill, radius=2, stroke=stroke
        )
        c.text(i * slot, upper - 11, slot, label, align="center", size=15, colour=ink, weight=700)

    def total(i: int, value: float, label: str) -> None:
        bar(i, low, value, NAVY, language.number(Value(value, unit, decimals)), INK)
        x = i * slot
        c.path(
            [
                (x + pad - 3, base - 8),
                (x + slot / 2, base - 13),
                (x + slot / 2, base - 8),
                (x + slot - pad + 3, base - 13),
            ],
            "#ffffff",
            3,
        )
        c.text(x + 1, base + 6, slot - 2, label, align="center", size=12, colour=INK, weight=700, lines=2)

    c.line((0, base), (w, base), MUTE, 0.9)
    total(0, start[1], start[0])
    for i, step in enumerate(steps):
        colour = BLUE if (step.amount >= 0) == higher_is_better else ORANGE
        written = language.locale.number(step.amount * (100 if unit == "share" else 1), decimals, signed=True)
        fill = colour if step.clear else mix("#ffffff", colour, 0.28)
        c.line(((i + 1) * slot - pad, y(levels[i])), ((i + 1) * slot + pad, y(levels[i])), MUTE, 0.9, "2 2")
        bar(i + 1, levels[i], levels[i + 1], fill, written, colour, "" if step.clear else colour)
        c.text(
            (i + 1) * slot + 1, base + 6, slot - 2, step.label, align="center", size=12, colour=INK, lines=3
        )
    c.line(
        ((len(steps) + 1) * slot - pad, y(levels[-1])),
        ((len(steps) + 1) * slot + pad, y(levels[-1])),
        MUTE,
        0.9,
        "2 2",
    )
    total(len(steps) + 1, end[1], end[0])
    return c.html()
