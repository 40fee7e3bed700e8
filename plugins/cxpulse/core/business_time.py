"""Minutes that fall into opening hours, in the schedule's own zone, without holidays."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Schedule:
    """Opening hours by weekday (0 = Monday ... 6 = Sunday) as (opens, closes) in local time; closed on other days.

    Iran, Thursday and Friday off: {5: (9, 17), 6: ..., 0: ..., 1: ..., 2: ...} with `datetime.time` values. A day may not
    close before it opens; hours over midnight are two days' hours.
    """

    zone: str
    hours: Mapping[int, tuple[dt.time, dt.time]]
    holidays: frozenset[dt.date] = frozenset()
    _starts: list[dt.datetime] = field(default_factory=list, repr=False, compare=False)
    _ends: list[dt.datetime] = field(default_factory=list, repr=False, compare=False)
    _before: list[float] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        for day, (opens, closes) in self.hours.items():
            if closes <= opens:
                raise ValueError(f"weekday {day}: closes at {closes}, which is not after {opens}")

    def spans(self, start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime, float]]:
        """Every opening span that two aware instants need, a week or more to both sides: (opens, closes, open minutes before).

        A query finds open minutes up to an instant in the last span that begins before it, as `minutes` does.
        """
        self._prepare(start, end)
        return list(zip(self._starts, self._ends, self._before, strict=True))

    def minutes(self, start: dt.datetime, end: dt.datetime) -> float:
        """Open minutes between two aware instants; 0 when end <= start. Raises ValueError for naive instants.

        Monday to Friday 9-17 UTC: from Friday 16:30 to Monday 9:15 -> 45.
        """
        if start.tzinfo is None or end.tzinfo is None:
            raise ValueError("business time needs instants with a zone")
        if end <= start:
            return 0.0
        self._prepare(start, end)
        return self._elapsed(end) - self._elapsed(start)

    def _prepare(self, start: dt.datetime, end: dt.datetime) -> None:
        """Extends the table of opening spans so that it covers both instants; it is built once per schedule."""
        if self._starts and self._starts[0] <= start - dt.timedelta(days=7) and self._ends[-1] >= end + dt.timedelta(days=7):
            return
        zone = ZoneInfo(self.zone)
        first = min([start, *self._starts[:1]]).astimezone(zone).date() - dt.timedelta(days=30)
        last = max([end, *self._ends[-1:]]).astimezone(zone).date() + dt.timedelta(days=30)
        days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
        open_days = [d for d in days if d.weekday() in self.hours and d not in self.holidays]
        self._starts[:] = [_instant(d, self.hours[d.weekday()][0], zone) for d in open_days]
        self._ends[:] = [_instant(d, self.hours[d.weekday()][1], zone) for d in open_days]
        total, before = 0.0, []
        for opens, closes in zip(self._starts, self._ends, strict=True):
            before.append(total)
            total += (closes - opens).total_seconds() / 60
        self._before[:] = before

    def _elapsed(self, instant: dt.datetime) -> float:
        at = bisect_right(self._starts, instant) - 1
        if at < 0:
            return 0.0
        inside = min(instant, self._ends[at]) - self._starts[at]
        return self._before[at] + inside.total_seconds() / 60


def _instant(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=zone).astimezone(dt.UTC)
