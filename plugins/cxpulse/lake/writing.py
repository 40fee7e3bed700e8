"""Puts the touched partitions in place: rows sorted by key, so that the same rows give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from cxpulse.lake import partitions
from cxpulse.lake.merge import Merged
from cxpulse.lake.store import Store
from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 100_000
"""Rows held at once; a partition is always whole."""


def write(con: duckdb.DuckDBPyConnection, store: Store, merged: Merged) -> None:
    """Replaces the touched partitions; those that lost all their rows are removed last, so that a crash loses none."""
    counts = dict(con.execute(f"SELECT part, count(*) FROM {merged.table} GROUP BY part").fetchall())  # noqa: S608
    for group in _groups([p for p in merged.touched if p in counts], counts):
        rows = _rows(con, merged, group)
        start = 0
        for part in group:
            partitions.replace(store, merged.entity.name, merged.source, part, rows.slice(start, counts[part]))
            start += counts[part]
    for part in merged.touched:
        if part not in counts:
            store.remove(partitions.path(merged.entity.name, merged.source, part))


def _groups(parts: list[str], counts: dict[str, int]) -> list[list[str]]:
    groups: list[list[str]] = []
    size = GROUP_ROWS
    for part in parts:
        if size >= GROUP_ROWS:
            groups.append([])
            size = 0
        groups[-1].append(part)
        size += counts[part]
    return groups


def _rows(con: duckdb.DuckDBPyConnection, merged: Merged, group: list[str]) -> pa.Table:
    names = ", ".join(quoted(p) for p in group)
    columns = ", ".join(f'"{c}"' for c in merged.entity.schema)
    return con.sql(
        f"SELECT {columns} FROM {merged.table} WHERE part IN ({names}) ORDER BY part, {merged.entity.key}"  # noqa: S608
    ).to_arrow_table()
