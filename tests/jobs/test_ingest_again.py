"""Late, corrected and repeated exports: exactly the weeks that they touch, and nothing when nothing is new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.errors import ConfigurationError, InputError
from ingest_world import HEADER, TYPEFORM, World, adds_up


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, monkeypatch)
    made.source("nps", **TYPEFORM)
    made.export(
        "typeform/1.csv",
        HEADER
        + "a1,9,,,app,2026-10-20 10:00:00\na2,3,,,app,2026-10-27 10:00:00\na3,5,,,web,2026-11-03 10:00:00\na4,6,,,web,2026-11-10 10:00:00\n",
    )
    return made


def test_the_same_export_twice_changes_nothing(world: World) -> None:
    first = world.ingest()
    assert first["touched"] == {"response": ["2026-10-17", "2026-10-24", "2026-10-31", "2026-11-07"]}
    before = world.parts()
    again = world.ingest()
    assert again["rows"] == {"read": 4, "accepted": 0, "rejected": 0, "duplicates": 4}
    assert again["touched"] == {}
    assert world.parts() == before
    # The same rows in another file (another name, another order): known duplicates, too.
    text = (world.exports / "typeform/1.csv").read_text().splitlines()
    world.export("typeform/2.csv", "\n".join([text[0], *reversed(text[1:])]))
    third = world.ingest()
    assert third["files"][1]["state"] == "taken"
    assert (third["rows"]["accepted"], third["rows"]["duplicates"], third["touched"]) == (0, 8, {})
    assert world.parts() == before
    # Even read again on purpose.
    assert world.ingest(again=True)["touched"] == {}
    assert world.parts() == before


def test_the_same_content_under_two_names_in_one_run_is_taken_once(world: World) -> None:
    world.export("typeform/2.csv", (world.exports / "typeform/1.csv").read_bytes())
    result = world.ingest()
    assert adds_up(result)
    assert [(f["state"], f["accepted"], f["duplicates"]) for f in result["files"]] == [("taken", 4, 0), ("known", 0, 4)]
    assert len(world.rows("response")) == 4


def test_late_and_corrected_rows_touch_exactly_their_weeks(world: World) -> None:
    world.ingest()
    before = world.parts()
    world.export(
        "typeform/2.csv",
        HEADER + "late,10,,,app,2026-10-28 10:00:00\na3,8,,,web,2026-11-03 10:00:00\na1,9,,,app,2026-10-20 10:00:00\n",
    )
    result = world.ingest()
    assert result["touched"] == {"response": ["2026-10-24", "2026-10-31"]}
    assert result["files"][1] | {"accepted": 2, "duplicates": 1} == result["files"][1]
    changed = {name.rsplit("week=")[1][:10] for name, state in world.parts().items() if before.get(name) != state}
    assert changed == {"2026-10-24", "2026-10-31"}
    assert world.rows("response", "response_id, score") == [("a1", 9), ("a2", 3), ("a3", 8), ("a4", 6), ("late", 10)]


def test_a_row_that_moves_to_another_week_leaves_the_old_one(world: World) -> None:
    world.ingest()
    world.export("typeform/2.csv", HEADER + "a1,9,,,app,2026-11-11 10:00:00\n")
    result = world.ingest()
    assert result["touched"] == {"response": ["2026-10-17", "2026-11-07"]}
    assert not any("2026-10-17" in name for name in world.parts())
    assert len(world.rows("response")) == 4


def test_one_run_over_many_files_counts_like_many_runs(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "typeform/2.csv": HEADER + "a1,8,,,app,2026-10-20 10:00:00\na1,7,,,app,2026-10-20 10:00:00\nb,1,,,app,2026-10-20 10:00:00\n",
        "typeform/3.csv": HEADER + "a1,8,,,app,2026-10-20 10:00:00\nb,1,,,app,2026-10-20 10:00:00\n",
    }
    accounts = [world.ingest()["files"][-1]]
    for name, text in files.items():
        world.export(name, text)
        accounts.append(world.ingest()["files"][-1])
    together = World(tmp_path / "together", monkeypatch)
    together.source("nps", **TYPEFORM)
    for path in sorted((world.exports / "typeform").iterdir()):
        together.export(f"typeform/{path.name}", path.read_bytes())
    at_once = together.ingest()
    assert adds_up(at_once)
    keys = ("read", "accepted", "rejected", "duplicates")
    assert [[f[k] for k in keys] for f in at_once["files"]] == [[f[k] for k in keys] for f in accounts]
    assert [[f[k] for k in keys] for f in accounts] == [[4, 4, 0, 0], [3, 2, 0, 1], [2, 1, 0, 1]]
    assert together.rows("response", "response_id, score") == world.rows("response", "response_id, score")


def test_a_run_that_broke_while_writing_is_repaired_by_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import cxpulse.lake.partitions as partitions

    world.ingest()
    world.export("typeform/2.csv", HEADER + "a1,9,moved,,app,2026-11-11 10:00:00\nnew,2,,,app,2026-11-20 10:00:00\n")
    real = partitions.place

    def breaks(store: object, entity: str, source: str, part: str, made: object) -> None:
        if part == "2026-11-14":
            raise OSError("disk full")
        real(store, entity, source, part, made)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(partitions, "place", breaks)
        with pytest.raises(OSError, match="disk full"):
            world.ingest()
    result = world.ingest()
    assert result["files"][1]["state"] == "taken"
    assert [r[0] for r in world.rows("response", "response_id")] == ["a1", "a2", "a3", "a4", "new"]
    assert not list(world.data.rglob(".week*"))


def test_a_changed_definition_reads_the_same_file_again(world: World) -> None:
    world.ingest()
    world.source("nps", **{**TYPEFORM, "values": {"channel": {"app": "mobile"}}})
    result = world.ingest()
    assert result["files"][0]["state"] == "taken"
    assert result["touched"] == {"response": ["2026-10-17", "2026-10-24"]}
    assert [r[0] for r in world.rows("response", "channel")] == ["mobile", "mobile", "web", "web"]


def test_an_older_state_of_a_ticket_never_replaces_a_newer_one(world: World) -> None:
    header = '"Id","Requester","Status","Created at","Updated at","Solved at","Satisfaction Score"\n'
    world.source("desk", vendor="zendesk", path="zendesk/*", zone="Asia/Tehran")
    row = '"7","Ann","{}","2026-11-01 10:00:00","{}","{}",""\n'
    world.export("zendesk/1.csv", header + row.format("Solved", "2026-11-05 10:00:00", "2026-11-05 10:00:00"))
    world.ingest("desk")
    world.export("zendesk/2.csv", header + row.format("Open", "2026-11-02 10:00:00", "1900-01-01 00:00:00"))
    result = world.ingest("desk")
    assert (result["files"][1]["duplicates"], result["touched"]) == (1, {})
    assert world.rows("ticket", "status, solved_at::VARCHAR") == [("solved", "2026-11-05 06:30:00")]


def test_another_business_week_is_refused_for_a_lake_that_is_there(world: World) -> None:
    world.ingest()
    world.settings(week={"first_day": "monday", "zone": "Asia/Bangkok"})
    with pytest.raises(ConfigurationError, match="written with weeks from saturday in Asia/Tehran, the settings say monday in Asia/Bangkok"):
        world.ingest()


def test_an_object_store_holds_the_same_lake(world: World) -> None:
    import fsspec

    world.ingest()
    local = {name.split("lake/")[1]: state[1] for name, state in world.parts().items()}
    world.monkeypatch.setenv("CXPULSE_DATA", "memory://bucket/cx")
    world.monkeypatch.setenv("CXPULSE_STATE_URL", f"sqlite:///{world.data}/remote.db")
    world.monkeypatch.setenv("CXPULSE_PROJECT", str(world.data))
    world.monkeypatch.setenv("CXPULSE_SQL", str(Path(__file__).resolve().parents[2] / "sql"))
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    assert world.ingest()["rows"]["accepted"] == 4
    import hashlib

    remote = {
        name.split("lake/")[1]: hashlib.sha256(fs.cat_file(name)).hexdigest() for name in fs.find("/bucket/cx/lake") if name.endswith(".parquet")
    }
    assert remote == local
    world.export("typeform/2.csv", HEADER + "a1,9,,,app,2026-11-11 10:00:00\n")
    assert world.ingest()["touched"] == {"response": ["2026-10-17", "2026-11-07"]}
    assert not fs.exists("/bucket/cx/lake/response/source=nps/week=2026-10-17.parquet")
    assert len(fs.find("/bucket/cx/raw")) == 2


def test_an_entity_may_get_a_column_after_partitions_were_written(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from cxpulse.catalog.project import sql_dir

    world.ingest()
    shutil.copytree(sql_dir(), tmp_path / "sql")
    monkeypatch.setenv("CXPULSE_SQL", str(tmp_path / "sql"))
    file = tmp_path / "sql/canonical/response.yaml"
    file.write_text(file.read_text().replace("rules:", '  - {name: mood, type: text, doc: "New."}\nrules:'))
    world.export("typeform/2.csv", HEADER + "late,10,,,app,2026-10-28 10:00:00\n")
    assert world.ingest()["touched"] == {"response": ["2026-10-24"]}
    assert world.rows("response", "response_id")[-1] == ("late",)


def test_two_runs_at_once_lose_no_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Thread

    from cxpulse.jobs import ingest

    world.ingest()
    world.export("typeform/2.csv", HEADER + "b1,9,,,app,2026-10-20 11:00:00\n")
    checked, others = ingest.run_checks, []

    def with_another_run(*given: Any) -> Any:
        """Between the first run's reading and its writing, a second one begins on a further file of the same week."""
        if not others:
            world.export("typeform/3.csv", HEADER + "c1,9,,,app,2026-10-20 12:00:00\n")
            others.append(Thread(target=world.ingest))
            others[0].start()
            others[0].join(timeout=1)
        return checked(*given)

    monkeypatch.setattr(ingest, "run_checks", with_another_run)
    world.ingest()
    others[0].join(timeout=30)
    assert [r[0] for r in world.rows("response", "response_id")] == ["a1", "a2", "a3", "a4", "b1", "c1"]


