"""Files that tell more of tickets known from elsewhere (their metrics, their history): their columns are put into those rows.

A row without a ticket that is known stands for itself. A completed row counts as newer by a microsecond than the one it
completes, so that the same ticket exported again does not undo it; a ticket that really changed does, until its metrics
come again.
"""

from __future__ import annotations

import duckdb

from cxpulse.catalog.entities import PROVENANCE
from cxpulse.lake import partitions
from cxpulse.lake.merge import rows_of
from cxpulse.lake.shelf import Shelf
from cxpulse.lake.store import Store


def complete(con: duckdb.DuckDBPyConnection, store: Store, shelf: Shelf, source: str, files: dict[int, tuple[str, ...]]) -> None:
    """Changes the rows on a shelf. files: file_id -> columns that its rows decide where they hold a value; needs table `files`."""
    if shelf.entity.version is None:
        return
    for file_id, columns in sorted(files.items()):
        _one(con, store, shelf, source, file_id, columns)


def _one(con: duckdb.DuckDBPyConnection, store: Store, shelf: Shelf, source: str, file_id: int, columns: tuple[str, ...]) -> None:
    entity = shelf.entity
    key, version, table = entity.key, entity.version, f"new_{entity.name}"
    names = ", ".join(f'"{c}"' for c in [*entity.schema, "file_id", "part"])
    con.execute(f"CREATE OR REPLACE TEMP TABLE pieces AS SELECT {names} FROM {table} WHERE file_id = {file_id}")  # noqa: S608
    there = partitions.parts(store, entity.name, source)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE bases AS SELECT {names} FROM (SELECT {names} FROM {rows_of(con, store, entity, source, there)} "  # noqa: S608
        f"UNION ALL SELECT {names} FROM {table} WHERE file_id <> {file_id}) SEMI JOIN pieces USING ({key}) "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {version} DESC NULLS LAST, file_id DESC, file_row DESC) = 1"
    )
    own = [c for c in entity.schema if c not in PROVENANCE]
    cells = {c: f'coalesce(p."{c}", b."{c}")' if c in columns else f'coalesce(b."{c}", p."{c}")' for c in own}
    cells[str(version)] = f"greatest(p.{version}, b.{version} + INTERVAL 1 MICROSECOND)"
    cells |= {c: f'p."{c}"' for c in PROVENANCE}
    chosen = ", ".join(f'{cells[c]} AS "{c}"' for c in entity.schema)
    rows = con.sql(
        f"SELECT {names} FROM pieces ANTI JOIN bases USING ({key}) UNION ALL "  # noqa: S608
        f"SELECT {chosen}, p.file_id, b.part FROM pieces p JOIN bases b USING ({key})"
    ).to_arrow_table()
    con.execute("DROP TABLE pieces; DROP TABLE bases")
    shelf.discard(file_id)
    shelf.add(rows)
    shelf.show()
