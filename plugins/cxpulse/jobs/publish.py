"""A week's measurements in a table of a PostgreSQL database, for BI tools. Off unless a connection is configured.

A week is replaced as a whole in one transaction, so a reader sees the old figures or the new ones, and a rerun leaves no row
behind that a correction removed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, DeliveryError
from cxpulse.core.measurement import Measurement, segment_name
from cxpulse.jobs.connections import get_connection
from cxpulse.jobs.measure import definitions_version, measurements
from cxpulse.jobs.measure_published import GROUPS

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import URL

    from cxpulse.delivery.messages import Connection

DEFAULT_CONNECTION = "cx_bi"
LOCK = 3_602_879_701  # any number: two processes that publish wait for one another


def publish_to_bi(settings: Settings, week: dt.date, *, now: dt.datetime) -> dict[str, Any]:
    """Replaces the week's rows in the table `bi_table`; creates the table where there is none.

    One row per metric and segment, in the groups of segments that are published. Returns {"state": "published", "table",
    "week", "rows"}, or {"state": "not configured", "connection"}. Raises DeliveryError when the database refuses.
    """
    name = settings.bi_connection or DEFAULT_CONNECTION
    connection = get_connection(name)
    if connection is None:
        return {"state": "not configured", "connection": name}
    from sqlalchemy import create_engine, delete, insert, text
    from sqlalchemy.exc import SQLAlchemyError

    found = measurements(settings, [week], by=GROUPS)
    version = definitions_version()
    rows = [_row(m, version, now) for m in found]
    table = _table(settings.bi_table)
    engine = create_engine(_url(name, connection))
    try:
        with engine.begin() as transaction:
            transaction.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            table.create(transaction, checkfirst=True)
            transaction.execute(delete(table).where(table.c.week == week))
            if rows:
                transaction.execute(insert(table), rows)
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        raise DeliveryError(f"connection {name}, table {settings.bi_table}: {reason}") from None
    finally:
        engine.dispose()
    return {"state": "published", "table": settings.bi_table, "week": week.isoformat(), "rows": len(rows)}


def _row(m: Measurement, version: str, now: dt.datetime) -> dict[str, Any]:
    one = m.segment[0] if len(m.segment) == 1 else (None, None)
    return {
        "week": m.week, "metric": m.metric, "segment": segment_name(m.segment), "dimension": one[0], "member": one[1],
        "value": m.value, "low": m.low, "high": m.high, "n": m.n, "state": m.state.value, "unit": m.unit,
        "direction": m.direction.value, "variance": m.variance, "interval": m.interval, "version": m.version,
        "definitions": version, "published_at": now,
    }  # fmt: skip


def _table(full_name: str) -> Table:
    from sqlalchemy import BigInteger, Column, Date, DateTime, Float, Integer, MetaData, Table, Text

    schema, _, name = full_name.rpartition(".")
    return Table(
        name, MetaData(schema=schema or None),
        Column("week", Date, primary_key=True), Column("metric", Text, primary_key=True),
        Column("segment", Text, primary_key=True), Column("dimension", Text), Column("member", Text),
        Column("value", Float), Column("low", Float), Column("high", Float), Column("n", BigInteger, nullable=False),
        Column("state", Text, nullable=False), Column("unit", Text, nullable=False), Column("direction", Text, nullable=False),
        Column("variance", Float), Column("interval", Text), Column("version", Integer, nullable=False),
        Column("definitions", Text, nullable=False), Column("published_at", DateTime(timezone=True), nullable=False),
    )  # fmt: skip


def _url(name: str, connection: Connection) -> URL:
    from sqlalchemy.engine import URL

    if connection.kind not in {"postgres", "postgresql"}:
        raise ConfigurationError(f"connection {name} is of type '{connection.kind}'; publishing wants postgres")
    query = {k: str(v) for k, v in connection.extra.items() if k in {"host", "sslmode", "sslrootcert", "connect_timeout"}}
    return URL.create(
        "postgresql+psycopg",
        username=connection.login or None,
        password=connection.password or None,
        host=connection.host or None,
        port=connection.port,
        database=connection.schema or None,
        query=query,
    )
