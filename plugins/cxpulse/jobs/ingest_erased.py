"""Rows of persons who were erased are not taken in again, whichever export brings them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from cxpulse.catalog.entities import Entity
from cxpulse.lake.connection import first_row
from cxpulse.lake.erase import key_columns

if TYPE_CHECKING:
    import duckdb


def leave_out(con: duckdb.DuckDBPyConnection, entities: Iterable[Entity], file_id: int, keys: Collection[str]) -> int:
    """Removes the staged rows of a file that name an erased person; gives how many rows of the file that were."""
    if not keys:
        return 0
    con.execute("CREATE OR REPLACE TEMP TABLE erased AS SELECT unnest($1) AS key", [sorted(keys)])
    con.execute("CREATE OR REPLACE TEMP TABLE of_erased (file_row BIGINT)")
    every = list(entities)
    for entity in every:
        named = " OR ".join(f'"{c}" IN (SELECT key FROM erased)' for c in key_columns(entity))  # noqa: S608 - our own column names
        if named:
            con.execute(f"INSERT INTO of_erased SELECT file_row FROM new_{entity.name} WHERE file_id = {file_id} AND ({named})")  # noqa: S608
    for entity in every:
        con.execute(f"DELETE FROM new_{entity.name} WHERE file_id = {file_id} AND file_row IN (SELECT file_row FROM of_erased)")  # noqa: S608
    return int(first_row(con, "SELECT count(DISTINCT file_row) FROM of_erased")[0])
