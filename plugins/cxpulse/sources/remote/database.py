"""A session on a database behind an Airflow Connection, by SQLAlchemy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cxpulse.core.errors import ConfigurationError, InputError, Unreachable
from cxpulse.sources.remote.contract import Link, RemoteOptions

DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mssql": "mssql+pyodbc"}


@contextmanager
def session(options: RemoteOptions, link: Link) -> Iterator[Any]:
    """A connection whose results are read in parts; read-only, with a limit on a statement's time, where the database is PostgreSQL.

    Raises Unreachable, InputError (the server's words, without the password), ConfigurationError (no such dialect or driver).
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
    from sqlalchemy.pool import NullPool

    try:
        engine = create_engine(_url(link), poolclass=NullPool, connect_args=_timeouts(link, options))
        with _connected(engine, options) as plain:
            if engine.dialect.name == "postgresql":
                plain.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
                plain.exec_driver_sql(f"SET statement_timeout = {int(options.timeout_seconds * 1000)}")
            yield plain.execution_options(stream_results=True)
    except DBAPIError as problem:
        told = " ".join(str(problem.orig).split())[:300]
        told = told.replace(link.password, "***") if link.password else told
        lost = isinstance(problem, OperationalError) and not _refused(problem)
        raise (Unreachable if lost else InputError)(f"connection '{options.connection}': {type(problem.orig).__name__}: {told}") from None
    except SQLAlchemyError as problem:
        raise ConfigurationError(f"connection '{options.connection}': {type(problem).__name__}: no such kind of database, or its driver is not installed") from None


def _connected(engine: Any, options: RemoteOptions) -> Any:
    """A connection; where nobody answers it is tried again, a refused login is not."""
    from sqlalchemy.exc import OperationalError

    for attempt in range(options.retries + 1):
        try:
            return engine.connect()
        except OperationalError as problem:
            if attempt == options.retries or _refused(problem):
                raise
        time.sleep(options.backoff_seconds * 2**attempt)
    raise AssertionError("the last try returns or raises")


def _refused(problem: Any) -> bool:
    """Another try gives the same: a wrong password, no such database."""
    return any(words in str(problem.orig) for words in ("authentication", "does not exist"))


def _url(link: Link) -> Any:
    from sqlalchemy import URL

    extra = {k: str(v) for k, v in link.extra.items() if isinstance(v, (str, int))}
    driver = extra.pop("drivername", "") or DRIVERS.get(link.kind, link.kind)
    return URL.create(
        driver, username=link.login or None, password=link.password or None, host=link.host or None, port=link.port,
        database=link.schema or None, query=extra,
    )  # fmt: skip


def _timeouts(link: Link, options: RemoteOptions) -> dict[str, Any]:
    if DRIVERS.get(link.kind) != "postgresql+psycopg" or "drivername" in link.extra:
        return {}
    return {"connect_timeout": max(2, int(min(30, options.timeout_seconds)))}
