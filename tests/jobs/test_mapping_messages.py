"""cxpulse map on tables of messages and of a help centre's days: what it proposes reads the file as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.jobs.mapping import Proposal, propose, to_yaml
from cxpulse.jobs.mapping_types import Answers
from ingest_world import World, adds_up

MESSAGES = "ticket_id,sent,author,public\n7,2026-11-14 10:00:00,customer,true\n7,2026-11-14 11:00:00,agent,true\n7,2026-11-14 11:05:00,agent,false\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def proposed(world: World, text: str, **answers: str) -> Proposal:
    return propose(load_settings(), world.export("m.csv", text), Answers(**{"zone": "UTC", **answers}))  # type: ignore[arg-type]


def test_a_table_of_messages(world: World) -> None:
    made = proposed(world, MESSAGES)
    assert (made.source["entities"], made.questions) == (["message"], [])
    (world.config / "sources" / "m.yaml").write_text(to_yaml(made), encoding="utf-8")
    assert adds_up(world.ingest())
    assert world.rows("message", "ticket_id, author, public") == [("7", "customer", True), ("7", "agent", True), ("7", "agent", False)]


def test_other_words_for_the_author_are_asked_for(world: World) -> None:
    made = proposed(world, MESSAGES.replace("agent", "Ann"), entity="message")
    assert len(made.questions) == 1
    assert "'Ann'" in made.questions[0]
    assert "customer, agent, bot, system" in made.questions[0]


def test_days_of_a_help_centre(world: World) -> None:
    made = proposed(world, "Date,Sessions,Region\n2026-11-14,40,Tehran\n2026-11-15,60,Tehran\n")
    assert (made.source["entities"], made.questions) == (["help_day"], [])
    assert json.dumps(made.source["columns"], sort_keys=True) == '{"day_at": "Date", "region": "Region", "sessions": "Sessions"}'
    (world.config / "sources" / "m.yaml").write_text(to_yaml(made), encoding="utf-8")
    assert adds_up(world.ingest())
    assert world.rows("help_day", "sessions, region") == [(40, "Tehran"), (60, "Tehran")]


def test_a_column_that_is_missing_is_asked_for(world: World) -> None:
    made = proposed(world, "ticket_id,sent\n7,2026-11-14 10:00:00\n", entity="message")
    assert [q for q in made.questions if "'author'" in q]


def test_the_examples_read_files_as_they_say(world: World) -> None:
    from cxpulse.catalog.project import project_root

    examples = project_root() / "dags" / "config" / "sources" / "examples"
    for name in ("messages", "help_centre"):
        (world.config / "sources" / f"{name}.yaml").write_text((examples / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    world.export("messages/a.csv", "Ticket,Sent,Who,Public,Channel\n7,2026-11-14 10:00,client,yes,Chat\n7,2026-11-14 11:00,staff,no,Chat\n")
    world.export("help_centre/a.csv", "Day,Visits,Visits with a ticket,City\n2026-11-14,40,3,Tehran\n")
    assert adds_up(world.ingest())
    assert world.rows("message", "author, public, channel") == [("customer", True, "chat"), ("agent", False, "chat")]
    assert world.rows("help_day", "day_at::VARCHAR, sessions, led_to_ticket, region") == [("2026-11-13 20:30:00", 40, 3, "Tehran")]
