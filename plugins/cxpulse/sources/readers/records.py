"""JSON: one record a line (NDJSON), a list of records, or an API's answer that holds the list under a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxpulse.core.errors import InputError
from cxpulse.sources.decode import Text
from cxpulse.sources.model import BadRow, Opened

if TYPE_CHECKING:
    import pyarrow as pa

LINES = 20_000


def open_records(path: Path, text: Text) -> Opened:
    """Each record becomes one cell c0 that holds its JSON; `names` are the keys seen in the first 200 records.

    A line that is no JSON is a bad row; a whole file that is none is an InputError with line and column.
    """
    opened = Opened([], iter(()), [], text.encoding, None, text.ascii, notes=list(text.notes))
    if _one_per_line(text):
        opened.names = _keys(json.loads(line) for line in _head(text))
        opened.batches = _lines(text, opened)
        return opened
    rows = _document(path, text)
    opened.names = _keys(iter(rows[:200]))
    opened.batches = _packed(rows)
    return opened


def _head(text: Text) -> list[str]:
    good: list[str] = []
    with text.path.open(encoding="utf-8-sig") as file:
        for line in file:
            if len(good) == 200:
                break
            if _problem(line) is None:
                good.append(line)
    return good


def _keys(records: Iterator[Any]) -> list[str]:
    return list(dict.fromkeys(key for record in records for key in record))


def _one_per_line(text: Text) -> bool:
    """A file whose first line is a record of its own; or, broken as it may be, holds another record two lines on."""
    with text.path.open(encoding="utf-8-sig") as file:
        first = [line for _, line in zip(range(3), file, strict=False) if line.strip()]
    if not first or first[0].lstrip().startswith("["):
        return False
    good = [_problem(line) is None for line in first]
    return any(good) if len(first) > 1 else good[0] and not _wrapped(json.loads(first[0]))


def _problem(line: str) -> str | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as problem:
        return f"not JSON: {problem}"
    return None if isinstance(record, dict) else "JSON, but no record with names and values"


def _lines(text: Text, opened: Opened) -> Iterator[pa.RecordBatch]:
    cells: list[str] = []
    rows: list[int] = []
    with text.path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                opened.skip("blank")
            elif problem := _problem(line):
                opened.bad.append(BadRow(number, "(row)", "", problem))
            else:
                cells.append(line)
                rows.append(number)
            if len(cells) == LINES:
                yield _batch(cells, rows)
                cells, rows = [], []
    if cells:
        yield _batch(cells, rows)


def _document(path: Path, text: Text) -> list[dict[str, Any]]:
    try:
        content = json.loads(text.path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{path}: not valid JSON: {problem}") from None
    rows = content if isinstance(content, list) else _wrapped(content)
    if rows is None or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{path}: JSON, but neither a list of records nor one record a line")
    return rows


def _wrapped(content: Any) -> list[Any] | None:
    """The one list of records inside an API's answer, such as {"tickets": [...], "count": 3}."""
    lists = [v for v in content.values() if isinstance(v, list) and v and all(isinstance(r, dict) for r in v)]
    return lists[0] if len(lists) == 1 and not {"id", "token", "uuid"} & set(content) else None


def _packed(rows: list[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), LINES):
        part = rows[start : start + LINES]
        yield _batch([json.dumps(r, ensure_ascii=False) for r in part], list(range(start + 1, start + 1 + len(part))))


def _batch(cells: list[str], rows: list[int]) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([pa.array(cells, pa.string()), pa.array(rows, pa.int64())], names=["c0", "file_row"])
