"""The business week as an Airflow timetable. The arithmetic is `core.weeks`; this only hands it to Airflow.

A plain cron expression gives intervals of no width, in which a weekly query would find nothing; this one gives the whole
week, whichever weekday it begins on, 167 or 169 hours long when a clock changes in it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
from airflow.exceptions import AirflowTimetableInvalid
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

from cxpulse.core.weeks import WEEKDAYS, Calendar


class WeekTimetable(Timetable):
    """One run a week, on the first day of the next week at `hour`, for the week just ended.

    zone: time zone of the business; first_weekday: 0 = Monday ... 6 = Sunday; hour: 0-23 on that zone's clock.
    """

    def __init__(self, zone: str, first_weekday: int, hour: int = 7) -> None:
        self.calendar = Calendar(zone=zone, first_weekday=first_weekday)
        self.hour = hour
        self.description = f"Weeks from {WEEKDAYS[first_weekday % 7].capitalize()}, run at {hour:02d}:00 {zone}"

    @property
    def summary(self) -> str:
        """What the UI shows beside the DAG."""
        return f"weekly, {WEEKDAYS[self.calendar.first_weekday % 7].capitalize()} {self.hour:02d}:00 {self.calendar.zone}"

    def serialize(self) -> dict[str, Any]:
        """The arguments, as JSON."""
        return {"zone": self.calendar.zone, "first_weekday": self.calendar.first_weekday, "hour": self.hour}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> WeekTimetable:
        """The inverse of `serialize`."""
        return cls(**data)

    def validate(self) -> None:
        """Raises AirflowTimetableInvalid for a weekday, hour or zone that does not exist."""
        if not 0 <= self.calendar.first_weekday <= 6 or not 0 <= self.hour <= 23:
            raise AirflowTimetableInvalid(f"first_weekday must be 0-6 and hour 0-23, got {self.serialize()}")
        try:
            ZoneInfo(self.calendar.zone)
        except (KeyError, ValueError):
            raise AirflowTimetableInvalid(f"'{self.calendar.zone}' is no time zone") from None

    def run_of(self, week: dt.date) -> DagRunInfo:
        """The run for the week named by its first day."""
        start, end = self.calendar.bounds(week)
        first_day_after = dt.datetime.combine(week + dt.timedelta(days=7), dt.time(self.hour), ZoneInfo(self.calendar.zone))
        return DagRunInfo(
            run_after=pendulum.instance(first_day_after.astimezone(dt.UTC)),
            data_interval=DataInterval(pendulum.instance(start), pendulum.instance(end)),
        )

    def infer_manual_data_interval(self, *, run_after: pendulum.DateTime) -> DataInterval:
        """A run made by hand with a logical date is for the last week that had ended by then."""
        interval = self.run_of(self.calendar.last_complete(run_after)).data_interval
        assert interval is not None
        return interval

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The week after the last one; without a last one the first week that begins at or after the start date.

        Without catch-up never earlier than the last week that is due already. None when past the end date.
        """
        week = self._next_week(last_automated_data_interval, restriction.earliest)
        if week is None:
            return None
        if not restriction.catchup:
            week = max(week, self._last_due(dt.datetime.now(dt.UTC)))
        if restriction.latest is not None and self.calendar.bounds(week)[0] > restriction.latest:
            return None
        return self.run_of(week)

    def _next_week(self, last: DataInterval | None, earliest: dt.datetime | None) -> dt.date | None:
        if last is not None:
            return self.calendar.week_of(last.start) + dt.timedelta(weeks=1)
        if earliest is None:
            return None
        week = self.calendar.week_of(earliest)
        return week if self.calendar.bounds(week)[0] >= earliest else week + dt.timedelta(weeks=1)

    def _last_due(self, now: dt.datetime) -> dt.date:
        week = self.calendar.last_complete(now)
        return week if self.run_of(week).run_after <= now else week - dt.timedelta(weeks=1)
