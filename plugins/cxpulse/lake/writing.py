"""The touched partitions: written aside, a few at a time, and put in place once every check has passed.

Rows are sorted by key, so that the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cxpulse.lake import partitions
from cxpulse.lake.merge import Merged, state_of
from cxpulse.lake.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 100_000
"""Rows held at once, if partitions are small."""
LARGE_ROWS = 150_000
"""A partition of more rows is sorted by the engine, which may do it on disk, and written piece by piece."""


def write_aside(con: duckdb.DuckDBPyConnection, store: Store, merged: Merged, folder: Path) -> None:
    """Writes the new state of the touched partitions into a folder; fills `made`."""
    target = folder / partitions.folder(merged.entity.name, merged.source)
    target.mkdir(parents=True, exist_ok=True)
    for group in _groups(merged):
        for part, rows in _rows(con, store, merged, group):
            path = target / f"{part}.parquet"
            if partitions.write(path, rows, merged.entity):
                merged.made[part] = path


def put_in_place(store: Store, merged: Merged) -> None:
    """Replaces the touched partitions; those that lost all their rows are removed last, so that a crash loses none."""
    for part in sorted(merged.touched, key=lambda p: (p not in merged.made, p)):
        partitions.place(store, merged.entity.name, merged.source, part, merged.made.get(part))


def _groups(merged: Merged) -> list[list[str]]:
    groups: list[list[str]] = []
    size = GROUP_ROWS
    for part in merged.touched:
        rows = merged.sizes.get(part, 0)
        if size + rows > GROUP_ROWS:
            groups.append([])
            size = 0
        groups[-1].append(part)
        size += rows
    return groups


def _rows(con: duckdb.DuckDBPyConnection, store: Store, merged: Merged, group: list[str]) -> Iterator[tuple[str, Iterator[pa.Table]]]:
    """Each partition of a group with its rows by key, in tables that become one row group each."""
    import pyarrow.compute as pc

    state, key = state_of(con, store, merged, group), merged.entity.key
    columns = ", ".join(f'"{c}"' for c in merged.entity.schema)
    if merged.sizes.get(group[0], 0) > LARGE_ROWS:
        reader = con.sql(f"SELECT {columns} FROM ({state}) ORDER BY {key}").to_arrow_reader(partitions.ROW_GROUP)  # noqa: S608
        yield group[0], partitions.even(reader)
        return
    every = con.sql(state).to_arrow_table().combine_chunks()
    for part in group:
        here = pc.indices_nonzero(pc.equal(every["part"], part))
        order = here.take(pc.sort_indices(every[key].take(here)))
        yield part, partitions.even([every.select(list(merged.entity.schema)).take(order)])
