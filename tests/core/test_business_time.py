"""Opening hours in the schedule's own zone."""

from __future__ import annotations

import datetime as dt

import pytest

from cxpulse.core.business_time import Schedule

NINE, FIVE = dt.time(9), dt.time(17)


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_over_a_weekend():
    office = Schedule("UTC", dict.fromkeys(range(5), (NINE, FIVE)))
    assert office.minutes(_utc("2026-11-20 16:30"), _utc("2026-11-23 09:15")) == 45
    assert office.minutes(_utc("2026-11-21 10:00"), _utc("2026-11-22 12:00")) == 0
    assert office.minutes(_utc("2026-11-23 09:15"), _utc("2026-11-20 16:30")) == 0


def test_thursday_and_friday_off_in_tehran():
    tehran = Schedule("Asia/Tehran", dict.fromkeys((5, 6, 0, 1, 2), (NINE, FIVE)))
    # Wednesday 18 November 16:00 in Tehran is 12:30 UTC; Saturday 21 November 10:00 is 06:30 UTC.
    assert tehran.minutes(_utc("2026-11-18 12:30"), _utc("2026-11-21 06:30")) == 120


def test_a_holiday_and_a_clock_change():
    london = Schedule("Europe/London", dict.fromkeys(range(7), (dt.time(0), dt.time(23, 59))), frozenset({dt.date(2026, 3, 28)}))
    # The clocks go forward on 29 March: the day is an hour shorter; the 28th is a holiday.
    assert london.minutes(_utc("2026-03-28 00:00"), _utc("2026-03-29 23:00")) == 23 * 60 - 1


def test_many_years_apart_costs_one_table():
    office = Schedule("UTC", dict.fromkeys(range(5), (NINE, FIVE)))
    assert office.minutes(_utc("2020-01-06 00:00"), _utc("2020-01-11 00:00")) == 5 * 480
    assert office.minutes(_utc("2026-01-05 00:00"), _utc("2026-01-10 00:00")) == 5 * 480


def test_impossible_hours_and_naive_instants_are_refused():
    with pytest.raises(ValueError, match="weekday 0"):
        Schedule("UTC", {0: (FIVE, NINE)})
    with pytest.raises(ValueError, match="zone"):
        Schedule("UTC", {0: (NINE, FIVE)}).minutes(dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2))
