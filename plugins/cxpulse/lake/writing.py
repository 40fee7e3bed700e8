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
from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 100_000
"""Rows held at once, if partitions are small."""
LARGE_ROWS = 150_000
"""A partition of more rows is read, sorted and written one range of keys after the other."""
SAMPLE_ROWS = 50_000
"""About how many keys tell where the ranges begin."""


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
    if (size := merged.sizes.get(group[0], 0)) > LARGE_ROWS:
        ranges = (f"SELECT {columns} FROM ({state}) WHERE {within}" for within in _ranges(con, state, key, size))  # noqa: S608
        yield group[0], partitions.even(rows.take(pc.sort_indices(rows[key])) for rows in (con.sql(one).to_arrow_table() for one in ranges))
        return
    every = con.sql(state).to_arrow_table().combine_chunks()
    for part in group:
        here = pc.indices_nonzero(pc.equal(every["part"], part))
        order = here.take(pc.sort_indices(every[key].take(here)))
        yield part, partitions.even([every.select(list(merged.entity.schema)).take(order)])


def _ranges(con: duckdb.DuckDBPyConnection, state: str, key: str, size: int) -> list[str]:
    """SQL conditions that cut the keys of a partition into ranges of about GROUP_ROWS rows, in order."""
    one_of = max(1, size // SAMPLE_ROWS)
    sample = [row[0] for row in con.execute(f"SELECT {key} FROM ({state}) WHERE hash({key}) % {one_of} = 0 ORDER BY {key}").fetchall()]  # noqa: S608
    count = -(-size // GROUP_ROWS)
    starts = sorted({sample[i * len(sample) // count] for i in range(1, count)}) if sample else []
    below = [f"{key} < {quoted(start)}" for start in starts]
    above = [f"{key} >= {quoted(start)}" for start in starts]
    return [" AND ".join(pair) for pair in zip(["TRUE", *above], [*below, "TRUE"], strict=True)]
