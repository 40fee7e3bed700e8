"""rejects/<run>.csv: every rejected row with file, row, field, value and reason, for a person with a spreadsheet."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cxpulse.lake.store import Store

HEADER = ("source", "file", "row", "field", "value", "reason")
_LIVE = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows and never computes: a leading = + - @ or tab gets an apostrophe."""
    return f"'{text}" if text.startswith(_LIVE) else text


def write_rejects(store: Store, run: str, rows: Iterable[tuple[object, ...]]) -> str:
    """Writes the file (UTF-8 with its mark, so that Excel shows Persian and Thai), row by row; gives its full name."""
    inside = f"rejects/{run}.csv"
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "rejects.csv"
        with made.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows([safe_cell(str(cell)) if cell is not None else "" for cell in row] for row in rows)
        store.put_file(inside, made)
    return store.at(inside)
