"""The business week: which instants belong to it, and which week a run is for.

A week is named by its first day, a local date in the business zone. Its bounds are half-open UTC instants, so a week in
which a clock changes is 167 or 169 hours long and no answer falls between two weeks or into both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where and on which weekday the business week begins.

    first_weekday: 0 = Monday ... 6 = Sunday, as `datetime.date.weekday()` counts.
    """

    zone: str
    first_weekday: int

    def first_day(self, day: dt.date) -> dt.date:
        """First day of the week that `day` lies in. Saturday weeks: 2026-11-20 (Friday) -> 2026-11-14."""
        return day - dt.timedelta(days=(day.weekday() - self.first_weekday) % 7)

    def week_of(self, instant: dt.datetime) -> dt.date:
        """First day of the week that an aware instant falls into.

        Raises ValueError for a naive instant: without a zone nobody can tell its week.
        """
        if instant.tzinfo is None:
            raise ValueError(f"{instant.isoformat()} has no time zone, so its week cannot be told")
        return self.first_day(instant.astimezone(ZoneInfo(self.zone)).date())

    def bounds(self, week: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Half-open UTC bounds [start, end) of the week named by `week`.

        Raises ValueError when `week` is not a first day. Asia/Tehran, 2026-11-14 -> 2026-11-13 20:30 to 2026-11-20 20:30 UTC.
        """
        if week != self.first_day(week):
            raise ValueError(
                f"{week} is a {WEEKDAYS[week.weekday()]}; weeks here begin on {WEEKDAYS[self.first_weekday]}: "
                f"did you mean {self.first_day(week)}?"
            )
        return self._midnight(week), self._midnight(week + dt.timedelta(days=7))

    def _midnight(self, day: dt.date) -> dt.datetime:
        local = dt.datetime.combine(day, dt.time(0), tzinfo=ZoneInfo(self.zone))
        return local.astimezone(dt.UTC)

    def weeks_between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """Every week from `first` to `last`, both named by their first day, both included; empty when last < first."""
        count = (last - first).days // 7 + 1
        return [first + dt.timedelta(weeks=i) for i in range(max(count, 0))]

    def last_complete(self, instant: dt.datetime) -> dt.date:
        """The last week that had ended at `instant`."""
        return self.week_of(instant) - dt.timedelta(weeks=1)


def resolve_week(
    calendar: Calendar,
    *,
    asked: dt.date | None = None,
    interval_start: dt.datetime | None = None,
    run_after: dt.datetime,
) -> dt.date:
    """The one place that decides which week a run is for.

    The week asked for wins (it must be a first day), else the week of the run's data interval, else the last complete
    week before the run. A run made by hand has no data interval, only `run_after`.
    """
    if asked is not None:
        calendar.bounds(asked)
        return asked
    if interval_start is not None:
        return calendar.week_of(interval_start)
    return calendar.last_complete(run_after)
