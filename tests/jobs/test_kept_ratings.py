"""A helpdesk's list does not say when a ticket was rated: the first time at which a rating was seen decides its week."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest_world import World, adds_up

HEADER = "Id,Requester,Status,Created at,Updated at,Satisfaction Score\n"
SURVEY = {"id": "support_csat", "kind": "transactional", "scale": "csat", "minimum": 0, "maximum": 1, "satisfied_from": 1}
FIRST = HEADER + (
    "1,Ann,Solved,2026-11-02 10:00:00,2026-11-03 10:00:00,Good\n"
    "2,Bob,Solved,2026-11-02 10:00:00,2026-11-03 10:00:00,Bad\n"
    "3,Cyd,Solved,2026-11-02 10:00:00,2026-11-03 10:00:00,Offered\n"
)
LATER = HEADER + (  # touched again two weeks later; the second thought better of it, the third answered
    "1,Ann,Closed,2026-11-02 10:00:00,2026-11-18 10:00:00,Good\n"
    "2,Bob,Closed,2026-11-02 10:00:00,2026-11-18 10:00:00,Good\n"
    "3,Cyd,Closed,2026-11-02 10:00:00,2026-11-18 10:00:00,Bad\n"
)
LAST = LATER.replace("2026-11-18", "2026-11-23")
RATED = [("1", 1.0, "2026-11-03"), ("2", 1.0, "2026-11-18"), ("3", 0.0, "2026-11-18")]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path, monkeypatch)
    world.source("zendesk", vendor="zendesk", path="*.csv", zone="UTC", survey=SURVEY)
    return world


def bring(world: World, **files: str) -> dict[str, Any]:
    for name, content in files.items():
        world.export(f"{name}.csv", content)
    result = world.ingest()
    assert adds_up(result)
    return result


def rated(world: World) -> list[tuple[Any, ...]]:
    return world.rows("response", "response_id, score, strftime(answered_at, '%Y-%m-%d')")


def test_a_later_export_moves_no_rating_and_another_score_is_another_answer(world: World) -> None:
    bring(world, a=FIRST)
    assert rated(world) == [("1", 1.0, "2026-11-03"), ("2", 0.0, "2026-11-03"), ("3", None, None)]
    result = bring(world, b=LATER)
    assert rated(world) == RATED
    assert "known ratings that keep the time at which they were first seen, for the export does not say when they were given: 1" in next(
        f["notes"] for f in result["files"] if f["file"] == "b.csv"
    )
    bring(world, c=LAST)
    assert rated(world) == RATED
    weeks = {p.split("week=")[1] for p in world.parts() if "/response/" in p}
    assert weeks == {"2026-10-31.parquet", "2026-11-14.parquet"}


def test_all_exports_in_one_run_give_the_same_and_so_does_reading_them_again(world: World) -> None:
    bring(world, a=FIRST, b=LATER, c=LAST)
    assert rated(world) == RATED
    before = {name: mark for name, (_, mark) in world.parts().items()}
    world.ingest(again=True)
    assert rated(world) == RATED
    assert {name: mark for name, (_, mark) in world.parts().items()} == before


def test_what_else_changes_of_a_rated_ticket_stays_in_the_week_of_the_rating(world: World) -> None:
    def export(channel: str, day: str) -> str:
        return f"{HEADER.strip()},Via\n1,Ann,Solved,2026-11-02 10:00:00,2026-11-{day} 10:00:00,Good,{channel}\n"

    bring(world, a=export("chat", "03"))
    bring(world, b=export("Web form", "18"))
    assert world.rows("response", "channel, strftime(answered_at, '%Y-%m-%d')") == [("web", "2026-11-03")]
    assert {p.split("week=")[1] for p in world.parts() if "/response/" in p} == {"2026-10-31.parquet"}
