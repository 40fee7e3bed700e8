"""What a reader gives: text cells, the line that each row starts on, and an account of everything that is no row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be split into its cells. row: the line of the file it starts on (in Excel: the row's number)."""

    row: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a file before it is read. Read from the vendor's definition and the source's, None where open.

    unpacked_bytes: how large a packed file may become; None: what the reader finds sane.
    """

    delimiters: tuple[str, ...]
    header_rows: int = 1
    join_headers: bool = False
    labels_when_empty: str | None = None
    footer: bool = False
    sheet: str | None = None
    expected: tuple[str, ...] = ()
    unpacked_bytes: int | None = None


@dataclass(slots=True)
class Opened:
    """A file being read. `bad` and `skipped` are complete when `batches` is used up.

    names: headers, '' for a column without one; batches: text columns c0, c1, ... and file_row (int64);
    skipped: rows that are no answers, by word (blank, footer, labels).
    """

    names: list[str]
    batches: Iterator[pa.RecordBatch]
    header: list[list[str]] = field(default_factory=list)
    encoding: str = "utf-8"
    delimiter: str | None = None
    ascii: bool = False
    bad: list[BadRow] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def skip(self, word: str, rows: int = 1) -> None:
        """Counts rows that are no answers."""
        if rows:
            self.skipped[word] = self.skipped.get(word, 0) + rows
