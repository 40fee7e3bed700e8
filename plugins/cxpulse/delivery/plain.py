"""Parts as plain text: what a terminal, a text file and a mail's text part show. No direction marks."""

from __future__ import annotations

from cxpulse.catalog.language import plain
from cxpulse.delivery.parts import (
    Bullets,
    Facts,
    Heading,
    Links,
    Paragraph,
    Part,
    Quotes,
    Rule,
    Shown,
    Small,
    Title,
)


def text(parts: list[Part]) -> str:
    """Lines, with an empty one between parts."""
    written = [_lines(part) for part in parts]
    return plain("\n\n".join("\n".join(lines) for lines in written if lines) + "\n")


def _lines(part: Part) -> list[str]:
    match part:
        case Title(words) | Heading(words) | Small(words):
            return [words]
        case Paragraph(words, label):
            return [f"{label}: {words}" if label else words]
        case Facts(pairs):
            return [f"- {name}: {value}" for name, value in pairs]
        case Bullets(label, items):
            return [f"{label}:", *(f"- {item}" for item in items)] if items else []
        case Quotes(items):
            return [f"\u00ab{quote.text}\u00bb ({quote.source})" for quote in items]
        case Shown(alt):
            return [f"[{alt}]"]
        case Links(items):
            return [f"{label}: {url}" for label, url in items]
        case Rule():
            return ["---"]
