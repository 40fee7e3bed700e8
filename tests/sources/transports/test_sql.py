"""Rows of a database: a real PostgreSQL, and a SQLite file for another dialect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.jobs.connections import get_connection
from cxpulse.sources import transports

QUERY = "SELECT id, answered, score, comment FROM answers"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pgserver")
    made = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield made.get_uri()
    made.cleanup()


@pytest.fixture
def db(server: str, fetch: Any) -> Iterator[sa.Connection]:
    """The table of answers, filled; the connection that the source uses is set."""
    engine = sa.create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    parts = urlsplit(server)
    given = {"conn_type": "postgres", "login": parts.username, "schema": parts.path.strip("/"), "extra": {"host": parse_qs(parts.query)["host"][0]}}
    fetch.env("AIRFLOW_CONN_CX_SQL", json.dumps(given))
    with engine.connect() as made:
        made.execute(sa.text("DROP TABLE IF EXISTS answers"))
        made.execute(sa.text("CREATE TABLE answers (id int, answered timestamptz, score numeric, comment text, tags jsonb)"))
        add(made, 1, "2026-11-20 10:00:00+03:30", 9, "Quick, and\nright")
        add(made, 2, "2026-11-21 10:00:00.123456+03:30", None, None)
        yield made


def add(db: sa.Connection, number: int, at: str, score: Any = 5, comment: str | None = "x") -> None:
    db.execute(sa.text("INSERT INTO answers VALUES (:n, :at, :s, :c)"), {"n": number, "at": at, "s": score, "c": comment})


def ids(lines: list[str]) -> list[str]:
    return [line.split(",")[0] for line in lines[1:]]


def test_rows_become_a_table_that_keeps_values_exact(fetch: Any, db: sa.Connection) -> None:
    fetch("sql", query=QUERY)
    text = fetch.last.pieces[0].path.read_text(encoding="utf-8")
    zone = db.execute(sa.text("SELECT answered FROM answers WHERE id = 1")).scalar_one()
    assert text.splitlines()[:3] == ["id,answered,score,comment", f'1,{zone.isoformat()},9,"Quick, and', 'right"']
    assert zone.isoformat() in {"2026-11-20T06:30:00+00:00", "2026-11-20T10:00:00+03:30"}


def test_only_rows_beyond_the_watermark_come_and_none_with_the_same_one_is_lost(fetch: Any, db: sa.Connection) -> None:
    add(db, 3, "2026-11-22 10:00:00+00")
    assert ids(fetch("sql", query=QUERY, watermark="answered"))[-1] == "3"
    assert (fetch("sql", query=QUERY, watermark="answered"), fetch.last.told) == ([], ["no new rows"])
    add(db, 4, "2026-11-22 10:00:00+00")
    add(db, 5, "2026-11-22 10:00:01+00")
    assert ids(fetch("sql", query=QUERY, watermark="answered", keep=False)) == ["4", "5"]
    assert ids(fetch("sql", query=QUERY, watermark="answered")) == ["4", "5"], "the mark was not kept"
    assert fetch("sql", query=QUERY, watermark="answered") == []


def test_rows_that_commit_late_come_within_the_overlap(fetch: Any, db: sa.Connection) -> None:
    options = {"query": QUERY, "watermark": "answered", "overlap_seconds": 3600}
    add(db, 3, "2026-11-22 10:00:00+00")
    fetch("sql", **options)
    add(db, 4, "2026-11-22 09:30:00+00")
    assert ids(fetch("sql", **options)) == ["4"]
    add(db, 5, "2026-11-22 10:00:00+00")
    assert ids(fetch("sql", **options)) == ["5"]
    assert fetch("sql", **options) == []


def test_a_serial_number_as_watermark(fetch: Any, db: sa.Connection) -> None:
    assert ids(fetch("sql", query=QUERY, watermark="id", start=2)) == ["2"]
    add(db, 10, "2026-11-19 10:00:00+00")
    assert ids(fetch("sql", query=QUERY, watermark="id", start=2)) == ["10"]


def test_nothing_can_be_written(fetch: Any, db: sa.Connection) -> None:
    db.execute(sa.text("CREATE SEQUENCE IF NOT EXISTS numbers"))
    for query in ("SELECT nextval('numbers') AS id", "WITH gone AS (DELETE FROM answers RETURNING id) SELECT id FROM gone"):
        with pytest.raises(InputError, match=r"read-only transaction|data-modifying"):
            fetch("sql", query=query)
    assert db.execute(sa.text("SELECT count(*) FROM answers")).scalar_one() == 2


def test_what_is_wrong_is_told(fetch: Any, db: sa.Connection) -> None:
    with pytest.raises(InputError, match=r"connection 'cx_sql': UndefinedTable: relation .nowhere. does not exist"):
        fetch("sql", query="SELECT * FROM nowhere")
    with pytest.raises(ConfigurationError, match=r"x.yaml: field 'options.query': .*expected one SELECT"):
        fetch("sql", query="DELETE FROM answers")
    with pytest.raises(InputError, match=r"column .updated. does not exist"):
        fetch("sql", query=QUERY, watermark="updated")
    with pytest.raises(InputError, match="statement timeout"):
        fetch("sql", query="SELECT pg_sleep(5) AS id", timeout_seconds=0.2)
    add(db, 3, None)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="the watermark column 'answered' holds None"):
        fetch("sql", query=QUERY, watermark="answered")
    fetch.env("AIRFLOW_CONN_CX_SQL", "postgres://novin:sql-secret@127.0.0.1:9/crm")
    with pytest.raises(InputError, match="connection 'cx_sql': OperationalError") as told:
        fetch("sql", query=QUERY)
    assert "sql-secret" not in str(told.value)


def test_the_doctor_can_ask(fetch: Any, db: sa.Connection) -> None:
    options = transports.options_of("x.yaml", "sql", {"query": QUERY})
    assert transports.check("sql", options, get_connection("cx_sql")).endswith("the query has the columns id, answered, score, comment")


def test_another_dialect(fetch: Any, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.db'}")
    with engine.begin() as made:
        made.execute(sa.text("CREATE TABLE answers (id int, score int)"))
        made.execute(sa.text("INSERT INTO answers VALUES (1, 9), (2, 3)"))
    fetch.env("AIRFLOW_CONN_CX_SQL", json.dumps({"conn_type": "sqlite", "schema": str(tmp_path / "crm.db")}))
    assert fetch("sql", query="SELECT id, score FROM answers", watermark="id") == ["id,score", "1,9", "2,3"]
    assert fetch("sql", query="SELECT id, score FROM answers", watermark="id") == []
