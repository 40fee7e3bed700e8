"""What is said, in a language but for no platform yet: parts in a row, which each platform writes in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from cxpulse.delivery.quotes import Quote


@dataclass(frozen=True, slots=True)
class Title:
    """The one line at the top."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a series' part."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text, with a few words in bold before it."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and what it is."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short lines under a label."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Customers' own words: never markup."""

    items: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The message's picture, said in words."""

    alt: str


@dataclass(frozen=True, slots=True)
class Links:
    """Label and address."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Small:
    """A line beside the matter."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two series."""


Part = Title | Heading | Paragraph | Facts | Bullets | Quotes | Shown | Links | Small | Rule
