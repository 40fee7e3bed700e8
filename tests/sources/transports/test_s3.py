"""Exports in an object store, and the lake in one: a real S3 API on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.jobs.doctor_machine import lake
from cxpulse.jobs.measure import counts, measure
from cxpulse.state import watermarks
from fakes.http_server import Fault, HttpServer
from fakes.s3 import BUCKET, S3
from ingest_world import HEADER, NOW, TYPEFORM, World, adds_up

ROW_A = "a1,9,Quick,ada@novin.example,app,2026-11-20 10:00:00\n"
ROW_B = "b1,3,Late,bo@novin.example,web,2026-11-21 10:00:00\n"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    server = S3()
    yield server
    server.close()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, s3: S3) -> World:
    made = World(tmp_path, monkeypatch)
    made.monkeypatch.setenv("AIRFLOW_CONN_CX_S3", s3.connection)
    for page in s3.client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.client.delete_object(Bucket=BUCKET, Key=page["Key"])
    return made


def source(world: World, **more: object) -> None:
    options = {"bucket": BUCKET, "prefix": "nps", "retries": 0, **more}
    world.source("nps", **{**TYPEFORM, "transport": "s3", "path": "*.csv", "options": options})


def marks(world: World) -> dict[str, object]:
    return watermarks.marks(f"sqlite:///{world.data / 'state.db'}", "nps")


def test_new_and_changed_objects_are_read_once(world: World, s3: S3) -> None:
    source(world)
    s3.put("nps/2026-11-20.csv", HEADER + ROW_A)
    s3.put("nps/.hidden.csv", "x")
    s3.put("nps/2026-11-22.csv.part", "x")
    s3.put("other/2026-11-20.csv", HEADER + ROW_B)
    first = world.ingest()
    assert adds_up(first)
    assert (first["rows"]["accepted"], [f["file"] for f in first["files"]]) == (1, ["2026-11-20.csv"])
    again = world.ingest()
    assert [(f["state"], f["notes"]) for f in again["files"]] == [("no file", ["1 files there, 0 new or changed"])]
    s3.put("nps/2026-11-20.csv", HEADER + ROW_A.replace(",9,", ",10,"))
    s3.put("nps/2026-11-21.csv", HEADER + ROW_B)
    third = world.ingest()
    assert [f["state"] for f in third["files"]] == ["taken", "taken"]
    assert world.rows("response", "response_id, score") == [("a1", 10.0), ("b1", 3.0)]


def test_an_unreadable_object_keeps_no_mark_and_stops_no_other(world: World, s3: S3) -> None:
    source(world)
    s3.put("nps/1.csv", "what,is,this\n1,2,3\n")
    s3.put("nps/2.csv", HEADER + ROW_B)
    with pytest.raises(InputError, match="no Typeform export"):
        world.ingest()
    assert list(marks(world)) == ["2.csv"]
    s3.put("nps/1.csv", HEADER + ROW_A)
    assert world.ingest()["rows"]["accepted"] == 1
    assert [r[0] for r in world.rows("response", "response_id")] == ["a1", "b1"]


def test_another_reading_takes_earlier_files_from_the_archive(world: World, s3: S3) -> None:
    source(world)
    s3.put("nps/1.csv", HEADER + ROW_A)
    world.ingest()
    s3.client.delete_object(Bucket=BUCKET, Key="nps/1.csv")
    s3.put("nps/2.csv", HEADER + ROW_B)
    world.source("nps", **{**TYPEFORM, "transport": "s3", "path": "*.csv", "values": {"channel": {"app": "web"}}, "options": {"bucket": BUCKET, "prefix": "nps"}})
    second = world.ingest()
    assert [(f["file"], f["state"]) for f in second["files"]] == [("1.csv", "taken"), ("2.csv", "taken")]
    assert world.rows("response", "response_id, channel") == [("a1", "web"), ("b1", "web")]


def test_what_is_wrong_is_told(world: World, s3: S3) -> None:
    source(world, bucket="no-such-bucket")
    with pytest.raises(InputError, match="s3://no-such-bucket/nps: no such bucket"):
        world.ingest()
    source(world, buket="x")
    with pytest.raises(ConfigurationError, match=r"sources/nps.yaml: unknown field 'options.buket'"):
        world.ingest()
    source(world)
    world.monkeypatch.setenv("AIRFLOW_CONN_CX_S3", s3.connection.replace(s3.endpoint, "http://127.0.0.1:9"))
    with pytest.raises(InputError, match=r"source 'nps': s3://novin-exports/nps: ") as told:
        world.ingest()
    assert "s3-secret" not in str(told.value)


def test_the_lake_itself_in_an_object_store(world: World, s3: S3, tmp_path: Path) -> None:
    for name, value in (("AWS_ACCESS_KEY_ID", "novin"), ("AWS_SECRET_ACCESS_KEY", "s3-secret"), ("AWS_ENDPOINT_URL", s3.endpoint), ("AWS_DEFAULT_REGION", "us-east-1")):
        world.monkeypatch.setenv(name, value)
    world.monkeypatch.setenv("CXPULSE_DATA", f"s3://{BUCKET}/lake-root")
    world.monkeypatch.setattr("cxpulse.catalog.settings.project_root", lambda: tmp_path)
    world.source("nps", **{**TYPEFORM, "path": "*.csv"})
    world.export("1.csv", HEADER + ROW_A)
    world.ingest()
    world.export("2.csv", HEADER + ROW_B)
    result = world.ingest()
    assert result["rows"] == {"read": 2, "accepted": 1, "rejected": 0, "duplicates": 1}
    assert [(line.level, line.text) for line in lake()] == [("ok", f"s3://{BUCKET}/lake-root can be written and read")]
    measured = measure(load_settings(), touched=result["touched"], now=NOW)
    assert measured["weeks"] == ["2026-11-14", "2026-11-21"]
    assert sum(counts(load_settings(), "responses").column("n").to_pylist()) == 2
    keys = [o["Key"] for o in s3.client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert len([k for k in keys if k.startswith("lake-root/raw/")]) == 2
    assert [k for k in keys if k.startswith("lake-root/lake/response/")] == ["lake-root/lake/response/source=nps/week=2026-11-14.parquet", "lake-root/lake/response/source=nps/week=2026-11-21.parquet"]


def test_an_object_whose_body_breaks_comes_whole_or_not_at_all(world: World, s3: S3) -> None:
    """A server between us and the store that breaks the line in the middle of a body."""
    text = HEADER + "".join(f"r{n},9,Quick,ada@novin.example,app,2026-11-20 10:00:00\n" for n in range(500))
    s3.put("nps/1.csv", text)
    between = HttpServer(s3.forward)
    world.monkeypatch.setenv("AIRFLOW_CONN_CX_S3", s3.connection.replace(s3.endpoint, f"http://127.0.0.1:{between.port}"))
    source(world, retries=2, backoff_seconds=0.01)
    between.faults = [Fault(on="nps/1.csv", skip=1, cut=5000)]
    assert world.ingest()["rows"]["accepted"] == 500
    assert between.faults == []
    between.close()
