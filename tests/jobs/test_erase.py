"""One person erased: from every table, from raw exports and lists; figures stay; no export brings them back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.core.errors import InputError
from cxpulse.jobs import measure
from cxpulse.jobs.customers import customers, load_view
from cxpulse.jobs.erase import erase, find
from cxpulse.jobs.ingest import ingest
from cxpulse.state.erasures import erased_keys
from ingest_world import HEADER, NOW, TYPEFORM, World

WEEK = dt.date(2026, 11, 14)
MAIL = "Ann+shop@Example.com"
CRM = "ID,ACCOUNTID,LASTNAME,EMAIL,PHONE,CREATEDDATE,CUSTOMER_ID__C,ISDELETED\n"
ANSWERS = (
    HEADER
    + "a1,3,The courier shouted at my dog,ann@example.com,app,2026-11-15 10:00:00\n"
    + "a2,9,,ANN@example.com,app,2026-11-16 10:00:00\n"  # the same person again in that week: only this one counts
    + "".join(f"b{i},{i},Fine,bob{i}@example.com,web,2026-11-17 10:00:00\n" for i in range(11))
)
OTHERS = HEADER + "c1,7,Late,cleo@example.com,app,2026-11-18 10:00:00\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path, monkeypatch)
    world.settings(phone_region="IR")
    world.source("nps", **TYPEFORM)
    world.source("crm", vendor="salesforce", path="crm.csv")
    columns = {"ticket_id": "No", "person_id": "Customer", "created_at": "Made", "tags": "Tags"}
    world.source("desk", vendor="generic", path="desk.csv", entities=["ticket"], columns=columns, date_format="%Y-%m-%d")
    world.export("typeform/1.csv", ANSWERS)
    world.export("typeform/2.csv", OTHERS)
    rows = "1,A1,Ann,ann@example.com,0912 345 6789,2026-01-01T00:00:00Z,N1,false\n2,A2,Bob,bob1@example.com,0912 345 0000,2026-01-01T00:00:00Z,N2,false\n"
    world.export("crm.csv", CRM + rows)
    world.export("desk.csv", "No,Customer,Made,Tags\n7,N1,2026-11-15,ann dog\n8,N2,2026-11-15,bob\n")
    world.ingest()
    return world


def counted(settings: Settings) -> tuple[int, float | None]:
    measure.measure(settings, touched=None, now=NOW)
    nps = measure.measurements(settings, [WEEK], ["nps"])[0]
    return nps.n, nps.value


def test_looking_changes_nothing_and_the_proof_says_what_was_removed(world: World) -> None:
    settings, before = load_settings(), world.parts()
    figures = counted(settings)
    found = find(settings, MAIL, now=NOW)
    assert [r.split(":")[:2] for r in found["records"]] == [["crm", "contact"], ["desk", "ticket"], ["nps", "response"]]
    assert {name: print_ for name, print_ in world.parts().items() if "customer_view" not in name} == before
    proof = erase(settings, MAIL, now=NOW)
    assert proof["rows"] == {"contact": {"crm/all": 1}, "response": {"nps/2026-11-14": 2}, "ticket": {"desk/2026-11-14": 1}}
    assert (proof["comments"], proof["left"], len(proof["raw_removed"])) == (1, 0, 3)
    assert proof["exports_still_holding"] == ["crm.csv", "typeform/1.csv"]
    assert counted(settings) == figures == (13, pytest.approx(-400 / 13))
    stored = b"".join(p.read_bytes() for p in world.data.rglob("*") if p.is_file())
    assert b"ann@example.com" not in stored.lower()
    assert b"shouted" not in stored
    assert len(list((world.data / "raw").rglob("*.csv"))) == 1  # the export that only others are in
    assert world.rows("ticket", "ticket_id, tags") == [("7", None), ("8", "bob")]
    assert world.rows("contact", "contact_id") == [("2",)]


def test_others_stay_as_they_were_and_a_report_that_quotes_the_person_goes(world: World) -> None:
    settings = load_settings()
    for name, text in (("weekly", "The courier shouted at my dog"), ("board", "Something else entirely")):
        folder = settings.local_root / "archive" / name / "2026-11-14" / "en"
        folder.mkdir(parents=True)
        (folder / "model.json").write_text(json.dumps({"comments": [{"text": text}]}))
        (folder / "report.pdf").write_bytes(b"%PDF")
    customers(settings, now=NOW)
    before = {(r["source"], r["id"]): r["customer_id"] for r in load_view(settings).to_pylist()}
    gone = {tuple(name.split(":")[::2]) for name in find(settings, MAIL, now=NOW)["records"]}
    assert erase(settings, MAIL, now=NOW)["reports_removed"] == ["weekly/2026-11-14/en"]
    assert [p.parent.parent.parent.name for p in (settings.local_root / "archive").rglob("report.pdf")] == ["board"]
    after = {(r["source"], r["id"]): r["customer_id"] for r in load_view(settings).to_pylist()}
    assert after == {place: c for place, c in before.items() if place not in gone and place != ("crm", "A1")}


def test_quotes_of_a_long_comment_go_from_reports_and_alerts(world: World) -> None:
    from cxpulse.core.comments import printed
    from cxpulse.state.alert_states import AlertStates

    words = "The courier shouted at my dog, threw the parcel over the fence and drove away. " * 5
    world.export("typeform/3.csv", HEADER + f'a3,2,"{words}",ann@example.com,app,2026-11-17 10:00:00\n')
    world.ingest()
    settings, quote = load_settings(), printed(words)
    assert quote.endswith("…"), "a long comment is printed cut"
    folder = settings.local_root / "archive" / "weekly" / "2026-11-14" / "en"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text(json.dumps({"comments": [{"text": quote}]}))
    states = AlertStates(settings.state_database)
    finding = {"series": "nps|all", "state": "open", "comments": [{"text": quote}, {"text": "Late"}]}
    states.save("weekly", WEEK, [finding, {"series": "nps|channel=app", "state": "quiet", "comments": []}])
    proof = erase(settings, MAIL, now=NOW)
    assert (proof["reports_removed"], proof["alert_quotes"]) == (["weekly/2026-11-14/en"], 1)
    kept = states.findings("weekly", WEEK)
    assert [(f["state"], f["comments"]) for f in kept] == [("open", [{"text": "Late"}]), ("quiet", [])]
    assert b"threw the parcel" not in b"".join(p.read_bytes() for p in world.data.rglob("*") if p.is_file())


def test_the_same_export_does_not_bring_the_person_back(world: World) -> None:
    settings = load_settings()
    erase(settings, MAIL, now=NOW)
    rows = world.rows("response")
    again = world.ingest(again=True)
    assert {f["file"]: f["not_answers"] for f in again["files"] if f["not_answers"]} == {
        "typeform/1.csv": {"erased": 2}, "crm.csv": {"erased": 1}, "desk.csv": {"erased": 1},
    }  # fmt: skip
    assert all(f["read"] == f["accepted"] + f["rejected"] + f["duplicates"] for f in again["files"])
    assert world.rows("response") == rows
    assert erase(settings, MAIL, now=NOW)["rows"] == {}


def test_the_number_of_an_erased_person_may_be_given_to_another(world: World) -> None:
    erase(load_settings(), MAIL, now=NOW)
    world.export("crm.csv", CRM + "9,A9,Eve,eve@example.com,09123456789,2026-11-20T00:00:00Z,N9,false\n")
    world.ingest()
    assert ("9",) in world.rows("contact", "contact_id")


def test_a_shared_telephone_is_not_taken_from_the_other(world: World) -> None:
    world.export("crm.csv", CRM + "1,A1,Ann,ann@example.com,09123456789,2026-01-01T00:00:00Z,N1,false\n3,A3,Dan,dan@example.com,09123456789,2026-01-02T00:00:00Z,N3,false\n")
    world.ingest()
    settings = load_settings()
    erase(settings, MAIL, now=NOW)
    kept = world.rows("contact", "contact_id, phone_key")
    assert [id_ for id_, _ in kept] == ["2", "3"]
    assert kept[1][1] not in erased_keys(settings.state_database)


def test_nobody_and_no_address(world: World) -> None:
    settings = load_settings()
    assert erase(settings, "nobody@example.com", now=NOW)["rows"] == {}
    with pytest.raises(InputError, match="no e-mail address"):
        find(settings, "Ann", now=NOW)


def test_an_object_store_is_cleared_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = World(tmp_path, monkeypatch)
    remote.source("nps", **TYPEFORM)
    remote.export("typeform/1.csv", ANSWERS)
    monkeypatch.setenv("CXPULSE_DATA", f"memory://erase-{tmp_path.name}")
    settings = load_settings().model_copy(update={"state_url": f"sqlite:///{tmp_path / 'state.db'}"})
    ingest(settings, sources=None, now=NOW)
    proof = erase(settings, MAIL, now=NOW)
    assert (proof["rows"], proof["left"], len(proof["raw_removed"])) == ({"response": {"nps/2026-11-14": 2}}, 0, 1)


def test_what_a_person_wrote_in_tickets_goes_with_the_exports_of_the_messages(world: World) -> None:
    columns = {"message_id": "No", "ticket_id": "Ticket", "author": "Who", "sent_at": "At"}
    world.source("mails", vendor="generic", path="mails/*.csv", entities=["message"], columns=columns, date_format="%Y-%m-%d %H:%M")
    world.export("mails/1.csv", "No,Ticket,Who,At,Body\nm1,7,customer,2026-11-15 10:00,I live in Acacia Road 29\n")
    world.export("mails/2.csv", "No,Ticket,Who,At,Body\nm2,8,customer,2026-11-15 11:00,My bill please\n")
    world.ingest()
    assert len(world.rows("message", "message_id")) == 2
    erase(load_settings(), MAIL, now=NOW)
    stored = b"".join(p.read_bytes() for p in world.data.rglob("*") if p.is_file())
    assert b"Acacia Road" not in stored
    assert b"My bill please" in stored
    assert len(world.rows("message", "message_id")) == 2  # the waits stay
