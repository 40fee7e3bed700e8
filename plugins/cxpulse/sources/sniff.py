"""What a file that nobody has described looks like: its delimiter, and whether its first row names the columns."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from cxpulse.core.digits import latin, tidy
from cxpulse.sources.decode import Text, to_utf8
from cxpulse.sources.model import Opened, Shape
from cxpulse.sources.readers import WHITESPACE, open_file

DELIMITERS = (",", ";", "\t", "|")
LINES = 60
_VALUE = re.compile(
    r"[+-]?\d+([.,]\d+)?%?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*|\S+@\S+"
)


def open_unknown(path: Path, work: Path, *, encoding: str | None = None) -> tuple[Opened, Shape]:
    """A file opened by its looks, and the shape that was found. Raises InputError naming what is wrong.

    A first row of nothing but numbers, dates or addresses names no columns: they are then called column 1, column 2, ...
    """
    shape = Shape(DELIMITERS)
    opened = open_file(path, work, shape, encoding=encoding)
    if opened.delimiter is not None:
        delimiter = _delimiter(to_utf8(path, work, declared=encoding))
        shape = Shape((delimiter,))
        opened = open_file(path, work, shape, encoding=encoding)
    if (
        opened.header
        and opened.names
        and all(_VALUE.fullmatch(latin(n)) for n in opened.names if n)
        and any(opened.names)
    ):
        shape = Shape(shape.delimiters, header_rows=0)
        opened = open_file(path, work, shape, encoding=encoding)
    return opened, shape


def _delimiter(text: Text) -> str:
    """The delimiter that gives most of the first records one width above 1; blanks only when no other does."""
    best, found = (0.0, 1), ""
    for delimiter in DELIMITERS:
        widths = _widths(text, delimiter)
        usual = max(set(widths), key=widths.count, default=1)
        score = (widths.count(usual) / len(widths) if widths and usual > 1 else 0.0, usual)
        if score > best:
            best, found = score, delimiter
    return found or (WHITESPACE if _blanks(text) else ",")


def _widths(text: Text, delimiter: str) -> list[int]:
    widths: list[int] = []
    with text.path.open(encoding="utf-8-sig" if text.start else "utf-8", newline="") as file:
        for record in csv.reader(file, delimiter=delimiter):
            if any(tidy(c) for c in record):
                widths.append(len(record))
            if len(widths) == LINES:
                break
    return widths


def _blanks(text: Text) -> bool:
    """Lines that all hold the same number of words, more than one, and no quotation mark."""
    with text.path.open(encoding="utf-8-sig" if text.start else "utf-8") as file:
        counts = {len(line.split()) for _, line in zip(range(LINES), file, strict=False) if line.strip()}
    return len(counts) == 1 and counts != {1} and not text.quotes


def code_pages(path: Path) -> str:
    """How the first line that is not ASCII reads in each usual code page, for a person to choose; '' when it is no such case."""
    with path.open("rb") as file:
        line = next((part for part in file if not part.isascii()), b"")
    if not line or b"\0" in line or len(line) > 10_000:
        return ""
    try:
        line.decode()
    except UnicodeDecodeError:
        shown = "".join(
            f"\n  --encoding {name}: {line.decode(name, 'replace').strip()[:120]}"
            for name in ("cp1252", "cp1256", "cp874")
        )
        return f"\nIts first such line reads as:{shown}"
    return ""
