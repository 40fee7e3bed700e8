"""Values that the first file decides: a helpdesk's list says that a ticket was rated, not when.

The nearest time is the ticket's last update, which moves when the ticket is touched again. So a rating that is known keeps
the time at which it was first seen, as long as it says the same; another score is another answer, with its own time.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from cxpulse.lake.merge import near, rows_of
from cxpulse.lake.shelf import Shelf
from cxpulse.lake.store import Store


def keep(
    con: duckdb.DuckDBPyConnection, store: Store, shelf: Shelf, source: str, files: Mapping[int, Mapping[str, str]], lookback: int
) -> dict[int, int]:
    """Changes the rows on a shelf before they are merged; needs table `files`. Gives file_id -> rows that kept a known value.

    files: file_id -> column that is kept -> column that must say the same as before. The kept column decides the partition.
    """
    out: dict[int, int] = {}
    for kept, same in sorted({pair for columns in files.values() for pair in columns.items()}):
        mine = sorted(file_id for file_id, columns in files.items() if columns.get(kept) == same)
        for file_id, n in _moved(con, store, shelf, source, mine, (kept, same), lookback):
            out[file_id] = out.get(file_id, 0) + n
            _put_back(con, shelf, file_id, kept)
        con.execute("DROP TABLE moved")
    return out


def _moved(
    con: duckdb.DuckDBPyConnection, store: Store, shelf: Shelf, source: str, files: list[int], columns: tuple[str, str], lookback: int
) -> list[tuple[int, int]]:
    """Table `moved`: rows of these files that a known or earlier row decides, and what it says; gives how many by file.

    Rows of a key stand in the order in which their files came, those of the lake before new ones of the same file; rows in a
    row that say the same are one answer, and its first row decides.
    """
    entity, (kept, same) = shelf.entity, columns
    key, table, numbers = entity.key, f"new_{entity.name}", ", ".join(map(str, files))
    known = rows_of(con, store, entity, source, near(con, store, entity, source, lookback))
    some = f'{key} AS key, "{kept}" AS kept, "{same}" AS same, part, file_id, file_row'
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE moved AS WITH mine AS (SELECT {some}, 1 AS new FROM {table} WHERE file_id IN ({numbers}) AND \"{kept}\" IS NOT NULL), "  # noqa: S608
        f'there AS (SELECT {some}, 0 AS new FROM {known} SEMI JOIN mine ON {key} = mine.key WHERE "{kept}" IS NOT NULL), '
        "turns AS (SELECT *, (file_id, new, file_row) AS place FROM (SELECT * FROM mine UNION ALL SELECT * FROM there) "
        "QUALIFY count(*) OVER (PARTITION BY key) > 1), "
        "changes AS (SELECT *, coalesce(same IS DISTINCT FROM lag(same) OVER (PARTITION BY key ORDER BY place), true)::INTEGER AS other FROM turns), "
        "answers AS (SELECT *, sum(other) OVER (PARTITION BY key ORDER BY place) AS answer FROM changes) "
        "SELECT file_id, file_row, key, first_value(kept) OVER first AS stands, first_value(part) OVER first AS stands_in, kept, new FROM answers "
        "WINDOW first AS (PARTITION BY key, answer ORDER BY place) QUALIFY new = 1 AND stands <> kept"
    )
    return con.execute("SELECT file_id, count(*) FROM moved GROUP BY 1 ORDER BY 1").fetchall()


def _put_back(con: duckdb.DuckDBPyConnection, shelf: Shelf, file_id: int, kept: str) -> None:
    """The rows of one file with the values that stand."""
    entity = shelf.entity
    cells = {kept: f'coalesce(m.stands, r."{kept}")', "part": "coalesce(m.stands_in, r.part)"}
    chosen = ", ".join(f'{cells.get(c, _own(c))} AS "{c}"' for c in [*entity.schema, "file_id", "part"])
    rows = con.sql(
        f"SELECT {chosen} FROM new_{entity.name} r LEFT JOIN (SELECT * FROM moved WHERE file_id = {file_id}) m "  # noqa: S608
        f"ON r.{entity.key} = m.key AND r.file_row = m.file_row WHERE r.file_id = {file_id}"
    ).to_arrow_table()
    shelf.discard(file_id)
    shelf.add(rows)
    shelf.show()


def _own(column: str) -> str:
    return f'r."{column}"'
