"""Text with delimiters: commas, semicolons, tabs. Values may hold line breaks; every line of the file is accounted for."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cxpulse.core.digits import tidy
from cxpulse.core.errors import InputError
from cxpulse.sources.decode import Text
from cxpulse.sources.headers import header_rows_in, names_of, same_name
from cxpulse.sources.lines import Lines
from cxpulse.sources.model import Opened, Shape

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.csv as pa_csv

BLOCK = 1 << 22
"""Bytes that are parsed at once; no row may be longer. The parser reads up to 32 of them ahead, so this bounds its memory."""
TOGETHER = 4
"""Blocks that become one batch: fewer, larger batches cost less further on."""
_END = "\x1eend of file"


def open_delimited(path: Path, text: Text, shape: Shape) -> Opened:
    """Reads the header now and the rows when `batches` is used. Raises InputError: a quote that is never closed."""
    csv.field_size_limit(1 << 30)
    delimiter = _delimiter(text, shape)
    records, line_ends = _first_records(text, delimiter, 4)
    count = header_rows_in(records, shape)
    header = records[:count]
    names = names_of(header, shape) if count else [f"column {i + 1}" for i in range(len(records[0]) if records else 0)]
    opened = Opened(names, iter(()), header, text.encoding, delimiter, text.ascii, notes=list(text.notes))
    opened.skip("labels", max(count - 1, 0))
    if text.quotes % 2:
        _check_quotes(path, text, delimiter, line_ends[count - 1] if count else 0)
    lines = Lines(len(names), line_ends[count - 1] if count else 0, delimiter)
    opened.batches = _batches(path, text, opened, lines, footer=shape.footer)
    return opened


def _first_records(text: Text, delimiter: str, wanted: int) -> tuple[list[list[str]], list[int]]:
    """The first records that are not blank, and how many lines each ends after."""
    records, ends = [], []
    with text.path.open(encoding="utf-8-sig" if text.start else "utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        for record in reader:
            if any(tidy(c) for c in record):
                records.append(record)
                ends.append(reader.line_num)
            if len(records) == wanted:
                break
    return records, ends


def _delimiter(text: Text, shape: Shape) -> str:
    """The delimiter under which most expected headers are found; then the one that gives most columns."""
    if len(shape.delimiters) == 1:
        return shape.delimiters[0]
    expected = {same_name(name) for name in shape.expected}

    def fit(delimiter: str) -> tuple[int, int]:
        first = (_first_records(text, delimiter, 1)[0] or [[]])[0]
        return len(expected & {same_name(c) for c in first}), len(first)

    return max(shape.delimiters, key=fit)


def _check_quotes(path: Path, text: Text, delimiter: str, header_lines: int) -> None:
    """A quote that is opened and never closed swallows the rest of the file: that is an error, not one long answer."""
    with text.path.open(encoding="utf-8", newline="") as file:
        lines = (line.removeprefix("\ufeff") if i == header_lines else line for i, line in enumerate(file))
        reader = csv.reader(itertools.chain(lines, ["\n", _END + "\n"]), delimiter=delimiter)
        start, line = 0, 0
        last: list[str] = []
        for last in reader:  # noqa: B007 (the last record is what matters)
            start, line = line + 1, reader.line_num
        if last != [_END]:
            raise InputError(f"{path}, line {start}: a quotation mark opens here and is never closed; close it or export the file again")


def _batches(path: Path, text: Text, opened: Opened, lines: Lines, *, footer: bool) -> Iterator[pa.RecordBatch]:
    if not opened.names:
        return
    for batch in _together(_read(path, text, lines, lines.next_line - 1)):
        yield lines.place(batch, opened)
    lines.finish(opened, footer=footer)
    expected = text.lines + text.ends_open
    if lines.next_line - 1 != expected and (text.lines or text.ends_open):
        raise InputError(
            f"{path}: {expected} lines in the file, {lines.next_line - 1} accounted for; its quotation marks contradict each other: "
            "export it again"
        )


def _together(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Several blocks as one batch. It comes when the next block has been parsed: by then all its bad rows are known."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    for batch in batches:
        if len(held) == TOGETHER:
            yield from pa.Table.from_batches(held).combine_chunks().to_batches()
            held = []
        held.append(batch)
    if held:
        yield from pa.Table.from_batches(held).combine_chunks().to_batches()


def _read(path: Path, text: Text, lines: Lines, header_lines: int) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    names = [f"c{i}" for i in range(lines.width)]
    source = pa.OSFile(str(text.path), "rb")
    source.seek(_offset_after(text, header_lines))
    try:
        yield from pa_csv.open_csv(
            source,
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=BLOCK),
            parse_options=_parse_options(lines),
            convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False),  # `decode` has checked it
        )
    except pa.ArrowInvalid as problem:
        if "Empty CSV" in str(problem):
            return
        raise InputError(f"{path}: cannot be split into rows: {problem}") from None


def _parse_options(lines: Lines) -> pa_csv.ParseOptions:
    import pyarrow.csv as pa_csv

    return pa_csv.ParseOptions(
        delimiter=lines.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=lines.bad_row
    )


def _offset_after(text: Text, lines: int) -> int:
    offset = text.start
    with text.path.open("rb") as file:
        file.seek(offset)
        for _ in range(lines):
            offset += len(file.readline())
    return offset
