"""Real exports: the counts that the notes beside them give, or a clear statement of what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.errors import InputError
from ingest_world import World, adds_up

CSAT = {"id": "real", "kind": "transactional", "scale": "csat", "minimum": 1, "maximum": 5, "satisfied_from": 4}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def take(world: World, file: Path) -> dict[str, Any]:
    """Ingests one loose file, as EXPORTS=file does."""
    world.monkeypatch.setenv("EXPORTS", str(file))
    result = world.ingest()
    assert adds_up(result)
    return result


def test_deleted_tickets_of_the_helpdesk_are_marked_and_the_newest_state_is_kept(world: World, shared_data: Path) -> None:
    take(world, shared_data / "zendesk_api/tickets.ndjson")
    status = [r[0] for r in world.rows("ticket", "status")]
    assert status.count("deleted") == 200
    assert world.rows("ticket", "updated_at::VARCHAR")[0][0].startswith("2024-02-07")


@pytest.mark.parametrize(
    ("file", "zone", "order"),
    [("surveymonkey/steak-risk-survey.csv", "no column with the time of the answer", "path: steak"),
     ("surveymonkey/flying-etiquette.csv", "no column with the time of the answer", "answered_at: <column>"),
     ("surveymonkey/weather-check.csv", "no column with the time of the answer", "answered_at: <column>"),
     ("surveymonkey/masculinity_raw-responses.csv", "which column is the score", "# StartDate"),
     ("qualtrics/qualtRics_sample.csv", "recognised as Qualtrics", "vendor: qualtrics"),
     ("qualtrics/qualtRics_sample_legacy.csv", "recognised as Qualtrics", "vendor: qualtrics")],
)  # fmt: skip
def test_a_survey_without_a_declared_score_says_what_is_missing(
    world: World, shared_data: Path, file: str, zone: str, order: str
) -> None:
    with pytest.raises(InputError) as told:
        take(world, shared_data / file)
    for part in ("no score column is declared", zone, order, "survey: {id: my_survey"):
        assert part in str(told.value)


def test_a_real_survey_is_counted_once_its_score_is_declared(world: World, shared_data: Path) -> None:
    world.source(
        "masculinity", vendor="surveymonkey", path="masculinity*", zone="America/New_York", columns={"score": "q0001"},
        values={"score": {"Very masculine": "5", "Somewhat masculine": "4", "Not very masculine": "2", "Not at all masculine": "1"}},
        survey=CSAT,
    )  # fmt: skip
    world.settings(week={"first_day": "monday", "zone": "America/New_York"})
    result = take(world, shared_data / "surveymonkey/masculinity_raw-responses.csv")
    file = result["files"][0]
    assert file["read"] == file["accepted"] + file["rejected"] == 1615
    assert {r["value"] for r in world.rejects(result)} == {"No answer"}
    assert result["touched"]["response"] == ["2018-05-07", "2018-05-14", "2018-05-21"]


def test_a_qualtrics_answer_is_one_answer_and_not_three(world: World, shared_data: Path) -> None:
    world.source("q", vendor="qualtrics", path="*", columns={"score": "Q1", "comment": "Q2"}, survey=CSAT)
    result = take(world, shared_data / "qualtrics/qualtRics_sample.csv")
    assert (result["rows"]["read"], result["files"][0]["not_answers"]["labels"]) == (1, 2)


@pytest.mark.parametrize(
    ("file", "field", "read", "rejected_rows"),
    [("timeZoneFormatTestingWithErrors.csv", None, 6, [3, 4]), ("timeZoneFormatTesting.csv", None, 12, [])],
)  # fmt: skip
def test_mixed_time_formats_with_offsets(
    world: World, shared_data: Path, file: str, field: str | None, read: int, rejected_rows: list[int]
) -> None:
    path = shared_data / "salesforce_dataloader" / file
    header = path.read_text().splitlines()[0].split(",")
    key, moment = (h.strip('"') for h in header[:2])
    world.source("t", vendor="generic", path="*", entities=["account"], zone="UTC", columns={"account_id": key, "created_at": moment})
    result = take(world, path)
    assert (result["rows"]["read"], result["rows"]["rejected"]) == (read, len(rejected_rows))
    if rejected_rows:
        assert [int(r["row"]) for r in world.rejects(result)] == rejected_rows
    assert {str(r[0])[:10] for r in world.rows("account", "created_at")} == {"2009-07-14"}


def test_ids_wrapped_in_ideographic_blanks(world: World, shared_data: Path) -> None:
    path = shared_data / "salesforce_dataloader/upsertAccountSmallTemplate.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    key = next(name.strip('"') for name, cell in zip(*rows[:2], strict=False) if "\u3000" in cell)
    world.source("t", vendor="generic", path="*", entities=["account"], columns={"account_id": key})
    assert take(world, path)["rows"]["accepted"] == 10
    assert world.rows("account", "account_id")[0] == ("1-000000",)


def test_a_folder_of_loose_files_takes_what_it_knows_and_names_the_rest(world: World, shared_data: Path) -> None:
    result = take(world, shared_data / "zendesk_api")
    states = {f["file"]: f["state"] for f in result["files"]}
    assert states == {
        "organizations.ndjson": "taken", "tickets.ndjson": "taken", "users.ndjson": "taken",
        "audits.ndjson": "taken", "pagination_examples.json": "not recognised",
    }  # fmt: skip


def test_the_history_of_a_deleted_and_restored_ticket_ends_open(world: World, shared_data: Path) -> None:
    take(world, shared_data / "zendesk_api/audits.ndjson")
    states = {r[0]: r[1] for r in world.rows("ticket", "ticket_id, status")}
    assert (len(states), states["1"]) == (116, "open")
