"""The partitions lake/<entity>/source=<source>/week=<first day | all>.parquet: which there are, reading, replacing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from cxpulse.lake.store import Store
from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import pyarrow as pa

ALL = "all"


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
    import pyarrow.parquet as pq

    inside = path(entity, source, part)
    if rows.num_rows == 0:
        store.remove(inside)
        return
    buffer: Any = io.BytesIO()
    pq.write_table(rows, buffer, compression="snappy", store_schema=False)
    store.put(inside, buffer.getvalue())
