"""Remote sources through the whole ingest: rows in the lake, marks only behind what was taken in, the doctor's lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cxpulse.core.errors import ConfigurationError, Unreachable
from cxpulse.state import watermarks
from fakes.crm import HubSpot, RequestTracker, Salesforce
from fakes.http_server import Fault, HttpServer, Reply
from fakes.ssh_server import SshServer
from fakes.zendesk import Zendesk, ticket
from ingest_world import HEADER, TYPEFORM, World, adds_up

FAST = {"retries": 1, "backoff_seconds": 0.01}
CSAT = {"id": "support_csat", "kind": "transactional", "scale": "csat", "minimum": 0, "maximum": 1, "satisfied_from": 1}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


@pytest.fixture
def serve(world: World) -> Iterator[Callable[..., HttpServer]]:
    made: list[HttpServer] = []

    def start(answer: Any, name: str, **more: Any) -> HttpServer:
        made.append(HttpServer(answer))
        world.monkeypatch.setenv(f"AIRFLOW_CONN_CX_{name.upper()}", made[-1].connection(**more))
        return made[-1]

    yield start
    for server in made:
        server.close()


def marks(world: World, source: str) -> dict[str, Any]:
    return watermarks.marks(f"sqlite:///{world.data / 'state.db'}", source)


METRICS = {"reopens": 1, "replies": 2, "solved_at": "2026-11-22T10:00:00Z", "reply_time_in_minutes": {"calendar": 30, "business": 20}, "full_resolution_time_in_minutes": {"calendar": 2880, "business": 600}}


def test_zendesk_into_the_lake(world: World, serve: Any) -> None:
    tickets = [
        ticket(1, "2026-11-21T10:00:00Z", custom_fields=[{"id": 360001, "value": "delivery"}, {"id": 2, "value": ["a", "b"]}]),
        ticket(2, "2026-11-22T10:00:00Z", status="solved", metric_set=METRICS, satisfaction_rating={"score": "good", "comment": "Quick"}),
        ticket(3, "2026-11-22T11:00:00Z", status="weird"),
    ]
    users = [{"id": 5, "role": "end-user", "organization_id": 8, "locale": "fa", "user_fields": {}, "email": "ada@novin.example", "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-02T00:00:00Z"}]
    organizations = [{"id": 8, "name": "Novin", "domain_names": [], "organization_fields": {"region": "Tehran"}, "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-02T00:00:00Z"}]
    api = Zendesk(tickets=tickets, users=users, organizations=organizations)
    server = serve(api, "zendesk")
    server.faults = [Fault(instead=Reply(b"", 429, {"Retry-After": "0"})), Fault(skip=1, cut=100)]
    options = {**FAST, "objects": ["tickets", "users", "organizations"]}
    world.source("help", vendor="zendesk", transport="zendesk", columns={"touchpoint": "custom_fields.360001"}, survey=CSAT, options=options)
    first = world.ingest()
    assert adds_up(first)
    assert [(f["kind"], f["read"], f["rejected"]) for f in first["files"]] == [("tickets_api", 3, 1), ("users_api", 1, 0), ("organizations_api", 1, 0)]
    assert world.rows("ticket", "ticket_id, status, touchpoint, reopens, resolution_minutes") == [("1", "open", "delivery", None, None), ("2", "solved", None, 1, 2880.0)]
    assert world.rows("response", "response_id, score") == [("2", 1.0)]
    assert world.rows("account", "account_id, region") == [("8", "Tehran")]
    before = world.parts()
    again = world.ingest()
    assert ([f["state"] for f in again["files"]], again["touched"], world.parts()) == (["no file"], {}, before)
    tickets[0] = ticket(1, "2026-11-24T10:00:00Z", status="pending")
    assert world.ingest()["rows"] == {"read": 1, "accepted": 1, "rejected": 0, "duplicates": 0}
    assert world.rows("ticket", "ticket_id, status")[0] == ("1", "pending")


def test_a_page_that_never_comes_loses_nothing_and_stops_no_other_source(world: World, serve: Any) -> None:
    server = serve(Zendesk(tickets=[ticket(n, f"2026-11-2{n}T10:00:00Z") for n in range(1, 5)]), "zendesk")
    server.faults = [Fault(skip=1, instead=Reply(b"{half")) for _ in range(2)]
    world.source("help", vendor="zendesk", transport="zendesk", options={**FAST, "objects": ["tickets"]})
    world.source("nps", **TYPEFORM)
    world.export("typeform/1.csv", HEADER + "a1,9,Quick,ada@novin.example,app,2026-11-20 10:00:00\n")
    with pytest.raises(Unreachable, match=r"source 'help': tickets: http://127.0.0.1:\d+/.*not JSON") as told:
        world.ingest()
    assert "http-secret" not in str(told.value)
    assert len(world.rows("response")) == 1
    assert [r[0] for r in world.rows("ticket", "ticket_id")] == ["1", "2"]
    assert world.ingest()["rows"]["accepted"] == 2
    assert [r[0] for r in world.rows("ticket", "ticket_id")] == ["1", "2", "3", "4"]


def test_a_run_that_stops_before_its_end_keeps_no_mark(world: World, serve: Any) -> None:
    serve(Zendesk(tickets=[ticket(1, "2026-11-21T10:00:00Z")]), "zendesk")
    world.source("help", vendor="zendesk", transport="zendesk", options={**FAST, "objects": ["tickets"]})
    with world.monkeypatch.context() as broken:
        broken.setattr("cxpulse.jobs.ingest.run_checks", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.ingest()
    assert marks(world, "help") == {}
    assert not list(world.data.glob("work-*")), "what was fetched does not lie about"
    assert world.ingest()["rows"]["accepted"] == 1
    assert list(marks(world, "help")) == ["tickets"]


def test_hubspot_salesforce_and_request_tracker_into_the_lake(world: World, serve: Any) -> None:
    company = {"id": "70", "name": "Novin", "domain": "novin.example", "createdate": "2026-11-01T00:00:00Z", "city": "Tehran", "changed": "2026-11-20T10:00:00Z"}
    deal = {"id": "71", "dealname": "D", "amount": "120.5", "dealstage": "closedwon", "closedate": "2026-11-20T10:00:00Z", "hs_is_closed_won": "true", "changed": "2026-11-20T10:00:00Z"}
    serve(HubSpot(companies=[company], deals=[deal, {**deal, "id": "72", "hs_is_closed_won": "false"}]), "hubspot")
    account = {"Id": "001A", "Name": "Novin", "Industry": "Retail", "AnnualRevenue": 5, "IsDeleted": False, "CreatedDate": "2026-11-01T00:00:00.000+0000", "SystemModstamp": "2026-11-20T10:00:00.000+0000"}
    serve(Salesforce([account, {**account, "Id": "001B", "IsDeleted": True}]), "salesforce")
    rt = {"id": 4, "Status": "resolved", "Queue": {"Name": "Support"}, "Created": "2026-11-19T10:00:00Z", "Resolved": "2026-11-20T10:00:00Z", "LastUpdated": "2026-11-20T10:00:00Z", "Priority": "80", "Requestor": [{"id": "ada@novin.example"}]}
    serve(RequestTracker([rt]), "request_tracker", login="")
    world.source("hub", vendor="hubspot", transport="hubspot", options={**FAST, "objects": {"companies": [], "deals": []}})
    world.source("sales", vendor="salesforce", transport="salesforce", options={**FAST, "objects": {"Account": []}})
    world.source("rt", vendor="request_tracker", transport="request_tracker", options=FAST)
    result = world.ingest()
    assert adds_up(result)
    assert world.rows("account", "account_id, name, region") == [("001A", "Novin", None), ("70", "Novin", "Tehran")]
    assert world.rows("order", "order_id, value") == [("71", 120.5)]
    assert world.rows("ticket", "ticket_id, status, priority, team, resolution_minutes") == [("4", "solved", "urgent", "Support", 1440.0)]
    assert [f["state"] for f in world.ingest()["files"]] == ["no file"] * 3


def test_a_table_of_a_database_into_the_lake(world: World, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.db'}")
    with engine.begin() as db:
        db.execute(sa.text("CREATE TABLE answers (id int, at text, score int)"))
        db.execute(sa.text("INSERT INTO answers VALUES (1, '2026-11-20T10:00:00Z', 9), (2, '2026-11-21T10:00:00Z', 11)"))
    world.monkeypatch.setenv("AIRFLOW_CONN_CX_CRM", json.dumps({"conn_type": "sqlite", "schema": str(tmp_path / "crm.db")}))
    world.source(
        "nps", vendor="generic", transport="sql", entities=["response"], columns={"response_id": "id", "answered_at": "at", "score": "score"},
        survey=TYPEFORM["survey"], options={"connection": "cx_crm", "query": "SELECT id, at, score FROM answers", "watermark": "id"},
    )  # fmt: skip
    assert world.ingest()["rows"] == {"read": 2, "accepted": 1, "rejected": 1, "duplicates": 0}
    with engine.begin() as db:
        db.execute(sa.text("INSERT INTO answers VALUES (3, '2026-11-21T10:00:00Z', 10)"))
    assert world.ingest()["rows"] == {"read": 1, "accepted": 1, "rejected": 0, "duplicates": 0}
    assert world.rows("response", "response_id, score") == [("1", 9.0), ("3", 10.0)]


def test_a_file_of_an_ssh_server_into_the_lake(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "remote"
    folder.mkdir()
    server = SshServer(folder)
    world.monkeypatch.setenv("AIRFLOW_CONN_CX_SFTP", server.connection())
    world.source("nps", **{**TYPEFORM, "transport": "sftp", "path": "*.csv", "options": FAST})
    (folder / "1.csv").write_text(HEADER + "a1,9,Quick,ada@novin.example,app,2026-11-20 10:00:00\n")
    assert world.ingest()["rows"]["accepted"] == 1
    server.close()


def test_the_doctor_asks_every_remote_source(world: World, serve: Any) -> None:
    from cxpulse.jobs.doctor_connections import source_connections

    world.source("nps", **TYPEFORM)
    assert [line.text for line in source_connections()] == ["every source is a local folder"]
    server = serve(Zendesk(), "zendesk")
    world.source("help", vendor="zendesk", transport="zendesk")
    world.source("lost", vendor="zendesk", transport="zendesk", options={"connection": "cx_lost"})
    world.source("wrong", vendor="zendesk", transport="zendesk", options={"object": ["tickets"]})
    lines = {line.check: (line.level, line.text) for line in source_connections()}
    assert lines["source help"] == ("ok", f"http://127.0.0.1:{server.port} answers; our role there is admin")
    assert lines["source lost"][0] == "fail"
    assert "set AIRFLOW_CONN_CX_LOST" in lines["source lost"][1]
    assert lines["source wrong"] == ("fail", f"{world.config}/sources/wrong.yaml: unknown field 'options.object'")
    with pytest.raises(ConfigurationError, match=r"unknown field .options\.object."):
        world.ingest()


def test_refetch_asks_from_the_beginning_and_changes_nothing_twice(world: World, serve: Any) -> None:
    server = serve(Zendesk(tickets=[ticket(1, "2026-11-21T10:00:00Z"), ticket(2, "2026-11-22T10:00:00Z")]), "zendesk")
    world.source("help", vendor="zendesk", transport="zendesk", options={**FAST, "objects": ["tickets"]})
    world.ingest()
    before = world.parts()
    result = world.ingest(refetch=True)
    assert "start_time" in server.requests[-1].query
    assert (result["rows"]["duplicates"], result["touched"], world.parts()) == (2, {}, before)


def test_options_that_say_how_to_fetch_change_no_reading(world: World, serve: Any) -> None:
    serve(Zendesk(tickets=[ticket(1, "2026-11-21T10:00:00Z")]), "zendesk")
    world.source("help", vendor="zendesk", transport="zendesk", options={**FAST, "objects": ["tickets"]})
    world.ingest()
    world.source("help", vendor="zendesk", transport="zendesk", options={**FAST, "objects": ["tickets"], "retries": 2})
    assert [f["state"] for f in world.ingest()["files"]] == ["no file"]


PIGEON = '''
"""Transport `pigeon`: what a bird brought."""
from cxpulse.sources.remote.contract import Fetched, Piece, RemoteOptions

class Options(RemoteOptions):
    connection: str = "cx_pigeon"
    text: str

def fetch(job):
    if job.marks.get("letter") == job.options.text:
        return Fetched()
    path = job.folder / "letter.csv"
    path.write_text(job.options.text)
    return Fetched([Piece(path, {"letter": job.options.text})])

def check(options, link):
    return "it flies"
'''


def test_a_new_transport_is_one_file(world: World, tmp_path: Path) -> None:
    from cxpulse.sources import transports

    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "pigeon.py").write_text(PIGEON)
    world.monkeypatch.setattr(transports, "__path__", [*transports.__path__, str(tmp_path / "more")])
    text = HEADER + "a1,9,Quick,ada@novin.example,app,2026-11-20 10:00:00\n"
    world.source("nps", **{**TYPEFORM, "transport": "pigeon", "options": {"text": text}})
    assert [world.ingest()["rows"]["accepted"] for _ in range(2)] == [1, 0]
