"""Parquet: every column as text, as if it had been exported; file_row counts rows from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cxpulse.core.errors import InputError
from cxpulse.sources.model import Opened

if TYPE_CHECKING:
    import pyarrow as pa


def open_parquet(path: Path) -> Opened:
    """Raises InputError for a damaged file or a column of lists or structures, which have no one text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as problem:
        raise InputError(f"{path}: no Parquet file that can be read ({problem})") from None
    nested = [f.name for f in file.schema_arrow if pa.types.is_nested(f.type)]
    if nested:
        raise InputError(f"{path}: column '{nested[0]}' holds lists or structures; flatten it before the export")
    return Opened(list(file.schema_arrow.names), _batches(file), encoding="parquet")


def _batches(file: object) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    row = 1
    for batch in file.iter_batches(batch_size=65_536):  # type: ignore[attr-defined]
        columns = [_text(column) for column in batch.columns]
        rows = pa.array(range(row, row + batch.num_rows), pa.int64())
        row += batch.num_rows
        yield pa.RecordBatch.from_arrays([*columns, rows], names=[*(f"c{i}" for i in range(len(columns))), "file_row"])


def _text(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(column.type):
        zone = "Z" if column.type.tz else ""
        return pc.fill_null(pc.strftime(column, format=f"%Y-%m-%d %H:%M:%S{zone}"), "")
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return pc.fill_null(column.cast(pa.string()), "")
