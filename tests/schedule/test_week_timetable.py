"""The timetable gives the right weeks: three zones, clock changes, by hand, in a backfill, after a pause."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pendulum
import pytest

TEHRAN, BANGKOK, LONDON = ("Asia/Tehran", 5), ("Asia/Bangkok", 0), ("Europe/London", 0)


def timetable(zone: str, first_weekday: int, hour: int = 7) -> Any:
    from cxpulse.schedule.week_timetable import WeekTimetable

    return WeekTimetable(zone, first_weekday, hour)


def texts(info: Any) -> tuple[str, str, str]:
    start, end = info.data_interval
    return tuple(f"{instant:%Y-%m-%d %H:%M}" for instant in (start, end, info.run_after))  # type: ignore[return-value]


def scheduled(table: Any, earliest: str, latest: str) -> list[Any]:
    """What a backfill over [earliest, latest] creates."""
    from airflow.timetables.base import TimeRestriction

    limits = TimeRestriction(pendulum.parse(earliest), pendulum.parse(latest), catchup=True)
    infos, last = [], None
    while info := table.next_dagrun_info(last_automated_data_interval=last, restriction=limits):
        infos.append(info)
        last = info.data_interval
    return infos


@pytest.mark.parametrize(
    ("place", "week", "expected"),
    [
        (TEHRAN, dt.date(2026, 11, 14), ("2026-11-13 20:30", "2026-11-20 20:30", "2026-11-21 03:30")),
        (BANGKOK, dt.date(2026, 11, 16), ("2026-11-15 17:00", "2026-11-22 17:00", "2026-11-23 00:00")),
        (LONDON, dt.date(2026, 11, 16), ("2026-11-16 00:00", "2026-11-23 00:00", "2026-11-23 07:00")),
        (LONDON, dt.date(2026, 3, 23), ("2026-03-23 00:00", "2026-03-29 23:00", "2026-03-30 06:00")),  # 167 hours
        (LONDON, dt.date(2026, 10, 19), ("2026-10-18 23:00", "2026-10-26 00:00", "2026-10-26 07:00")),  # 169 hours
    ],
)
def test_a_week_in_its_zone(place: tuple[str, int], week: dt.date, expected: tuple[str, str, str]) -> None:
    assert texts(timetable(*place).run_of(week)) == expected


@pytest.mark.parametrize(("place", "first"), [(TEHRAN, "2026-10-17"), (BANGKOK, "2026-10-19"), (LONDON, "2026-10-19")])
def test_a_backfill_over_five_weeks_gives_five_weeks_without_gap(place: tuple[str, int], first: str) -> None:
    table = timetable(*place)
    start = dt.date.fromisoformat(first)
    bounds = [table.calendar.bounds(start + dt.timedelta(weeks=i)) for i in range(5)]
    infos = scheduled(table, bounds[0][0].isoformat(), bounds[4][0].isoformat())
    assert [tuple(info.data_interval) for info in infos] == bounds


def test_a_start_in_the_middle_of_a_week_begins_with_the_next() -> None:
    infos = scheduled(timetable(*TEHRAN), "2026-11-10T00:00:00Z", "2026-11-14T00:00:00Z")
    assert [texts(i)[0] for i in infos] == ["2026-11-13 20:30"]


@pytest.mark.parametrize(
    ("logical_date", "week_start"),
    [
        ("2026-11-20T20:29:59Z", "2026-11-06 20:30"),  # the last second of a week: that week is not over
        ("2026-11-20T20:30:00Z", "2026-11-13 20:30"),
        ("2026-11-25T09:00:00Z", "2026-11-13 20:30"),
    ],
)
def test_a_run_made_by_hand_is_for_the_last_week_that_is_over(logical_date: str, week_start: str) -> None:
    interval = timetable(*TEHRAN).infer_manual_data_interval(run_after=pendulum.parse(logical_date))
    assert f"{interval.start:%Y-%m-%d %H:%M}" == week_start


@pytest.mark.parametrize(
    ("now", "week_start"),
    [
        ("2026-11-21T03:29:00Z", "2026-11-06 20:30"),  # a minute before the hour of the report
        ("2026-11-21T03:30:00Z", "2026-11-13 20:30"),
    ],
)
def test_without_catch_up_a_long_pause_gives_the_last_due_week_only(
    monkeypatch: pytest.MonkeyPatch, now: str, week_start: str
) -> None:
    import time_machine
    from airflow.timetables.base import TimeRestriction

    limits = TimeRestriction(pendulum.parse("2024-01-01"), None, catchup=False)
    with time_machine.travel(dt.datetime.fromisoformat(now), tick=False):
        info = timetable(*TEHRAN).next_dagrun_info(last_automated_data_interval=None, restriction=limits)
    assert texts(info)[0] == week_start


def test_it_survives_being_written_down() -> None:
    table = timetable("Europe/London", 0, 9)
    again = type(table).deserialize(table.serialize())
    assert (again.serialize(), again.summary) == (table.serialize(), "weekly, Monday 09:00 Europe/London")


@pytest.mark.parametrize("wrong", [("Asia/Teheran", 5, 7), ("Asia/Tehran", 7, 7), ("Asia/Tehran", 5, 24)])
def test_a_wrong_week_is_refused(wrong: tuple[str, int, int]) -> None:
    from airflow.exceptions import AirflowTimetableInvalid

    with pytest.raises(AirflowTimetableInvalid):
        timetable(*wrong).validate()
