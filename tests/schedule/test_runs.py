"""A run knows its week, and where it may deliver."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from cxpulse.catalog.settings import Settings, WeekSettings
from cxpulse.core.errors import InputError
from cxpulse.schedule.runs import channels_of_run, week_of_run

SETTINGS = Settings(company={"en": "X"}, week=WeekSettings(first_day="saturday", zone="Asia/Tehran"))
RUN_AFTER = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def context(start: str | None = None, end: str | None = None, kind: str = "manual", **params: Any) -> dict[str, Any]:
    run = SimpleNamespace(
        data_interval_start=dt.datetime.fromisoformat(start) if start else None,
        data_interval_end=dt.datetime.fromisoformat(end) if end else None,
        run_after=RUN_AFTER,
        run_type=SimpleNamespace(value=kind),
    )
    return {"dag_run": run, "params": params}


WEEK = ("2026-10-30T20:30:00+00:00", "2026-11-06T20:30:00+00:00")


@pytest.mark.parametrize(
    ("given", "week"),
    [
        (context(*WEEK, week="2026-10-03"), "2026-10-03"),  # what was asked for wins
        (context(*WEEK, week=None), "2026-10-31"),  # else the interval of the run
        (context(week=None), "2026-11-14"),  # else the last week that is over
        (context(RUN_AFTER.isoformat(), RUN_AFTER.isoformat()), "2026-11-14"),  # an instant is no interval
    ],
)
def test_the_week_of_a_run(given: dict[str, Any], week: str) -> None:
    assert week_of_run(SETTINGS, given).isoformat() == week


@pytest.mark.parametrize(("asked", "says"), [("2026-11-15", "did you mean 2026-11-14"), ("15.11.2026", "15.11.2026")])
def test_a_day_that_begins_no_week_is_refused(asked: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        week_of_run(SETTINGS, context(week=asked))


@pytest.mark.parametrize(
    ("kind", "asked", "channels"),
    [
        ("scheduled", None, None),
        ("backfill", None, ["folder"]),
        ("backfill", ["smtp", "slack"], ["smtp", "slack"]),
        ("manual", ["folder"], ["folder"]),
    ],
)
def test_a_backfill_stays_in_the_house_unless_told_otherwise(kind: str, asked: list[str] | None, channels: list[str] | None) -> None:
    assert channels_of_run(context(kind=kind, channels=asked)) == channels
