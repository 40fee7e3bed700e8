"""Of two people who change the same follow-up at once, one is told; what an erased person's notes said is gone everywhere."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxpulse.state.erasures import forget_follow_ups
from cxpulse.state.follow_up_log import Who, changes
from cxpulse.state.follow_ups import ChangedMeanwhile, FollowUp, FollowUps


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")


def follow_up(today: dt.datetime, **over: Any) -> FollowUp:
    known: dict[str, Any] = {
        "key": "a" * 24, "rule": "unhappy", "week": dt.date(2026, 11, 14), "account_id": "ACC", "respondent_key": "p" * 16, "survey_id": "nps",
        "response_id": "r", "reason": "score 1", "region": None, "plan": None, "value": None, "owner": "Support lead", "opened_at": today,
        "due_at": today + dt.timedelta(hours=48),
    }  # fmt: skip
    return FollowUp(**{**known, **over})


def test_of_six_who_saw_the_same_one_wins(url: str, today: dt.datetime) -> None:
    table, gate, won, told = FollowUps(url), threading.Barrier(6), [], []
    table.open([follow_up(today)])
    seen = follow_up(today).print

    def run(name: str) -> None:
        gate.wait()
        try:
            table.update("a" * 24, {"owner": name}, Who(name, "page", today), seen=seen)
            won.append(name)
        except ChangedMeanwhile as other:
            told.append(other.now.owner)

    threads = [threading.Thread(target=run, args=(f"person {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), set(told)) == (1, set(won))
    assert [(c.field, c.value, c.by) for c in changes(url, ["a" * 24])["a" * 24]] == [("owner", won[0], won[0])]


def test_a_print_is_of_what_people_change(today: dt.datetime) -> None:
    one = follow_up(today)
    assert one.print == follow_up(today, reason="score 2").print
    others = {follow_up(today, **{name: value}).print for name, value in (("note", "x"), ("owner", "y"), ("acted_at", today), ("answered_at", today))}
    assert len(others | {one.print}) == 5


def test_notes_of_an_erased_person_go_from_the_history_too(url: str, today: dt.datetime) -> None:
    table, key = FollowUps(url), "b" * 24
    table.open([follow_up(today, key=key, respondent_key="q" * 16)])
    table.update(key, {"note": "Ann said that she moves", "acted_at": today}, Who("sara", "page", today))
    assert forget_follow_ups(url, ["q" * 16]) == 1
    row = table.find(key)
    assert row is not None
    assert (row.note, row.respondent_key) == ("", None)
    assert {c.field: c.value for c in changes(url, [key])[key] if c.field == "note"} == {"note": ""}
