"""Header rows: one, two (SurveyMonkey's choices), three (Qualtrics' labels and ids), or none."""

from __future__ import annotations

import re

from cxpulse.core.digits import latin, tidy
from cxpulse.sources.model import Shape

_PLAIN_CHOICES = {"", "response", "open-ended response"}
_ZONE = re.compile(r'"timeZone"\s*:\s*"([^"]+)"')


def same_name(text: str) -> str:
    """Header names compared: without HTML and case, blanks as one, one form of letters and digits."""
    plain = re.sub(r"<[^>]*>", " ", latin(tidy(text)))
    return re.sub(r"\s+", " ", plain).strip().casefold()


def header_rows_in(records: list[list[str]], shape: Shape) -> int:
    """How many of the first records are header rows.

    A second row of choices or labels is one only if its cell under the id's header is empty, so the condensed form of the
    same export (one header row) keeps its first answer.
    """
    if shape.labels_when_empty is None or len(records) < 2:
        return min(shape.header_rows, len(records))
    wanted = same_name(shape.labels_when_empty)
    place = next((i for i, cell in enumerate(records[0]) if same_name(cell) == wanted), 0)
    second = records[1]
    labelled = place < len(second) and not tidy(second[place]) and any(tidy(c) for c in second)
    return shape.header_rows if labelled else 1


def names_of(header: list[list[str]], shape: Shape) -> list[str]:
    """Column names: the first row, or joined with the choices below; a name that comes again gets ' #2', ' #3'."""
    first = [tidy(cell) for cell in header[0]] if header else []
    if shape.join_headers and len(header) > 1:
        first = _joined(first, header[1])
    seen: dict[str, int] = {}
    names = []
    for name in first:
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} #{seen[name]}" if name and seen[name] > 1 else name)
    return names


def _joined(first: list[str], second: list[str]) -> list[str]:
    names, last = [], ""
    for i, name in enumerate(first):
        last = name or last
        choice = tidy(second[i]) if i < len(second) else ""
        names.append(last if choice.casefold() in _PLAIN_CHOICES else f"{last} | {choice}")
    return names


def zone_in(header: list[list[str]]) -> str | None:
    """The zone that a Qualtrics header names, {"ImportId":"startDate","timeZone":"America/Denver"}; None when it names none."""
    found = {match[1] for row in header[1:] for cell in row if (match := _ZONE.search(cell))}
    return found.pop() if len(found) == 1 else None
