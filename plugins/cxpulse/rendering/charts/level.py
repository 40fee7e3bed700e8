"""What an alert says of its series, for the trend beside it: the usual level, and the figure of the weeks taken together.

Without it the picture would show the last week alone, and the headline another number: that of all the alert's weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Trend, Value
from cxpulse.rendering.charts.colours import BLUE, MUTE, ORANGE
from cxpulse.rendering.fonts import text_width


@dataclass(frozen=True, slots=True)
class Level:
    """usual and now as the alert's headline says them; weeks: how many last weeks `now` is made of."""

    usual: float
    now: float
    weeks: int


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside the last point, at a value; below: pixels under it."""

    text: str
    value: float
    size: float
    colour: str
    weight: int
    below: float = 0.0

    @property
    def width(self) -> float:
        """In pixels."""
        return text_width(self.text, self.size, self.weight)


def level_labels(language: Language, trend: Trend, level: Level, size: float) -> list[Label]:
    """The alert's figure with its weeks, the usual level, and the last week alone when that is another figure."""

    def figure(value: float) -> str:
        return language.number(Value(value, trend.unit, trend.decimals))

    labels = [Label(figure(level.now), level.now, size * 1.5, ORANGE, 700)]
    last = trend.points[-1].value if trend.points else None
    if level.weeks > 1:
        weeks = language.ngettext("last week", "last %(n)s weeks", level.weeks)
        labels.append(Label(weeks, level.now, size, ORANGE, 600, below=size * 1.4))
    labels.append(Label(language.gettext("usually %(value)s", value=figure(level.usual)), level.usual, size, MUTE, 600))
    if last is not None and figure(last) != figure(level.now):
        labels.append(Label(language.gettext("this week %(value)s", value=figure(last)), last, size, BLUE, 600))
    return labels