def test_only_what_was_taken_in_counts_as_read_whatever_the_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that complete others are read last; what became of each must not be told of another."""
    from cxpulse.jobs import ingest

    world.source("desk", vendor="zendesk", path="desk/*.ndjson")
    world.export("desk/a.ndjson", '{"id": 1, "ticket_id": 7, "reply_time_in_minutes": {"calendar": 5}, "full_resolution_time_in_minutes": {}, "created_at": "2026-11-15T10:00:00Z"}\n')
    world.export("desk/b.ndjson", '{"something": "else"}\n')
    told: dict[str, str] = {}
    monkeypatch.setattr(ingest, "keep_marks", lambda *given, **_: told.update({p.name: state for p, state in given[3].items()}))
    with pytest.raises(InputError, match="no Zendesk export"):
        world.ingest()
    assert told == {"1.csv": "taken", "a.ndjson": "taken", "b.ndjson": "unreadable"}


def test_an_old_export_that_stays_in_its_folder_never_wins_over_a_newer_one(world: World) -> None:
    from datetime import timedelta

    from cxpulse.catalog.settings import load_settings
    from cxpulse.state.ingest_log import forget_before
    from ingest_world import NOW

    world.source("crm", vendor="generic", path="crm/*.csv", entities=["account"], columns={"account_id": "Id", "plan": "Plan"})
    world.export("crm/1.csv", "Id,Plan\n7,basic\n")
    world.export("crm/2.csv", "Id,Plan\n7,plus\n")
    world.ingest()
    assert forget_before(load_settings().state_database, NOW + timedelta(days=1)) == 3
    again = world.ingest()
    assert ({f["state"] for f in again["files"]}, again["touched"]) == ({"known"}, {})
    assert world.rows("account", "plan") == [("plus",)]
