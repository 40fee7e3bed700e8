"""A language: templates/locale/<code>.po, its way of writing, and how phrases, terms and figures become text in it.

The catalogue's header says how the language writes (X-Direction, X-Calendar, X-Digits, X-Separators, X-Range-Word, X-Fonts), so
one further `.po` file is one further language. English msgids are the source; en.po only names the terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxpulse.catalog.po_files import read_catalogue
from cxpulse.catalog.project import templates_dir
from cxpulse.catalog.yaml_files import names_in, pick
from cxpulse.core.durations import WORDS, places, unit_of
from cxpulse.core.errors import RenderingError
from cxpulse.core.locale import FSI, PDI, Locale, strip_isolates
from cxpulse.core.measurement import Measurement, State
from cxpulse.core.phrases import Named, Phrase, Term, Value
from cxpulse.core.text import text_direction


def language_codes() -> list[str]:
    """Every language there is: the files of templates/locale."""
    return names_in(templates_dir() / "locale", ".po")


@dataclass(frozen=True, slots=True)
class Language:
    """Writes everything that a report says. `names` are display names from configuration ('touchpoint:delivery')."""

    locale: Locale
    fonts: str
    source: bool
    messages: Mapping[tuple[str, str], tuple[str, ...]]
    plural: Callable[[int], int]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """'en', 'fa', 'th', ..."""
        return self.locale.code

    # --- words -----------------------------------------------------------------------------------------------------

    def text(self, msgid: str, context: str = "") -> str:
        """The translation as it stands in the catalogue. Raises RenderingError naming what is missing."""
        found = self.messages.get((context, msgid))
        if found:
            return found[0]
        if self.source and not context:
            return msgid
        raise RenderingError(
            f"{self.code}.po has no translation of {msgid!r}" + f" (msgctxt {context!r})" * bool(context)
        )

    def gettext(self, msgid: str, /, **values: Any) -> str:
        """Translates, then fills %(name)s places; a literal percent sign is written %% in the msgid."""
        return _fill(self.text(msgid), values)

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """The plural form that `n` asks for; %(n)s is written with this language's digits."""
        forms = self.messages.get(("", one)) or ((one, many) if self.source else None)
        if forms is None:
            raise RenderingError(f"{self.code}.po has no translation of {one!r}")
        form = forms[min(self.plural(n), len(forms) - 1)]
        return _fill(form, {"n": self.locale.number(n), **values})

    def say(self, phrase: Phrase) -> str:
        """A phrase as a sentence of this language, its first letter a capital where there are capitals."""
        side = [v.number for v in phrase.values.values() if isinstance(v, Value) and v.unit == "minutes"]
        unit = unit_of(*side) if side else 0.0  # a sentence tells its durations in one unit
        values = {n: self.number(v, unit=unit) if isinstance(v, Value) else self.write(v) for n, v in phrase.values.items()}
        low, high = phrase.values.get("low"), phrase.values.get("high")
        if (
            isinstance(low, Value)
            and isinstance(high, Value)
            and low.delta
            and low.unit in ("points", "share")
        ):
            values["low"] = self._amount(low)  # "-8.3 to -2.5 points": the unit is said once
        if phrase.msgid_plural is None:
            return capital(self.gettext(phrase.msgid, **values))
        chosen = phrase.values[phrase.plural or "n"]
        amount = chosen.number if isinstance(chosen, Value) else chosen
        if not isinstance(amount, (int, float)):
            raise RenderingError(
                f"{phrase.msgid!r}: {phrase.plural!r} must be a number to choose a plural form"
            )
        return capital(self.ngettext(phrase.msgid, phrase.msgid_plural, round(abs(amount)), **values))

    def write(self, value: Phrase | Term | Value | Named | dt.date | int | float | str) -> str:
        """Any value of a phrase: a number, day, term or nested phrase."""
        if isinstance(value, Phrase):
            said = self.say(value)
            sentence = value.msgid[:1].isupper() or plain(said).endswith((".", "?", "!"))
            return said if sentence or not self.source else uncapital(said)
        if isinstance(value, Term):
            return self.term(value)
        if isinstance(value, Value):
            return self.number(value)
        if isinstance(value, dt.date):
            return self.locale.date(value)
        if isinstance(value, Named):
            return self.foreign(value.told(self.code))
        if isinstance(value, str):
            return self.foreign(value)
        return self.locale.number(value, 0 if float(value).is_integer() else 1)

    def foreign(self, text: str) -> str:
        """A word of the data: isolated when it runs against this language."""
        against = text_direction(text, self.locale.direction) != self.locale.direction
        return f"{FSI}{text}{PDI}" if against else text

    def term(self, term: Term) -> str:
        """A term inside a sentence: the catalogue's word, else the configured display name, else the id itself."""
        found = self.messages.get((term.kind, term.id))
        if found:
            return found[0]
        name = self.names.get(f"{term.kind}:{term.id}")
        if name is None:
            return self.foreign(term.id.replace("_", " "))
        known = self.messages.get(("", name))
        return known[0] if known else self.foreign(name)

    def term_of(self, kind: str, term_id: str) -> str:
        """A term inside a sentence, by kind and id."""
        return self.term(Term(kind, term_id))

    def loose(self, text: str) -> str:
        """A text from a definition (a metric's title, ...): translated where known, else as it was written there."""
        found = self.messages.get(("", text))
        return found[0] if found else self.foreign(text)

    def label(self, kind: str, term_id: str) -> str:
        """A term standing alone, as a heading or label."""
        said = self.term(Term(kind, term_id))
        return capital(said.removeprefix("the ") if self.source else said)

    # --- figures ---------------------------------------------------------------------------------------------------

    def number(self, value: Value, *, short: bool = False, unit: float = 0.0) -> str:
        """A number with its unit; a change (delta) of points or shares names its unit ('5.4 points', short: '1.3 pp').
        unit: of a duration (`core.durations.unit_of`), where several stand side by side; 0: that of its own size."""
        if value.number is None:
            return self.text("no data")
        if value.delta and value.unit in ("points", "share"):
            return self._change(value, short)
        if value.unit == "share":
            sign = "+" if value.signed and round(100 * value.number, value.decimals) > 0 else ""
            body = sign + self.locale.bare(100 * value.number, value.decimals) + self.locale.percent_sign()
            return self.locale.isolate(body)
        if value.unit == "minutes":
            return self._duration(value, unit)
        written = self.locale.number(
            value.number, 0 if value.unit == "count" else value.decimals, signed=value.signed
        )
        return (
            self.gettext("%(number)s per 1,000", number=written) if value.unit == "per_thousand" else written
        )

    def _change(self, value: Value, short: bool) -> str:
        amount, written = value.number or 0.0, self._amount(value)
        if value.unit == "share":
            return self.gettext("%(number)s pp" if short else "%(number)s percentage points", number=written)
        one = not value.decimals and round(abs(amount)) == 1
        return self.ngettext("%(number)s point", "%(number)s points", 1 if one else 2, number=written)

    def _amount(self, value: Value) -> str:
        scale = 100 if value.unit == "share" else 1
        return self.locale.number((value.number or 0.0) * scale, value.decimals, signed=value.signed)

    def _duration(self, value: Value, unit: float) -> str:
        minutes = value.number or 0.0
        unit = unit or unit_of(minutes)
        number = self.locale.number(minutes / unit, places(minutes, unit), signed=value.signed)
        return self.gettext(WORDS[unit], number=number)

    def state(self, state: State | str) -> str:
        """The word for why a figure is missing."""
        return self.text(_STATES[State(state)])

    def measure(self, m: Measurement | None, decimals: int = 1, *, duration: float = 0.0) -> str:
        """A measurement's value with its unit, or the word for its state; None is 'no data'. duration: the unit of one."""
        if m is None or m.value is None:
            return self.state(m.state if m and m.state in _STATES else State.NONE)
        return self.number(Value(m.value, m.unit, decimals), unit=duration)

    def interval(
        self, low: float | None, high: float | None, unit: str, decimals: int = 1, *, delta: bool = False, duration: float = 0.0
    ) -> str:
        """A 95% interval in the metric's unit, '' when there is none: '45.1–49.3', '81.2–83.6%', '35–42 min'."""
        if low is None or high is None:
            return ""
        if unit == "share":
            sign = "" if delta else self.locale.percent_sign()
            return self.locale.span(100 * low, 100 * high, decimals, sign)
        if unit == "minutes":
            scale = duration or unit_of(low, high)
            small = min((abs(end) for end in (low, high) if end), default=0.0)
            return self.gettext(WORDS[scale], number=self.locale.span(low / scale, high / scale, places(small, scale)))
        return self.locale.span(low, high, 0 if unit == "count" else decimals)

    # --- days ------------------------------------------------------------------------------------------------------

    def date(self, day: dt.date) -> str:
        """A day with its year."""
        return self.locale.date(day)

    def week_range(self, first: dt.date, last: dt.date | None = None) -> str:
        """A week by its first and last day."""
        return self.locale.week_range(first, last or first + dt.timedelta(days=6))


