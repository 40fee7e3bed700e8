"""The partitions lake/<entity>/source=<source>/week=<first day | all>.parquet: which there are, reading, replacing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.entities import Entity, load_entity
from cxpulse.lake.store import Store
from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import pyarrow as pa

ALL = "all"
ROW_GROUP = 131_072
"""Rows of a row group: what a reader holds at least."""


def folder(entity: str, source: str) -> str:
    """Folder of one source's partitions of an entity, inside the store."""
    return f"lake/{entity}/source={source}"


def path(entity: str, source: str, part: str) -> str:
    """One partition, inside the store."""
    return f"{folder(entity, source)}/week={part}.parquet"


def parts(store: Store, entity: str, source: str) -> list[str]:
    """The partitions there are: first days of weeks as ISO text, or 'all'; sorted."""
    names = store.names(folder(entity, source))
    return [n.removeprefix("week=").removesuffix(".parquet") for n in names if n.startswith("week=") and n.endswith(".parquet")]


def scan(store: Store, entity: str, source: str, wanted: list[str]) -> str:
    """SQL of a relation over partitions, with a column `part`. At least one is needed."""
    files = ", ".join(quoted(store.at(path(entity, source, p))) for p in wanted)
    return (
        "(SELECT * EXCLUDE (filename), regexp_extract(filename, 'week=([^/]+)\\.parquet$', 1) AS part "  # noqa: S608
        f"FROM read_parquet([{files}], filename=true, hive_partitioning=false, union_by_name=true))"
    )


def replace(store: Store, entity: str, source: str, part: str, rows: pa.Table) -> None:
    """Puts one partition in place in one step; no rows: it is removed. Same rows, same bytes."""
    inside = path(entity, source, part)
    if rows.num_rows == 0:
        store.remove(inside)
        return
    buffer: Any = io.BytesIO()
    write(buffer, even([rows]), load_entity(entity))
    store.put(inside, buffer.getvalue())


def place(store: Store, entity: str, source: str, part: str, made: Path | None) -> None:
    """Puts one partition in place that was written aside, in one step; None: it is removed."""
    inside = path(entity, source, part)
    if made is None:
        store.remove(inside)
    else:
        store.put_file(inside, made)


def write(target: Any, tables: Iterable[pa.Table], entity: Entity) -> int:
    """Writes tables into one Parquet file, a row group each, and gives the number of rows; no rows: no file."""
    import pyarrow.parquet as pq

    other = {"row_key", "file_row", entity.key, *(c.name for c in entity.columns if c.type in {"key", "comment", "time"})}
    coded = [c for c in entity.schema if c not in other]  # a dictionary of values that hardly come twice costs more than it saves

    rows = 0
    writer: Any = None
    for table in tables:
        writer = writer or pq.ParquetWriter(target, table.schema, compression="snappy", store_schema=False, use_dictionary=coded)
        writer.write_table(table, row_group_size=ROW_GROUP)
        rows += table.num_rows
    if writer:
        writer.close()
    return rows


def even(batches: Iterable[pa.Table | pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in tables of ROW_GROUP rows, the last one shorter: bytes depend on rows, not on how they came."""
    import pyarrow as pa

    held: pa.Table | None = None
    for batch in batches:
        table = batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
        held = table if held is None else pa.concat_tables([held, table])
        while held.num_rows >= ROW_GROUP:
            yield held.slice(0, ROW_GROUP).combine_chunks()
            held = held.slice(ROW_GROUP)
    if held is not None and held.num_rows:
        yield held.combine_chunks()
