"""The self-service score from an analytics export and the helpdesk's tickets; not supplied without a help centre."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.core.measurement import Measurement, State
from cxpulse.jobs.measure import measure, measurements
from ingest_world import NOW, World, adds_up

WEEK = dt.date(2026, 11, 14)
TICKETS = "Ticket,Who,Opened\n" + "".join(f"{n},{n % 20},2026-11-15 10:{n:02}:00\n" for n in range(40))  # 20 persons, two tickets each
VISITS = "property_id,date,totalUsers,newUsers,sessions,screenPageViews\n1,20261113,9,9,9,9\n1,20261114,30,3,50,80\n1,20261120,30,3,30,80\n1,20261121,9,9,9,9\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, monkeypatch)
    made.source("desk", vendor="generic", path="desk/*", entities=["ticket"], zone="Asia/Tehran", columns={"ticket_id": "Ticket", "vendor_person": "Who", "created_at": "Opened"})
    made.export("desk/tickets.csv", TICKETS)
    return made


def figures(world: World) -> dict[str, Measurement]:
    taken = world.ingest()
    assert adds_up(taken)
    measure(load_settings(), touched=taken["touched"], now=NOW)
    return {m.metric: m for m in measurements(load_settings(), [WEEK], ["self_service_score", "help_to_ticket_rate"])}


def test_days_of_google_analytics(world: World) -> None:
    world.source("guide", vendor="google_analytics", path="guide/*", zone="Asia/Tehran")
    world.export("guide/overview.csv", VISITS)
    found = figures(world)
    score = found["self_service_score"]
    assert (score.state, score.value, score.n) == (State.GREY, 4.0, 20)  # 80 visits of the 14th and the 20th, 20 persons
    assert score.low is not None
    assert score.high is not None
    assert score.low < 4.0 < score.high
    assert found["help_to_ticket_rate"].state is State.NOT_SUPPLIED
    world.export("guide/overview_2.csv", VISITS.replace("20261120,30,3,30", "20261120,30,3,50"))
    assert figures(world)["self_service_score"].value == 5.0  # the newer file restates the day


def test_a_table_of_days_by_a_mapping(world: World) -> None:
    world.source("guide", vendor="generic", path="guide/*", entities=["help_day"], zone="Asia/Tehran", columns={"day_at": "Tag", "sessions": "Besuche", "led_to_ticket": "davon Anfrage"})
    world.export("guide/days.csv", "Tag,Besuche,davon Anfrage\n2026-11-14,60,6\n2026-11-15,40,4\n2026-11-16,1,2\n")
    found = figures(world)
    assert found["self_service_score"].value == 5.0  # the last day says that more asked than came: rejected
    assert (found["help_to_ticket_rate"].n, found["help_to_ticket_rate"].value) == (100, 0.1)


def test_without_a_help_centre_it_is_not_supplied(world: World) -> None:
    assert {m.state for m in figures(world).values()} == {State.NOT_SUPPLIED}
