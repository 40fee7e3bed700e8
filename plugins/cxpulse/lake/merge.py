"""New rows and the partitions that are there -> the new state of exactly the partitions that change.

One row per key: the newest version wins (the entity's `updated_at`, then the later file, then the later row). Files count
one after another, in the order in which they came, whether one run reads them or many: a row is accepted when its key is
new, or when it is newer than what is known and says something else; otherwise it is a known duplicate. So an export read
again touches nothing. A row that moves to another week is removed from the old one, looked for among the weeks near enough
(settings.moved_rows_lookback_weeks).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import duckdb

from cxpulse.catalog.entities import PROVENANCE, Entity
from cxpulse.lake import partitions
from cxpulse.lake.connection import first_row
from cxpulse.lake.store import Store


@dataclass(slots=True)
class Merged:
    """One source's new state of an entity. table: its rows with column `part`; touched: the partitions to be replaced."""

    entity: Entity
    source: str
    table: str
    touched: list[str] = field(default_factory=list)


def merge(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> Merged:
    """Merges table new_<entity>. Needs table `files` (file_sha, file_id).

    Leaves table accepted_<entity> (file_id, file_row) and the one that the result names.
    """
    con.execute(f"CREATE OR REPLACE TEMP VIEW placed AS SELECT * FROM new_{entity.name}")  # noqa: S608
    _known(con, store, entity, source, lookback)
    _decide(con, entity)
    return _new_state(con, store, entity, source)


def _known(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> None:
    """Table `known`: rows of the partitions near the new ones whose key comes again, with file_id and part."""
    key, near = entity.key, _near(con, store, entity, source, lookback)
    found: list[str] = []
    if near:
        found = [
            row[0]
            for row in con.execute(
                f"SELECT DISTINCT o.part FROM {partitions.scan(store, entity.name, source, near)} o "  # noqa: S608
                f"SEMI JOIN placed USING ({key}) ORDER BY 1"
            ).fetchall()
        ]
    old = rows_of(con, store, entity, source, found)
    con.execute(f"CREATE OR REPLACE TEMP TABLE known AS SELECT o.* FROM {old} o SEMI JOIN placed USING ({key})")  # noqa: S608


def _near(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str, lookback: int) -> list[str]:
    there = partitions.parts(store, entity.name, source)
    first, last = first_row(con, "SELECT min(part), max(part) FROM placed")
    if not entity.part or first is None:
        return there if first else []
    reach = dt.timedelta(weeks=lookback)
    low, high = dt.date.fromisoformat(first) - reach, dt.date.fromisoformat(last) + reach
    return [p for p in there if low.isoformat() <= p <= high.isoformat()]


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


def _decide(con: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Which rows are accepted. Keys that come once and are not known need no thought; only the others are compared."""
    key, name = entity.key, entity.name
    content = ", ".join(f'"{c}"' for c in entity.schema if c not in PROVENANCE and c != key)
    version = f"(coalesce({entity.version or 'NULL::TIMESTAMP'}, TIMESTAMP '0001-01-01'), file_id, file_row)"
    names = ", ".join(f'"{c}"' for c in [*entity.schema, "file_id", "part"])
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE again AS SELECT {key} FROM placed GROUP BY {key} HAVING count(*) > 1 "  # noqa: S608
        f"UNION SELECT {key} FROM known"
    )
    # The newest row of each key in each file, in the order of the files; what is known already comes first.
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE rivals AS SELECT {names}, hash({content}) AS content, {version} AS version, FALSE AS old, file_id AS place "  # noqa: S608
        f"FROM placed SEMI JOIN again USING ({key}) "
        f"QUALIFY row_number() OVER (PARTITION BY {key}, file_id ORDER BY {version} DESC) = 1 "
        f"UNION ALL SELECT {names}, hash({content}), {version}, TRUE, -1 FROM known"
    )
    before = f"OVER (PARTITION BY {key} ORDER BY place, version ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS SELECT *, max(version) {before} AS best, arg_max(content, version) {before} AS best_content, "  # noqa: S608
        f"count(*) FILTER (old) OVER (PARTITION BY {key}) > 1 AS torn FROM rivals"
    )
    taken = "NOT old AND (best IS NULL OR torn OR (version >= best AND content IS DISTINCT FROM best_content))"
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW changed_{name} AS SELECT {names} FROM placed ANTI JOIN again USING ({key}) "  # noqa: S608
        f"UNION ALL SELECT {names} FROM judged WHERE {taken} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY version DESC) = 1"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE accepted_{name} AS SELECT file_id, file_row FROM placed ANTI JOIN again USING ({key}) "  # noqa: S608
        f"UNION ALL SELECT file_id, file_row FROM judged WHERE {taken}"
    )
    con.execute("DROP TABLE rivals")


def _new_state(con: duckdb.DuckDBPyConnection, store: Store, entity: Entity, source: str) -> Merged:
    key, name = entity.key, entity.name
    rows = con.execute(
        f"SELECT part FROM changed_{name} UNION SELECT part FROM known SEMI JOIN changed_{name} USING ({key}) ORDER BY 1"  # noqa: S608
    ).fetchall()
    touched = [row[0] for row in rows]
    columns = ", ".join(f'"{c}"' for c in entity.schema)
    table = f"state_{name}_" + re.sub(r"\W", "_", source)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns}, part FROM changed_{name}")  # noqa: S608
    con.execute(
        f"INSERT INTO {table} SELECT {columns}, part FROM {rows_of(con, store, entity, source, touched)} ANTI JOIN changed_{name} USING ({key})"  # noqa: S608
    )
    con.execute(f"DROP VIEW changed_{name}; DROP VIEW placed; DROP TABLE judged; DROP TABLE again")
    return Merged(entity, source, table, touched)
