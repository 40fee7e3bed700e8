"""Rows meet their week by the quarter of an hour: every instant of a week, and none of its neighbours'."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.core.weeks import Calendar
from cxpulse.jobs.measure_tables import QUARTER, quarter_hours_table, weeks_table


def settings(zone: str) -> Settings:
    return Settings.model_validate({"company": {"en": "T"}, "week": {"first_day": "monday", "zone": zone}})


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Tehran", 336), ("Europe/Berlin", 335), ("Australia/Lord_Howe", 336.5)])
def test_both_edges_of_a_week_and_a_change_of_the_clock(zone: str, hours: float) -> None:
    calendar = Calendar(zone, 0)
    weeks = weeks_table(calendar, [dt.date(2026, 3, 23), dt.date(2026, 3, 30)])  # Berlin moves its clock on 29 March, Lord Howe half an hour on 5 April
    table = quarter_hours_table(settings(zone), weeks).to_pydict()
    of = dict(zip(table["quarter"], table["week"], strict=True))
    assert len(of) == len(table["quarter"]) == 4 * hours
    start, end = (int(weeks[c][0].as_py().replace(tzinfo=dt.UTC).timestamp() * 1_000_000) for c in ("start_at", "end_at"))
    found = [of.get(instant // QUARTER) for instant in (start - 1, start, end - 1, end)]
    assert found == [None, dt.date(2026, 3, 23), dt.date(2026, 3, 23), dt.date(2026, 3, 30)]


def test_every_zone_is_whole_quarters_of_an_hour_from_utc_since_1990() -> None:
    days = [dt.datetime(1990, 1, 1) + dt.timedelta(days=30 * i) for i in range(730)]
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        assert all(not day.replace(tzinfo=zone).utcoffset() % dt.timedelta(minutes=15) for day in days), name


def test_a_week_that_begins_at_no_quarter_of_an_hour_is_told() -> None:
    weeks = weeks_table(Calendar("Africa/Monrovia", 0), [dt.date(1970, 1, 5)])  # 44.5 minutes behind UTC until 1972
    with pytest.raises(ConfigurationError, match="Africa/Monrovia"):
        quarter_hours_table(settings("Africa/Monrovia"), weeks)
