"""Effort where low is good, the response rate, and a week of too few answers: each judged from a lake of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.alerts import Alert
from cxpulse.catalog.metrics import load_metric
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import judge as job
from cxpulse.jobs.measure import measure
from lake_fixtures import answer, put, settings

FIRST = dt.date(2025, 9, 1)
WEEKS = 42
LAST = FIRST + dt.timedelta(weeks=WEEKS - 1)
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
EFFORT = {"survey_id": "effort", "survey_kind": "transactional", "scale": "ces", "scale_min": 1, "scale_max": 5, "direction": "lower_is_better"}


def week_of(at: int) -> str:
    return (FIRST + dt.timedelta(weeks=at)).isoformat()


def effort(at: int, much: int, n: int = 100) -> Iterator[dict[str, Any]]:
    """n answers of an effort scale of 1 to 5 where low is good: `much` of a hundred say 5, the rest 1 and 2."""
    fives = (much + at * 7 % 5 - 2) * n // 100
    for i in range(n):
        yield answer(f"{FIRST + dt.timedelta(weeks=at, days=2)} 10:00:00", 5 if i < fives else 1 + i % 2, **EFFORT)


def asked(at: int, answered: int) -> Iterator[dict[str, Any]]:
    """200 customers asked, of whom `answered` (and a few) answered."""
    day = FIRST + dt.timedelta(weeks=at, days=1)
    sent = dt.datetime.combine(day, dt.time(9))
    for i in range(200):
        said = i < answered + at * 7 % 5 - 2
        row = answer(f"{day} 12:00:00", 9, sent_at=sent)
        yield row if said else {**row, "answered_at": None, "score": None}


def judged(root: Path, rows: dict[int, list[dict[str, Any]]], metric: str, week: dt.date = LAST) -> dict[str, Any]:
    made: Settings = settings(root)
    for at, some in rows.items():
        put(made, "response", week_of(at), some)
    measure(made, touched=None, now=NOW)
    alert = Alert(name="test", rule="calibrated", false_alerts_per_year=2, metrics=(metric,), by=((),))
    return next(f for f in job.judge(made, week, alert) if f["series"] == f"{metric}|all")


@pytest.mark.parametrize(("much", "state"), [(40, "open"), (2, "quiet")])
def test_on_a_scale_of_effort_only_a_rise_is_a_fall(tmp_path: Path, much: int, state: str) -> None:
    found = judged(tmp_path, {at: list(effort(at, much if at >= WEEKS - 2 else 20)) for at in range(WEEKS)}, "ces_effort")
    assert (found["state"], found["direction"]) == (state, "lower_is_better")
    if state == "open":
        assert found["now"] > found["usual"]
        assert found["drop"] > 0


def test_fewer_who_answer_open_the_alert_of_the_response_rate(tmp_path: Path) -> None:
    late = load_metric("response_rate").matures_weeks
    rows = {at: list(asked(at, 20 if at >= WEEKS - 2 else 60)) for at in range(WEEKS)}
    found = judged(tmp_path, rows, "response_rate", LAST + dt.timedelta(weeks=late))
    assert found["state"] == "open"
    assert (found["usual"], found["now"]) == (pytest.approx(0.3, abs=0.02), pytest.approx(0.1, abs=0.02))


def test_a_week_of_eight_terrible_answers_says_that_they_are_too_few(tmp_path: Path) -> None:
    rows = {at: list(effort(at, 100, 8) if at == WEEKS - 1 else effort(at, 20)) for at in range(WEEKS)}
    assert judged(tmp_path, rows, "ces_effort")["state"] == "not_enough_answers"
