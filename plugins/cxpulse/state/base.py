"""The state database: one base of all tables, and sessions on a SQLite file or a PostgreSQL server.

Each table lives in its own file of this folder; `session_factory` imports them all, so that the tables of every one of
them exist. On SQLite a transaction takes the write lock when it begins: two processes wait for each other (at most
15 s) instead of one failing in the middle with "database is locked". So keep sessions short: never compute or send
while one is open.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import pkgutil
import sqlite3
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, create_engine, event, text
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 15_000
_CREATE_LOCK = 7_243_001  # any fixed number: two PostgreSQL clients that create tables wait for each other


class Base(DeclarativeBase):
    """Base of all tables of the state database."""


class Instant(TypeDecorator[dt.datetime]):
    """An instant: goes in as an aware datetime (any zone), comes out as an aware UTC datetime, on either database.

    Raises ValueError for a naive datetime.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Python to database: UTC, without its zone on SQLite (which keeps none)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone: the state database keeps instants only")
        instant = value.astimezone(dt.UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Database to Python: aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def session_factory(url: str) -> sessionmaker[Session]:
    """Makes sessions on the database at an SQLAlchemy URL; its folder and tables are made on first use.

    with session_factory(settings.state_database).begin() as session: ...   (commits at the end, rolls back on an error)
    One engine per URL and process: a forked task never shares a connection with its parent.
    """
    return _factory(url, os.getpid())


def leave_no_trace(url: str) -> None:
    """Takes what was deleted out of SQLite's write-ahead log too. (PostgreSQL: its own vacuum.)"""
    engine: Engine = session_factory(url).kw["bind"]
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()


def import_models() -> None:
    """Imports every file of this folder, so that `Base.metadata` knows all tables."""
    import cxpulse.state

    for module in pkgutil.iter_modules(cxpulse.state.__path__):
        importlib.import_module(f"cxpulse.state.{module.name}")


@lru_cache(maxsize=32)
def _factory(url: str, _process: int) -> sessionmaker[Session]:
    import_models()
    engine = (
        _sqlite(url)
        if make_url(url).get_backend_name() == "sqlite"
        else create_engine(url, pool_pre_ping=True)
    )
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CREATE_LOCK})
        Base.metadata.create_all(connection)
    return sessionmaker(engine, expire_on_commit=False)


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own: _begin_immediate does
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is erased must not stand in the file's free pages


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switches a new file to the write-ahead log. Of two that do so at once SQLite refuses one without waiting: it asks again."""
    patience = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
