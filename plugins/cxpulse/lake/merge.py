"""New rows and the partitions that are there -> the new state of exactly the partitions that change.

One row per key: the newest version wins (the entity's `updated_at`, then the later file, then the later row). Rows whose
content is the same stay as they are, so that an export read again touches nothing. A row that moves to another week is
removed from the old one, looked for among the weeks near enough (settings.moved_rows_lookback_weeks).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from cxpulse.catalog.entities import PROVENANCE, Entity
from cxpulse.lake import partitions
from cxpulse.lake.connection import first_row
from cxpulse.lake.store import Store
from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 400_000


@dataclass(slots=True)
class Merged:
    """One source's new state of an entity. table: its rows with column `part`; touched: the partitions to be replaced."""

    entity: Entity
    source: str
    table: str
    touched: list[str] = field(default_factory=list)


def place_in_weeks(con: duckdb.DuckDBPyConnection, entity: Entity) -> str:
    """Table of the new rows with their partition. Needs table `weeks` (week, start_at). Gives its name."""
    name = f"placed_{entity.name}"
    if not entity.part:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *, '{partitions.ALL}' AS part FROM new_{entity.name}")  # noqa: S608
        return name
    moment = f"coalesce({', '.join(entity.part)})"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT n.* EXCLUDE (moment), w.week::VARCHAR AS part "  # noqa: S608
        f"FROM (SELECT *, {moment} AS moment FROM new_{entity.name}) n ASOF JOIN weeks w ON n.moment >= w.start_at"
    )
    return name


def merge(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> Merged:
    """Merges table new_<entity>. Needs tables `weeks` and `files` (file_sha, file_id).

    Leaves table changed_<entity> (the accepted rows, with file_id) and the table named by the result.
    """
    placed = place_in_weeks(con, entity)
    _winners(con, entity, placed)
    near = _near(con, store, entity, source, lookback)
    _matches(con, store, entity, source, near)
    _changed(con, store, entity, source)
    return _new_state(con, store, entity, source)


def _version(entity: Entity, alias: str) -> str:
    moment = f"coalesce({alias}.{entity.version}, TIMESTAMP '0001-01-01')" if entity.version else "TIMESTAMP '0001-01-01'"
    return f"({moment}, {alias}.file_id, {alias}.file_row)"


def _winners(con: duckdb.DuckDBPyConnection, entity: Entity, placed: str) -> None:
    """The newest row of each key. Only keys that come twice are sorted: that is the costly part."""
    key, name = entity.key, entity.name
    con.execute(f"CREATE OR REPLACE TEMP TABLE twice AS SELECT {key} FROM {placed} GROUP BY {key} HAVING count(*) > 1")  # noqa: S608
    order = ", ".join(f"{p} DESC" for p in _version(entity, "p").strip("()").rsplit(", ", 2))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE winners_{name} AS SELECT * FROM {placed} WHERE {key} NOT IN (SELECT {key} FROM twice) "  # noqa: S608
        f"UNION ALL SELECT * EXCLUDE (place) FROM (SELECT p.*, row_number() OVER (PARTITION BY p.{key} ORDER BY {order}) AS place "
        f"FROM {placed} p SEMI JOIN twice USING ({key})) WHERE place = 1"
    )
    con.execute(f"DROP TABLE {placed}")


def _near(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> list[str]:
    there = partitions.parts(store, entity.name, source)
    if not entity.part or not there:
        return there
    span = first_row(con, f"SELECT min(part), max(part) FROM winners_{entity.name}")  # noqa: S608
    if span[0] is None:
        return []
    reach = dt.timedelta(weeks=lookback)
    first, last = dt.date.fromisoformat(span[0]) - reach, dt.date.fromisoformat(span[1]) + reach
    return [p for p in there if first.isoformat() <= p <= last.isoformat()]


def _matches(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, near: list[str]) -> None:
    """Table `matched` (key, part): rows there already, under a key that comes again."""
    key = entity.key
    if not near:
        con.execute(f"CREATE OR REPLACE TEMP TABLE matched AS SELECT {key}, part FROM winners_{entity.name} LIMIT 0")  # noqa: S608
        return
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE matched AS SELECT o.{key}, o.part FROM {partitions.scan(store, entity.name, source, near)} o "  # noqa: S608
        f"SEMI JOIN winners_{entity.name} USING ({key})"
    )


def _old(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, wanted: list[str], condition: str) -> str:
    """SQL of old rows in some partitions, with file_id of the file they came from (0: not in the log)."""
    there = set(partitions.parts(store, entity.name, source))
    here = [p for p in wanted if p in there]
    if not here:
        columns = ", ".join(f"NULL::{kind} AS {name}" for name, kind in entity.schema.items())
        return f"(SELECT {columns}, NULL::VARCHAR AS part, NULL::BIGINT AS file_id LIMIT 0)"
    return (
        f"(SELECT o.*, coalesce(f.file_id, 0) AS file_id FROM {partitions.scan(store, entity.name, source, here)} o "  # noqa: S608
        f"LEFT JOIN files f USING (file_sha) {condition})"
    )


def _changed(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str) -> None:
    """Table changed_<entity>: winners that are new, or newer and different, or whose key lies in two weeks."""
    key, name = entity.key, entity.name
    wanted = [r[0] for r in con.execute("SELECT DISTINCT part FROM matched").fetchall()]
    old = _old(con, store, entity, source, wanted, f"WHERE o.{key} IN (SELECT {key} FROM matched)")
    content = [c for c in entity.schema if c not in PROVENANCE and c != key]
    differs = " OR ".join(f'w."{c}" IS DISTINCT FROM o."{c}"' for c in content)
    newer = f"{_version(entity, 'w')} >= {_version(entity, 'o')}"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE changed_{name} AS SELECT w.* FROM winners_{name} w ANTI JOIN matched USING ({key}) "  # noqa: S608
        f"UNION ALL SELECT w.* FROM winners_{name} w JOIN {old} o USING ({key}) "
        f"WHERE ({differs}) AND {newer} "
        f"AND {key} NOT IN (SELECT {key} FROM matched GROUP BY {key} HAVING count(*) > 1) "
        f"UNION ALL SELECT w.* FROM winners_{name} w SEMI JOIN (SELECT {key} FROM matched GROUP BY {key} HAVING count(*) > 1) t USING ({key})"
    )


def _new_state(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str) -> Merged:
    key, name = entity.key, entity.name
    touched = [
        r[0]
        for r in con.execute(
            f"SELECT part FROM changed_{name} UNION SELECT part FROM matched WHERE {key} IN (SELECT {key} FROM changed_{name}) ORDER BY 1"  # noqa: S608
        ).fetchall()
    ]
    columns = ", ".join(f'"{c}"' for c in entity.schema)
    old = _old(con, store, entity, source, touched, f"WHERE o.{key} NOT IN (SELECT {key} FROM changed_{name})")
    table = f"state_{name}_" + re.sub(r"\W", "_", source)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns}, part FROM changed_{name} "  # noqa: S608
        f"UNION ALL SELECT {columns}, part FROM {old}"
    )
    con.execute(f"DROP TABLE winners_{name}")
    return Merged(entity, source, table, touched)


def write(con: duckdb.DuckDBPyConnection, store: Store, merged: Merged) -> None:
    """Replaces the touched partitions, sorted by key; those that gain rows first, so that a crash loses none."""
    counts = dict(con.execute(f"SELECT part, count(*) FROM {merged.table} GROUP BY part").fetchall())  # noqa: S608
    filled = sorted((p for p in merged.touched if p in counts), key=lambda p: p)
    for group in _groups(filled, counts):
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
