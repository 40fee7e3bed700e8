"""Publishing for BI tools against a real PostgreSQL: a week is replaced as a whole; off without a connection."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, DeliveryError
from cxpulse.jobs.measure import measure, measurements
from cxpulse.jobs.measure_published import GROUPS
from cxpulse.jobs.publish import publish_to_bi
from lake_fixtures import answer, put, settings

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
WEEK, AFTER = dt.date(2026, 3, 23), dt.date(2026, 3, 30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pgserver")
    running = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    made = settings(tmp_path)
    for week, day, scores in ((WEEK, "24", [10] * 30 + [0] * 10), (AFTER, "31", [9] * 20)):
        rows = [answer(f"2026-03-{day} 10:00:00", s, channel="app") for s in scores]
        put(made, "response", week.isoformat(), rows)
    measure(made, touched=None, now=NOW)
    return made


def connect(server: str, monkeypatch: pytest.MonkeyPatch, **more: Any) -> sa.Engine:
    """Points the connection cx_bi at the server, and gives an engine to look into it."""
    url = sa.engine.make_url(server.replace("postgresql://", "postgresql+psycopg://"))
    given = {
        "conn_type": "postgres", "login": url.username, "schema": url.database,
        "extra": {"host": url.query["host"]}, **more,
    }  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_CX_BI", json.dumps(given))
    return sa.create_engine(url)


def rows_of(engine: sa.Engine, table: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY week, metric, segment")).mappings())


def test_a_week_is_replaced_as_a_whole_and_no_other(
    server: str, config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = connect(server, monkeypatch)
    for week in (WEEK, AFTER):
        done = publish_to_bi(config, week, now=NOW)
        assert (done["state"], done["rows"]) == ("published", len(measurements(config, [week], by=GROUPS)))
    before = rows_of(engine, "cx_measurements")
    (nps,) = [r for r in before if (r["week"], r["metric"], r["segment"]) == (WEEK, "nps", "channel=app")]
    assert (nps["value"], nps["n"], nps["state"], nps["dimension"], nps["member"]) == (50.0, 40, "ok", "channel", "app")
    # a correction moves all answers to another channel: the rows of the old one are gone
    put(config, "response", "2026-03-23", [answer("2026-03-24 10:00:00", 10, channel="web") for _ in range(40)])
    measure(config, touched={}, now=NOW)
    publish_to_bi(config, WEEK, now=NOW)
    after = rows_of(engine, "cx_measurements")
    assert {r["segment"] for r in after if r["week"] == WEEK and r["metric"] == "nps"} >= {"all", "channel=web"}
    assert not [r for r in after if r["week"] == WEEK and r["segment"] == "channel=app"]
    assert [r for r in after if r["week"] == AFTER] == [r for r in before if r["week"] == AFTER]
    engine.dispose()


def test_a_failure_on_the_way_leaves_the_week_as_it_was(
    server: str, config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = connect(server, monkeypatch)
    own = config.model_copy(update={"bi_table": "public.other"})
    publish_to_bi(own, WEEK, now=NOW)
    before = rows_of(engine, "other")
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE other ADD CONSTRAINT no_nps CHECK (metric <> 'nps') NOT VALID"))
    with pytest.raises(DeliveryError, match="no_nps"):
        publish_to_bi(own, WEEK, now=NOW)
    assert rows_of(engine, "other") == before
    engine.dispose()


def test_off_without_a_connection_and_clear_about_a_wrong_one(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_CX_BI", raising=False)
    assert publish_to_bi(config, WEEK, now=NOW) == {"state": "not configured", "connection": "cx_bi"}
    monkeypatch.setenv("AIRFLOW_CONN_CX_BI", "mysql://u:secret@127.0.0.1/x")
    with pytest.raises(ConfigurationError, match="wants postgres"):
        publish_to_bi(config, WEEK, now=NOW)
    monkeypatch.setenv("AIRFLOW_CONN_CX_BI", "postgres://u:secret@127.0.0.1:1/x")
    with pytest.raises(DeliveryError) as told:
        publish_to_bi(config, WEEK, now=NOW)
    assert "secret" not in str(told.value)
