"""Transport `sql`: the rows of a SELECT on a database, only those that are new, as a CSV file.

Connection (type postgres, mysql, mssql, sqlite, ...): host, port, schema = the database, login, password; extra: what the
driver wants in its URL (sslmode, ...), and drivername for an SQLAlchemy dialect and driver of your choice.
The session is read-only where the database knows that. Without a watermark column all rows come every time, and
content that has not changed is not read again.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field, field_validator

from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.sources.remote.collect import text_of
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, Piece, RemoteOptions, needed
from cxpulse.sources.remote.database import session

CHUNK = 5_000


class Options(RemoteOptions):
    """query: one SELECT; watermark: its column that only grows (a time of last change, a serial number), never NULL in a
    new row; start: lowest watermark of the first run; overlap_seconds: of a watermark in time, asked for again, for
    transactions that commit late (their rows are known by key when they come twice).
    """

    connection: ConnectionName = "cx_sql"
    timeout_seconds: float = Field(default=900.0, gt=0, le=86_400)
    query: str = Field(min_length=8)
    watermark: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    start: dt.datetime | int | str | None = None
    overlap_seconds: int = Field(default=0, ge=0)

    @field_validator("query")
    @classmethod
    def _one_select(cls, value: str) -> str:
        text = value.strip().rstrip(";").strip()
        if text.split(None, 1)[0].lower() not in {"select", "with"} or ";" in text:
            raise ValueError("expected one SELECT (or WITH ... SELECT) without ';'")
        return text


def fetch(job: Job) -> Fetched:
    """Writes the new rows to one file. Raises InputError (the query fails, nobody answers), ConfigurationError (no such column)."""
    options, link = job.options, job.need()
    before = job.marks.get("rows") or {}
    path = job.folder / f"rows-{job.now:%Y%m%dT%H%M%SZ}.csv"
    known = set(before.get("seen", ()))
    written, edge = 0, _Edge(before, options)
    with session(options, link) as connection, path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        result = _select(connection, options, before)
        names = list(result.keys())
        place = _place(names, options)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in _rows(result):
            digest = _digest(row)
            if digest in known:
                continue
            if place is not None:
                edge.add(row[place], digest)
            writer.writerow([text_of(v) for v in row])
            written += 1
    if not written:
        return Fetched(told=["no new rows"])
    return Fetched([Piece(path, {"rows": edge.mark() if options.watermark else {"count": written}})], [f"{written} rows"])


def check(options: Options, link: Link | None) -> str:
    """Connects, and runs the query for no row."""
    with session(options, needed(link, options.connection)) as connection:
        from sqlalchemy import text

        names = list(connection.execute(text(f"SELECT * FROM ({options.query}) AS cx_rows WHERE 1 = 0")).keys())  # noqa: S608
    _place(names, options)
    return f"{link.host if link else ''} answers; the query has the columns {', '.join(names)}"


class _Edge:
    """The highest watermark, and the rows that the next run will meet again: those that share it, or lie in the overlap."""

    def __init__(self, before: dict[str, Any], options: Options) -> None:
        self._options = options
        self._top = _unpacked(before) if before else None
        self._rows = [(self._top, digest) for digest in before.get("seen", ())]

    def add(self, value: Any, digest: str) -> None:
        """Rows come by watermark, the lowest first."""
        _packed(value, self._options)
        if value != self._top and (self._top is None or not isinstance(value, dt.datetime) or value > self._top):
            self._top = value
            lowest = _lowest(value, self._options)
            self._rows = [(v, d) for v, d in self._rows if lowest != value and v >= lowest]
        self._rows.append((value, digest))

    def mark(self) -> dict[str, Any]:
        return {**_packed(self._top, self._options), "seen": sorted({digest for _, digest in self._rows})}


def _lowest(value: Any, options: Options) -> Any:
    """The watermark from which the next run asks."""
    return value - dt.timedelta(seconds=options.overlap_seconds) if isinstance(value, dt.datetime) else value


def _select(connection: Any, options: Options, before: dict[str, Any]) -> Any:
    """Rows from the watermark on, the equal ones included: others with the same value may have come since."""
    from sqlalchemy import text

    if options.watermark is None:
        return connection.execute(text(options.query))
    column = connection.dialect.identifier_preparer.quote(options.watermark)
    lowest = _lowest(_unpacked(before), options) if before else options.start
    where = "" if lowest is None else f" WHERE {column} >= :lowest"
    statement = text(f"SELECT * FROM ({options.query}) AS cx_rows{where} ORDER BY {column}")  # noqa: S608
    return connection.execute(statement, {} if lowest is None else {"lowest": lowest})


def _rows(result: Any) -> Iterator[Sequence[Any]]:
    for part in result.partitions(CHUNK):
        yield from part


def _place(names: list[str], options: Options) -> int | None:
    if options.watermark is None:
        return None
    if options.watermark not in names:
        raise ConfigurationError(f"options.watermark: the query has no column '{options.watermark}'; it has: {', '.join(names)}")
    return names.index(options.watermark)


def _packed(value: Any, options: Options) -> dict[str, Any]:
    """A watermark as JSON."""
    if isinstance(value, dt.datetime):
        return {"type": "time", "value": value.isoformat()}
    if isinstance(value, dt.date):
        return {"type": "date", "value": value.isoformat()}
    if isinstance(value, (int, Decimal)):
        return {"type": "number", "value": str(value)}
    if isinstance(value, str) and value:
        return {"type": "text", "value": value}
    raise InputError(f"the watermark column '{options.watermark}' holds {value!r}: it must hold a time, a whole number or a text in every row")


def _unpacked(mark: dict[str, Any]) -> Any:
    value = mark["value"]
    if mark["type"] == "time":
        return dt.datetime.fromisoformat(value)
    if mark["type"] == "date":
        return dt.date.fromisoformat(value)
    return value if mark["type"] == "text" else Decimal(value) if "." in value else int(value)


def _digest(row: Sequence[Any]) -> str:
    return hashlib.sha256("\x1f".join(text_of(v) for v in row).encode()).hexdigest()[:24]
