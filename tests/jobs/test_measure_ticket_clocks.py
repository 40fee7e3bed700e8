"""Ticket clocks by hand, from the lake to the figure: first resolutions, and open minutes with the weekends of Iran."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.catalog.settings import WEEKDAYS, Settings
from cxpulse.core.measurement import State
from cxpulse.jobs.measure import counts, measure, measurements
from lake_fixtures import put, settings, utc

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)


def figure(config: Settings, metric: str, week: dt.date):  # type: ignore[no-untyped-def]
    return measurements(config, [week], [metric])[0]


def test_first_resolution_runs_to_the_first_solve_whatever_comes_after(tmp_path: Path) -> None:
    config, week, after = settings(tmp_path), dt.date(2026, 3, 23), dt.date(2026, 3, 30)
    came = {"created_at": utc("2026-03-24 10:00:00"), "status": "solved"}
    solved_once = [
        {**came, "reopens": 0, "resolution_minutes": float(m), "solved_at": came["created_at"] + dt.timedelta(minutes=m)}
        for m in range(70, 130, 10)
    ]
    late = {"reopens": 1, "resolution_minutes": 10_080.0, "solved_at": utc("2026-03-31 10:00:00")}
    solved_twice = [{**came, **late, "first_resolution_minutes": float(m)} for m in range(10, 70, 10)]
    open_again = {**came, "status": "open", "reopens": 1, "first_resolution_minutes": 65.0}
    merged = {**open_again, "status": "merged", "first_resolution_minutes": 1.0}
    put(config, "ticket", "2026-03-23", [*solved_once, *solved_twice, open_again, merged])
    measure(config, touched=None, now=NOW)
    first = figure(config, "first_resolution_median", week)
    # 10, 20, ..., 60, 65, 70, ..., 120: the seventh of thirteen; by the binomial (.5) its interval is the 3rd to the 11th
    assert (first.n, first.value) == (13, pytest.approx(65, rel=0.005))
    assert (first.low, first.high) == (pytest.approx(30, rel=0.005), pytest.approx(100, rel=0.005))
    assert first.state is State.GREY
    # a ticket's full resolution belongs to the week of its last solve, its first one to that of the first
    assert [figure(config, "resolution_median", w).n for w in (week, after)] == [6, 6]
    assert figure(config, "first_resolution_median", after).n == 0


@pytest.mark.parametrize(
    ("closed", "reply", "resolution"),
    [
        # Wednesday 16-17, Thursday 9-17, nothing on Friday, Saturday 9-10; then the rest of Saturday and Sunday 9-11
        (("friday",), 60 + 480 + 60, 60 + 480 + 480 + 120),
        (("thursday", "friday"), 60 + 60, 60 + 480 + 120),
        # Saturday and Sunday off, as elsewhere: Thursday and Friday are worked, nobody is there for the reply or the solve
        (("saturday", "sunday"), 60 + 480 + 480, 60 + 480 + 480),
    ],
)
def test_open_minutes_over_the_weekend(tmp_path: Path, closed: tuple[str, ...], reply: int, resolution: int) -> None:
    plain = settings(tmp_path, zone="Asia/Tehran", first_day="saturday")
    hours = {day: "09:00-17:00" for day in WEEKDAYS if day not in closed}
    config = Settings.model_validate({**plain.model_dump(), "business_hours": {"zone": "Asia/Tehran", "hours": hours}})
    ticket = {
        "created_at": utc("2026-03-25 12:30:00"),  # Wednesday 16:00 in Tehran, 3:30 ahead
        "first_reply_at": utc("2026-03-28 06:30:00"),  # Saturday 10:00
        "solved_at": utc("2026-03-29 07:30:00"),  # Sunday 11:00
        "reopens": 0,
    }
    put(config, "ticket", "2026-03-21", [ticket] * 12)
    measure(config, touched=None, now=NOW)
    rows = [r for r in counts(config, "ticket_times").to_pylist() if r["clock"] == "business"]
    sums = {r["measure_name"]: (r["week"], r["n"], round(r["sum"], 6)) for r in rows}
    assert sums == {
        "first_reply": (dt.date(2026, 3, 21), 12, 12 * reply),
        "only_resolution": (dt.date(2026, 3, 28), 12, 12 * resolution),
    }
    answered = figure(config, "first_reply_business_median", dt.date(2026, 3, 21))
    assert (answered.n, answered.value) == (12, pytest.approx(reply, rel=0.005))
    solved = figure(config, "resolution_business_median", dt.date(2026, 3, 28))
    assert (solved.n, solved.value) == (12, pytest.approx(resolution, rel=0.005))
