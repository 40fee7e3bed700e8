"""What every section works with: the model, the language, and the few questions that many sections ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxpulse.catalog.brand import Brand
from cxpulse.catalog.language import Language, in_order
from cxpulse.core.measurement import Direction, Measurement, State
from cxpulse.core.report_model import ReportModel, Value
from cxpulse.core.text import clean_text, speak_symbols
from cxpulse.rendering.fonts import drawable, shorten


def msg(text: str) -> str:
    """Marks a text for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Paper:
    """One report in one language. `heights` are the pixels that the layout gives to pictures that fill a page, `rows`
    how many rows it leaves a section whose last ones would stand alone on the next page."""

    model: ReportModel
    language: Language
    heights: dict[str, float] = field(default_factory=dict)
    brand: Brand = field(default_factory=Brand)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def company(self) -> str:
        """The company's name in this language, else in English, else any."""
        names = self.model.company
        return names.get(self.language.code) or names.get("en") or next(iter(names.values()), "")

    def title(self, metric: str) -> str:
        """A metric's full title."""
        found = next((t.title for t in self.model.tiles if t.metric == metric), None)
        found = found or next((d.title for d in self.model.definitions if d.metric == metric), None)
        return self.language.loose(found) if found else self.language.label("metric", metric)

    def short(self, metric: str) -> str:
        """A metric's short title, for tiles and table heads."""
        found = next((t.short for t in self.model.tiles if t.metric == metric), None)
        return self.language.loose(found) if found else self.language.label("metric", metric)

    def higher_is_better(self, metric: str) -> bool:
        """Which way is good, by the metric's definition."""
        ways = [d.direction for d in self.model.definitions if d.metric == metric]
        ways += [t.now.direction for t in self.model.tiles if t.metric == metric]
        return (ways or [Direction.HIGHER])[0] == Direction.HIGHER

    def change(self, amount: float | None, unit: str, decimals: int, duration: float = 0.0) -> str:
        """A change with sign and short unit; '' when there is none. duration: the unit of one."""
        if amount is None:
            return ""
        return self.language.number(Value(amount, unit, decimals, signed=True, delta=True), short=True, unit=duration)

    def count(self, amount: int | None) -> str:
        """A whole number, or the word for none."""
        return self.language.text("no data") if amount is None else self.language.locale.number(amount)

    def words(self, text: str) -> str:
        """A customer's words, harmless and drawable."""
        return speak_symbols(clean_text(text), drawable())

    def label(self, kind: str, term_id: str, width: float = 300.0) -> str:
        """A term standing alone, cut when it would take more than `width` pixels at 12 pixels' size."""
        return shorten(self.language.label(kind, term_id), width, 12)

    def segment(self, parts: dict[str, str]) -> str:
        """A segment as labels: 'Delivery · Call centre'; the whole company for none."""
        labels = [self.label(kind, value) for kind, value in in_order(parts)]
        return " · ".join(labels) or self.language.gettext("Whole company")


def grey(m: Measurement | None) -> bool:
    """True for a figure that rests on few answers."""
    return m is not None and m.state == State.GREY


def arrow(amount: float | None) -> str:
    """The class of a drawn triangle: 'up', 'down' or 'flat'."""
    return "flat" if not amount else "up" if amount > 0 else "down"
