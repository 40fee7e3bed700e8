"""Excel through calamine: the first sheet that holds something, or the one that the source names (options: sheet)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxpulse.core.errors import InputError
from cxpulse.sources.headers import header_rows_in, names_of
from cxpulse.sources.model import Opened, Shape

if TYPE_CHECKING:
    import pyarrow as pa


def open_excel(path: Path, shape: Shape) -> Opened:
    """Cells as text: whole numbers without a point, times as ISO. file_row is the row's number in the sheet."""
    rows, first_row, sheet = _sheet(path, shape.sheet)
    filled = [i for i, row in enumerate(rows) if any(row)]
    records = [rows[i] for i in filled[:4]]
    count = header_rows_in(records, shape)
    header = records[:count]
    width = max((len(r) for r in rows), default=0)
    opened = Opened(names_of(header, shape) if count else [f"column {i + 1}" for i in range(width)], iter(()), header, "xlsx")
    opened.skip("labels", max(count - 1, 0))
    opened.notes.append(f"sheet '{sheet}'")
    start = filled[count - 1] + 1 if count else 0
    opened.batches = _batches(rows[start:], start + first_row, width, opened, footer=shape.footer)
    opened.names += [""] * (width - len(opened.names))
    return opened


def _sheet(path: Path, wanted: str | None) -> tuple[list[list[str]], int, str]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as problem:
        raise InputError(f"{path}: no Excel file that can be read ({problem}); save it again as .xlsx or CSV") from None
    if wanted and wanted not in book.sheet_names:
        raise InputError(f"{path}: no sheet '{wanted}'; there are: {', '.join(book.sheet_names)}")
    for name in [wanted] if wanted else book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        if rows:
            return rows, 1, name
    return [], 1, book.sheet_names[0] if book.sheet_names else ""


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def _batches(rows: list[list[str]], first: int, width: int, opened: Opened, *, footer: bool) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    numbered = [(i, row) for i, row in enumerate(rows, first) if any(row)]
    opened.skip("blank", len(rows) - len(numbered))
    if footer and numbered and sum(bool(c) for c in numbered[-1][1]) == 1 and width > 1:
        numbered.pop()
        opened.skip("footer")
    if not numbered:
        return
    columns = [pa.array([row[i] if i < len(row) else "" for _, row in numbered], pa.string()) for i in range(width)]
    names = [f"c{i}" for i in range(width)]
    yield pa.RecordBatch.from_arrays([*columns, pa.array([n for n, _ in numbered], pa.int64())], names=[*names, "file_row"])
