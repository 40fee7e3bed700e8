"""Which line of the file each row starts on, when values hold line breaks and some rows have the wrong number of cells."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from cxpulse.sources.model import BadRow, Opened

if TYPE_CHECKING:
    import pyarrow as pa


class Lines:
    """Counts records and lines while batches come in. Records: all rows of the file in order, good and bad."""

    def __init__(self, width: int, header_lines: int, delimiter: str = ",") -> None:
        self.width, self.delimiter = width, delimiter
        self.next_line = header_lines + 1
        self._record = 1
        self._bad: dict[int, tuple[int, str]] = {}
        self._last_bad: BadRow | None = None

    def bad_row(self, row: Any) -> str:
        """Told by the parser of a row with too many or too few cells; it goes on with the next."""
        self._bad[row.number] = (row.actual_columns, row.text)
        return "skip"

    def place(self, batch: pa.RecordBatch, opened: Opened) -> pa.RecordBatch:
        """The batch with its rows' lines as file_row, without blank rows; bad rows before its end go to `opened.bad`."""
        import pyarrow as pa

        spans = 1 + _breaks(batch)
        starts = np.empty(batch.num_rows, dtype=np.int64)
        good = 0
        for number in sorted(n for n in self._bad):
            before = number - self._record
            if good + before >= batch.num_rows:
                break
            good = self._good(starts, spans, good, good + before)
            self._told(number, opened)
        self._good(starts, spans, good, batch.num_rows)
        filled = _filled(batch)
        opened.skip("blank", int(batch.num_rows - filled.sum()))
        out = pa.RecordBatch.from_arrays([*batch.columns, pa.array(starts)], names=[*batch.schema.names, "file_row"])
        return out if filled.all() else out.filter(pa.array(filled))

    def finish(self, opened: Opened, *, footer: bool) -> None:
        """What stands after the last good row. footer: a last row of one cell is no answer."""
        for number in sorted(self._bad):
            last = len(self._bad) == 1
            cells = self._bad[number][0]
            self._told(number, opened)
            if footer and last and cells == 1 and opened.bad:
                opened.bad.pop()
                opened.skip("footer")

    def _good(self, starts: Any, spans: Any, first: int, end: int) -> int:
        if end > first:
            ends = self.next_line + np.cumsum(spans[first:end])
            starts[first:end] = ends - spans[first:end]
            self.next_line = int(ends[-1])
            self._record += end - first
        return end

    def _told(self, number: int, opened: Opened) -> None:
        cells, text = self._bad.pop(number)
        span = 1 + text.count("\n")
        opens = text.count('"') % 2  # a quotation mark that nothing closes is no blank row
        if not opens and not any(any(record) for record in csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)):
            opened.skip("blank")
            self.next_line, self._record = self.next_line + span, self._record + 1
            return
        where = "" if span == 1 else f" (lines {self.next_line}-{self.next_line + span - 1})"
        opened.bad.append(BadRow(self.next_line, "(row)", "", f"{cells} cells instead of {self.width}{where}"))
        self.next_line += span
        self._record += 1


def _breaks(batch: pa.RecordBatch) -> Any:
    """Line breaks inside the values of each row."""
    import pyarrow.compute as pc

    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        data = column.buffers()[2]
        if data is not None and b"\n" in memoryview(data).tobytes():
            total += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    return total


def _filled(batch: pa.RecordBatch) -> Any:
    """True for rows in which some cell holds something."""
    import pyarrow.compute as pc

    filled = np.zeros(batch.num_rows, dtype=bool)
    for column in batch.columns:
        filled |= pc.binary_length(column).to_numpy(zero_copy_only=False) > 0
        if filled.all():
            break
    return filled
