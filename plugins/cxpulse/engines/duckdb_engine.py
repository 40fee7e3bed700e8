"""DuckDB, in memory: one instance per process with a memory limit, one connection per call.

A DuckDB file would be locked against every other process while one writes it; an in-memory connection over Parquet
files has no such trouble. Making an instance costs 11 ms of processor time, a connection to it half of one; what a call
names is temporary and goes with its connection.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from cxpulse.core.errors import DefinitionError
from cxpulse.engines import Files, Limits, Plain

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


# Rows meet their week in a join by range. DuckDB would sort the rows with all their columns for it; against a few hundred
# weeks plain comparison is faster: measured 1.8 against 2.6 processor seconds for 1.3 million answers.
FEW_WEEKS = 400

_instance: tuple[int, Limits, duckdb.DuckDBPyConnection] | None = None  # of which process, with which limits
_inherited: list[Any] = []  # a forked process must not close its parent's instance, whose threads it does not have
_one_at_a_time = Lock()


def run(
    sql: str, relations: Mapping[str, Any], parameters: Mapping[str, Any] | None = None, *, limits: Limits
) -> pa.Table:
    """The rows of one SELECT as an Arrow table.

    relations: name -> list of Parquet files or `Files` (columns by name; plus `part_week` from 'week=<part_week>.parquet'),
    `Plain` files, or an Arrow table. parameters: `$name` -> value; those that the query does not name are ignored. Order of rows: as the query
    says, else none. Raises DefinitionError with DuckDB's message when the query does not fit the relations.
    """
    import duckdb

    with _connection(limits) as connection:
        try:
            for name, relation in relations.items():
                _bind(connection, name, relation)
            known = connection.extract_statements(sql)[0].named_parameters
            given = {k: v for k, v in (parameters or {}).items() if k in known}
            return _fetch(connection, sql, given)
        except (duckdb.ProgrammingError, duckdb.ConversionException) as problem:
            raise DefinitionError(f"the query does not fit its tables: {problem}") from problem


def _connection(limits: Limits) -> duckdb.DuckDBPyConnection:
    """A connection of its own to the process' instance; a forked process, or one with other limits, gets a new instance."""
    import duckdb

    global _instance
    with _one_at_a_time:
        if _instance is None or _instance[:2] != (os.getpid(), limits):
            made = duckdb.connect(":memory:", config=_config(limits))
            made.execute("SET GLOBAL TimeZone='UTC'")
            made.execute(f"SET GLOBAL nested_loop_join_threshold={FEW_WEEKS}")
            if _instance and _instance[0] != os.getpid():
                _inherited.append(_instance)
            _instance = (os.getpid(), limits, made)
        return _instance[2].cursor()


def _fetch(connection: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any]) -> pa.Table:
    relation = connection.sql(sql, params=given) if given else connection.sql(sql)
    return relation.to_arrow_table()


def _config(limits: Limits) -> dict[str, Any]:
    config: dict[str, Any] = {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "preserve_insertion_order": False,
        "enable_external_file_cache": False,  # what was read is not kept: the memory is other steps' after the call
    }
    if limits.spill is not None:
        config["temp_directory"] = str(limits.spill)
    return config


def _bind(
    connection: duckdb.DuckDBPyConnection, name: str, relation: Sequence[Path | str] | Files | Plain | pa.Table
) -> None:
    if hasattr(relation, "schema"):
        connection.register(name, relation)
        return
    if isinstance(relation, Plain):
        files = ", ".join(_quoted(str(f)) for f in relation.names)
        connection.execute(f'CREATE TEMP VIEW "{name}" AS FROM read_parquet([{files}], union_by_name=true, hive_partitioning=false)')
        return
    if isinstance(relation, Files):
        connection.register(f"{name} without rows", relation.empty)
        _bind(connection, f"{name} there", relation.names)
        connection.execute(
            f'CREATE TEMP VIEW "{name}" AS SELECT * FROM "{name} there" UNION ALL BY NAME SELECT * FROM "{name} without rows"'  # noqa: S608 - names are ours
        )
        return
    _open_remote(connection, relation)
    files = ", ".join(_quoted(str(f)) for f in relation)
    if not files:
        raise DefinitionError(f"relation {name} has no files: give an empty table instead")
    connection.execute(
        f'CREATE TEMP VIEW "{name}" AS SELECT * EXCLUDE (filename), '  # noqa: S608 - names are quoted, values are ours
        r"regexp_extract(filename, 'week=([^/\\]+)\.parquet$', 1) AS part_week "
        f"FROM read_parquet([{files}], union_by_name=true, filename=true, hive_partitioning=false)"
    )


def _open_remote(connection: duckdb.DuckDBPyConnection, files: Sequence[Path | str]) -> None:
    """Object stores are read through fsspec: DuckDB's own extension would have to be downloaded."""
    remote = next((str(f) for f in files if "://" in str(f)), None)
    if remote:
        import fsspec

        scheme = remote.split("://", 1)[0]
        if not connection.filesystem_is_registered(scheme):
            connection.register_filesystem(fsspec.filesystem(scheme))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
