"""What an alert says of its series, for the trend beside it: the usual level, and the figure of the weeks taken together.

Without it the picture would show the last week alone, and the headline another number: that of all the alert's weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Trend, Value
from cxpulse.rendering.charts.colours import BLUE, MUTE, ORANGE
from cxpulse.rendering.fonts import text_width

SPACING = 1.35  # of a line, in letter sizes


@dataclass(frozen=True, slots=True)
class Level:
    """usual and now as the alert's headline says them; weeks: how many last weeks `now` is made of."""

    usual: float
    now: float
    weeks: int


@dataclass(frozen=True, slots=True)
class Line:
    """A text beside the last point."""

    text: str
    size: float
    colour: str
    weight: int

    @property
    def width(self) -> float:
        """In pixels."""
        return text_width(self.text, self.size, self.weight)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stay together, the first of them at a value."""

    value: float
    lines: tuple[Line, ...]

    @property
    def heights(self) -> list[float]:
        """Of each line, in pixels."""
        return [SPACING * line.size for line in self.lines]


def level_blocks(language: Language, trend: Trend, level: Level, size: float, unit: float = 0.0) -> list[Block]:
    """The alert's figure with its weeks, the usual level, and the last week alone when that is another figure. unit: of durations, that of the axis."""

    def figure(value: float) -> str:
        return language.number(Value(value, trend.unit, trend.decimals), unit=unit)

    now = [Line(figure(level.now), size * 1.5, ORANGE, 700)]
    if level.weeks > 1:
        now.append(Line(language.ngettext("last week", "last %(n)s weeks", level.weeks), size, ORANGE, 600))
    usual = Line(language.gettext("usually %(value)s", value=figure(level.usual)), size, MUTE, 600)
    blocks = [Block(level.now, tuple(now)), Block(level.usual, (usual,))]
    last = trend.points[-1].value if trend.points else None
    if last is not None and figure(last) != figure(level.now):
        blocks.append(Block(last, (Line(language.gettext("this week %(value)s", value=figure(last)), size, BLUE, 600),)))
    return blocks


def tops(blocks: Sequence[Block], y: Callable[[float], float], low: float, high: float) -> list[float]:
    """Where each block begins: its first line at its value, none over another, all between low and high where there is room."""
    order = sorted(range(len(blocks)), key=lambda i: y(blocks[i].value))
    out = [y(block.value) - block.heights[0] / 2 for block in blocks]
    floor = low
    for i in order:
        out[i] = max(out[i], floor)
        floor = out[i] + sum(blocks[i].heights)
    ceiling = high
    for i in reversed(order):
        out[i] = min(out[i], ceiling - sum(blocks[i].heights))
        ceiling = out[i]
    return out