_STATES = {
    State.NONE: "no data",
    State.FEW: "too few answers",
    State.NOT_SUPPLIED: "not supplied",
    State.NOT_FRESH: "not fresh",
    State.GREY: "few answers",
    State.OK: "complete",
}


def _fill(text: str, values: Mapping[str, Any]) -> str:
    try:
        return text % values
    except (KeyError, ValueError, TypeError) as problem:
        raise RenderingError(f"cannot fill {text!r} with {sorted(values)}: {problem!r}") from None


def capital(text: str) -> str:
    """The text with its first letter as a capital (isolates skipped)."""
    for at, ch in enumerate(text):
        if ch.isalpha():
            return text[:at] + ch.upper() + text[at + 1 :]
        if ch not in "\u2066\u2068":
            return text
    return text


def uncapital(text: str) -> str:
    """The inverse of `capital`, for a part of a sentence; an abbreviation ('NPS') stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def load_language(
    code: str, calendar: str | None = None, digits: str | None = None, names: Mapping[str, str] | None = None
) -> Language:
    """One language by code; calendar and digits over the catalogue's own; names: display names of terms.

    Raises ConfigurationError that lists what languages there are.
    """
    path = pick(templates_dir() / "locale", code, "language", ".po")
    header, messages, plural = read_catalogue(path, path.stat().st_mtime_ns)
    locale = Locale(
        code=code,
        digits=digits or header.get("x-digits", "latn"),
        calendar=calendar or header.get("x-calendar", "gregorian"),
        rtl=header.get("x-direction", "ltr") == "rtl",
        range_word=header.get("x-range-word", "to"),
        separators=header.get("x-separators", "") if digits in (None, header.get("x-digits", "latn")) else "",
    )
    return Language(
        locale, header.get("x-fonts", "Inter"), header.get("x-source") == "yes", messages, plural, names or {}
    )


def in_order(segment: Mapping[str, str]) -> list[tuple[str, str]]:
    """A segment's parts as all labels give them, the place before the way: 'Delivery · App'."""
    return sorted(segment.items(), reverse=True)


def plain(text: str) -> str:
    """A said text without direction marks, for subjects, file names and plain text."""
    return strip_isolates(text)
