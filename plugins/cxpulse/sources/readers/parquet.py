"""Parquet: every column as text, as if it had been exported; file_row counts rows from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cxpulse.core.errors import InputError
from cxpulse.sources.model import Opened

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


def open_parquet(path: Path) -> Opened:
    """Raises InputError for a damaged file or a column of lists or structures, which have no one text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: no Parquet file that can be read ({problem})") from None
    nested = [f.name for f in file.schema_arrow if pa.types.is_nested(f.type)]
    if nested:
        raise InputError(f"{path}: column '{nested[0]}' holds lists or structures; flatten it before the export")
    return Opened(list(file.schema_arrow.names), _batches(path, file), encoding="parquet")


def _batches(path: Path, file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    row = 1
    try:
        for batch in file.iter_batches(batch_size=65_536):
            columns = [_text(column) for column in batch.columns]
            rows = pa.array(range(row, row + batch.num_rows), pa.int64())
            row += batch.num_rows
            yield pa.RecordBatch.from_arrays([*columns, rows], names=[*(f"c{i}" for i in range(len(columns))), "file_row"])
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: a damaged Parquet file ({problem}); export or copy it again") from None
    if row - 1 != file.metadata.num_rows:
        raise InputError(f"{path}: {file.metadata.num_rows} rows by its own count, {row - 1} in it; export or copy it again")


def _text(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(column.type):
        zone = "Z" if column.type.tz else ""
        return pc.fill_null(pc.strftime(column, format=f"%Y-%m-%d %H:%M:%S{zone}"), "")
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return pc.fill_null(column.cast(pa.string()), "")
