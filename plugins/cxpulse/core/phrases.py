"""Sentences before they are in a language: what is said, and the numbers, days and words that go into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Term:
    """A word from the vocabulary or from the data: kind 'metric', 'touchpoint', 'channel', 'stage', 'region', ...

    Known terms are translated by the catalogue (msgctxt = kind, msgid = id); unknown ones are shown as they are.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Value:
    """A number with the way to write it. unit as in the metric catalogue; signed: always with + or -; delta: a change
    (a share's change is in percentage points)."""

    number: float | None
    unit: str
    decimals: int = 1
    signed: bool = False
    delta: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A name that was configured in several languages: language -> name. Shown in the reader's, else in English, else as it
    stands first."""

    names: dict[str, str]

    def told(self, language: str) -> str:
        """The name for a reader of this language."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to be: the English msgid with %(name)s places, and what goes into them.

    plural: the name of the value that chooses the plural form, with `msgid_plural`.
    """

    msgid: str
    values: dict[str, Phrase | Term | Value | Named | dt.date | int | float | str] = field(default_factory=dict)
    msgid_plural: str | None = None
    plural: str | None = None
