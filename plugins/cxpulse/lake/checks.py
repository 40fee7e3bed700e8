"""Runs sql/checks over the rows of the partitions that are about to be written; nothing is written if one says stop."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from cxpulse.catalog.checks import Check
from cxpulse.catalog.entities import Entity
from cxpulse.core.errors import CheckFailed, ConfigurationError
from cxpulse.lake.merge import Merged
from cxpulse.lake.times import quoted

SHOWN = 5


def relations(con: duckdb.DuckDBPyConnection, entities: list[Entity], merged: list[Merged]) -> None:
    """Views responses, tickets, accounts, contacts, contracts, orders: the touched partitions of all sources in their
    new state, as it was written aside, with `part`. One that nothing touched is empty.
    """
    for entity in entities:
        made = [quoted(str(path)) for m in merged if m.entity.name == entity.name for path in m.made.values()]
        columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in entity.schema.items())
        empty = f"SELECT {columns}, NULL::VARCHAR AS part LIMIT 0"
        rows = f"SELECT * EXCLUDE (filename), parse_filename(filename, true) AS part FROM read_parquet([{', '.join(made)}], filename=true, hive_partitioning=false)"  # noqa: S608
        con.execute(f"CREATE OR REPLACE TEMP VIEW {entity.name}s AS {rows if made else empty}")


def run_checks(con: duckdb.DuckDBPyConnection, checks: list[Check], now: dt.datetime) -> list[dict[str, Any]]:
    """Each check with its number of offending rows and the first of them, as text.

    Parameters that a check may use: $now (naive UTC). Raises ConfigurationError for one that is no valid SQL.
    """
    given = {"now": now.astimezone(dt.UTC).replace(tzinfo=None)}
    results = []
    for check in checks:
        used = {name: value for name, value in given.items() if f"${name}" in check.sql}
        try:
            cursor = con.execute(f"SELECT *, count(*) OVER () FROM ({check.sql.strip().rstrip(';')}) LIMIT {SHOWN}", used or None)  # noqa: S608
        except duckdb.Error as problem:
            raise ConfigurationError(f"sql/checks/{check.name}.sql: {problem}") from None
        names = [column[0] for column in cursor.description or []][:-1]
        found = cursor.fetchall()
        examples = [", ".join(f"{n} {v}" for n, v in zip(names, row, strict=False)) for row in found]
        results.append(
            {"name": check.name, "level": check.level, "title": check.title, "rows": int(found[0][-1]) if found else 0, "examples": examples}
        )
    return results


def stop_if_failed(results: list[dict[str, Any]]) -> None:
    """Raises CheckFailed naming every check that says stop, how many rows, and the first of them."""
    failed = [r for r in results if r["level"] == "fail" and r["rows"]]
    if failed:
        told = "; ".join(f"{r['title']} ({r['name']}): {r['rows']} rows, such as {' | '.join(r['examples'])}" for r in failed)
        raise CheckFailed(f"nothing was written: {told}")
