"""New rows and the partitions that are there -> the new state of exactly the partitions that change.

One row per key: the newest version wins (the entity's `updated_at`, then the later file, then the later row). Files count
one after another, in the order in which they came, whether one run reads them or many: a row is accepted when its key is
new, or when it is newer than what is known and says something else; otherwise it is a known duplicate. So an export read
again touches nothing. A row that moves to another week is removed from the old one, looked for among the weeks near enough
(settings.moved_rows_lookback_weeks).

Only keys that come again are compared, on a few columns; many rows in slices of their keys. What is kept of a decision are the
exceptions: rows that are not part of the new state, and keys whose known row is replaced.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from cxpulse.catalog.entities import PROVENANCE, Entity
from cxpulse.lake import partitions
from cxpulse.lake.connection import first_row
from cxpulse.lake.shelf import Shelf
from cxpulse.lake.store import Store

SLICE_ROWS = 1_000_000
"""Rows among which keys that come again are looked for at once."""
JUDGED_ROWS = 250_000
"""Rows of keys that come again that are judged at once: that takes more memory for each."""
ROUND_BATCH = 1 << 18


@dataclass(slots=True)
class Merged:
    """One source's new state of an entity. table: its rows with column `part`, until the next merge of the entity; touched: the
    partitions to be replaced; sizes: about how many rows each has; made: their files, written aside (none: no rows are left).
    """

    entity: Entity
    source: str
    table: str
    touched: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    made: dict[str, Path] = field(default_factory=dict)


def merge(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> Merged:
    """Merges view new_<entity>. Needs table `files` (file_sha, file_id).

    Leaves view accepted_<entity> (file_id, file_row), tables lost_<entity> (n, part, file_id, accepted: it was the newest for a
    while) and replaced_<entity> (key, part), and the view that the result names.
    """
    name = entity.name
    slices = -(-int(first_row(con, f"SELECT count(*) FROM new_{name}")[0]) // SLICE_ROWS) or 1  # noqa: S608
    con.execute(f"CREATE OR REPLACE TEMP TABLE lost_{name} (n BIGINT, part VARCHAR, file_id BIGINT, accepted BOOLEAN)")
    con.execute(f"CREATE OR REPLACE TEMP TABLE replaced_{name} (key VARCHAR, part VARCHAR)")
    found = _again(con, store, entity, source, near(con, store, entity, source, lookback), slices)
    _decide(con, store, entity, source, found, slices)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW accepted_{name} AS SELECT file_id, file_row FROM new_{name} "  # noqa: S608
        f"ANTI JOIN (SELECT n FROM lost_{name} WHERE NOT accepted) USING (n)"
    )
    return _new_state(con, store, entity, source)


def near(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> list[str]:
    """The partitions in which a row of view new_<entity> may be known already."""
    there = partitions.parts(store, entity.name, source)
    first, last = first_row(con, f"SELECT min(part), max(part) FROM new_{entity.name}")  # noqa: S608
    if not entity.part or first is None:
        return there if first else []
    reach = dt.timedelta(weeks=lookback)
    low, high = dt.date.fromisoformat(first) - reach, dt.date.fromisoformat(last) + reach
    return [p for p in there if low.isoformat() <= p <= high.isoformat()]


def _again(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, near: list[str], slices: int) -> list[str]:
    """Table `again`: keys that come more than once or are known; gives the partitions that know one."""
    key, new = entity.key, f"new_{entity.name}"
    found: set[str] = set()
    con.execute("CREATE OR REPLACE TEMP TABLE again (key VARCHAR)")
    for i in range(slices):
        here = _slice(key, i, slices)
        con.execute(f"INSERT INTO again SELECT {key} FROM {new} WHERE {here} GROUP BY {key} HAVING count(*) > 1")  # noqa: S608
        if near:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE met AS SELECT o.{key} AS key, o.part FROM {partitions.scan(store, entity.name, source, near)} o "  # noqa: S608
                f"SEMI JOIN (SELECT {key} FROM {new} WHERE {here}) USING ({key}) WHERE {here}"
            )
            found.update(row[0] for row in con.execute("SELECT DISTINCT part FROM met").fetchall())
            con.execute(f"INSERT INTO again SELECT DISTINCT key FROM met ANTI JOIN (SELECT key FROM again WHERE {_slice('key', i, slices)}) USING (key)")  # noqa: S608
    con.execute("DROP TABLE IF EXISTS met")
    return sorted(found)


def _slice(key: str, i: int, slices: int) -> str:
    return f"hash({key}) % {slices} = {i}" if slices > 1 else "TRUE"


def rows_of(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, wanted: list[str]) -> str:
    """SQL of the rows of some partitions, with the place of the file they came from (0: not in the log).

    A column that the entity got after they were written is NULL.
    """
    there = set(partitions.parts(store, entity.name, source))
    if here := [p for p in wanted if p in there]:
        scan = partitions.scan(store, entity.name, source, here)
        written = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}  # noqa: S608
        cells = ", ".join(f'o."{c}"' if c in written else f'NULL::{kind} AS "{c}"' for c, kind in entity.schema.items())
        return f"(SELECT {cells}, o.part, coalesce(f.file_id, 0) AS file_id FROM {scan} o LEFT JOIN files f USING (file_sha))"  # noqa: S608
    columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in entity.schema.items())
    return f"(SELECT {columns}, NULL::VARCHAR AS part, NULL::BIGINT AS file_id LIMIT 0)"


def _decide(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, found: list[str], slices: int) -> None:
    """Which rows are accepted, and which of them stand in the end. Keys that come once and are not known need no thought.

    If most keys come again, thinking about all of them in slices costs less than finding those that do.
    """
    content = ", ".join(f'"{c}"' for c in entity.schema if c not in PROVENANCE and c != entity.key)
    version = f"(coalesce({entity.version or 'NULL::TIMESTAMP'}, TIMESTAMP '0001-01-01'), file_id, file_row)"
    few = f"{entity.key} AS key, file_id, part, hash({content}) AS content, {version} AS version"
    fresh, old = f"SELECT {few}, n FROM new_{entity.name}", f"SELECT {few}, NULL::BIGINT AS n FROM {rows_of(con, store, entity, source, found)}"  # noqa: S608
    again = int(first_row(con, "SELECT count(*) FROM again")[0])
    rounds = -(-again // JUDGED_ROWS) or 1
    many = slices > 1 and rounds > 1
    work = Path(first_row(con, "SELECT current_setting('temp_directory')")[0]).parent
    with tempfile.TemporaryDirectory(dir=work) if many else nullcontext("") as folder:
        if many:
            fresh, old = (_in_rounds(con, select, rounds, Path(folder) / name) for name, select in (("fresh", fresh), ("old", old)))
        for i in range(rounds if many else 1):
            here = f"WHERE round = {i}" if many else "SEMI JOIN again USING (key)"
            for name, select in (("fresh", fresh), ("old", old)):
                con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT key, file_id, part, content, version, n FROM ({select}) {here}")  # noqa: S608
            _judge(con, entity.name)
    con.execute("DROP TABLE again; DROP TABLE fresh; DROP TABLE old; DROP TABLE taken")


def _in_rounds(con: duckdb.DuckDBPyConnection, select: str, rounds: int, folder: Path) -> str:
    """SELECT of the same rows with column `round`, from files in which each round's rows stand together."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    folder.mkdir()
    cut = con.sql(f"SELECT *, hash(key) % {rounds} AS round FROM ({select})").to_arrow_reader(ROUND_BATCH)  # noqa: S608
    for i, batch in enumerate(cut):
        rows = pa.Table.from_batches([batch])
        pq.write_table(rows.take(pc.sort_indices(rows["round"])), folder / f"{i}.parquet", compression="lz4", row_group_size=ROUND_BATCH // 32)
    return f"SELECT * FROM read_parquet('{folder}/*.parquet')" if any(folder.iterdir()) else f"SELECT *, 0 AS round FROM ({select}) LIMIT 0"  # noqa: S608


def _judge(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Tables `fresh` and `old` -> lost_<entity> and replaced_<entity>."""
    before = "OVER (PARTITION BY key ORDER BY place, version ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    con.execute(  # the newest row of each key in each file, in the order of the files; what is known already comes first
        f"CREATE OR REPLACE TEMP TABLE taken AS SELECT key, n, row_number() OVER (PARTITION BY key ORDER BY version DESC) = 1 AS stands FROM ("  # noqa: S608
        f"SELECT *, max(version) {before} AS best, arg_max(content, version) {before} AS best_content, "
        "count(*) FILTER (old) OVER (PARTITION BY key) > 1 AS torn FROM ("
        "SELECT *, FALSE AS old, file_id AS place FROM fresh QUALIFY row_number() OVER (PARTITION BY key, file_id ORDER BY version DESC) = 1 "
        "UNION ALL SELECT *, TRUE, -1 FROM old"
        ")) WHERE NOT old AND (best IS NULL OR torn OR (version >= best AND content IS DISTINCT FROM best_content))"
    )
    con.execute(
        f"INSERT INTO lost_{name} SELECT f.n, f.part, f.file_id, t.n IS NOT NULL FROM fresh f LEFT JOIN taken t USING (n) "  # noqa: S608
        "WHERE NOT coalesce(t.stands, FALSE)"
    )
    con.execute(f"INSERT INTO replaced_{name} SELECT key, part FROM old SEMI JOIN taken USING (key)")  # noqa: S608


def accepted_rows(con: duckdb.DuckDBPyConnection, shelves: list[Shelf]) -> dict[int, int]:
    """file_id -> rows of the file that were accepted in any entity. Needs what `merge` leaves for each."""
    if len(shelves) == 1 and not shelves[0].repeats:
        name = shelves[0].entity.name
        rows = con.execute(
            f"SELECT file_id, sum(n)::BIGINT FROM (SELECT file_id, count(*) AS n FROM new_{name} GROUP BY file_id "  # noqa: S608
            f"UNION ALL SELECT file_id, -count(*) FROM lost_{name} WHERE NOT accepted GROUP BY file_id) GROUP BY file_id"
        ).fetchall()
        return dict(rows)
    counts: dict[int, int] = {}
    slices = -(-sum(shelf.rows for shelf in shelves) // SLICE_ROWS) or 1
    for i in range(slices):
        each = " UNION ".join(f"SELECT file_id, file_row FROM accepted_{s.entity.name} WHERE file_row % {slices} = {i}" for s in shelves)  # noqa: S608
        for file_id, n in con.execute(f"SELECT file_id, count(*) FROM ({each}) GROUP BY file_id").fetchall() if each else []:  # noqa: S608
            counts[file_id] = counts.get(file_id, 0) + n
    return counts


def _new_state(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str) -> Merged:
    name = entity.name
    sizes = dict(
        con.execute(
            f"SELECT part, sum(n)::BIGINT FROM (SELECT part, count(*) AS n FROM new_{name} GROUP BY part "  # noqa: S608
            f"UNION ALL SELECT part, -count(*) FROM lost_{name} GROUP BY part) GROUP BY part HAVING sum(n) > 0"
        ).fetchall()
    )
    left = [row[0] for row in con.execute(f"SELECT DISTINCT part FROM replaced_{name}").fetchall()]  # noqa: S608
    touched = sorted({*sizes, *left})
    if there := set(partitions.parts(store, name, source)) & set(touched):
        scan = partitions.scan(store, name, source, sorted(there))
        for part, rows in con.execute(f"SELECT part, count(*) FROM {scan} GROUP BY part").fetchall():  # noqa: S608
            sizes[part] = sizes.get(part, 0) + rows
    table = f"state_{name}_" + re.sub(r"\W", "_", source)
    merged = Merged(entity, source, table, touched, sizes)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {state_of(con, store, merged, touched)}")
    return merged


def state_of(con: duckdb.DuckDBPyConnection, store: Store, merged: Merged, parts: list[str]) -> str:
    """SELECT of the new state of some touched partitions: canonical columns and `part`."""
    entity, name = merged.entity, merged.entity.name
    columns = ", ".join(f'"{c}"' for c in entity.schema)
    within = f"part BETWEEN '{min(parts)}' AND '{max(parts)}'" if parts else "FALSE"
    named = "part IN (" + ", ".join(f"'{p}'" for p in parts) + ")" if parts else "FALSE"
    lost = bool(first_row(con, f"SELECT count(*) FROM lost_{name} WHERE {within}")[0])  # noqa: S608
    without = f"ANTI JOIN (SELECT n FROM lost_{name} WHERE {within}) USING (n)" if lost else ""  # noqa: S608
    return (
        f"SELECT {columns}, part FROM new_{name} {without} WHERE {within} AND {named} UNION ALL "  # noqa: S608
        f"SELECT {columns}, part FROM {rows_of(con, store, entity, merged.source, parts)} o "
        f"ANTI JOIN (SELECT key FROM replaced_{name}) r ON o.{entity.key} = r.key"
    )
