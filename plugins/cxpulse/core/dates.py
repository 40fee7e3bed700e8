"""Dates as people write them: which order of day and month a file proves, and what a zone's clock did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2060
TIMES_OF_DAY = (" %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "")
_STEP = dt.timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Shift:
    """One change of a zone's offset. at: naive UTC instant; before, after: seconds east of UTC."""

    at: dt.datetime
    before: int
    after: int

    @property
    def local_from(self) -> dt.datetime:
        """Local time from which a clock reading means `after`.

        A reading that occurred twice means the first of the two; a reading that never occurred is taken as if the
        clock had not been moved (PEP 495, fold=0).
        """
        return self.at + dt.timedelta(seconds=max(self.before, self.after))

    @property
    def odd_hour(self) -> tuple[dt.datetime, dt.datetime]:
        """Local readings [from, to) that never occurred (clock forward) or occurred twice (clock back)."""
        ends = (self.before, self.after)
        return self.at + dt.timedelta(seconds=min(ends)), self.at + dt.timedelta(seconds=max(ends))


@lru_cache(maxsize=64)
def shifts(zone: str) -> tuple[int, tuple[Shift, ...]]:
    """Offset in seconds at the start of 1970, and every change until 2060, oldest first.

    Asia/Tehran: the last one is 2022-09-21 19:30 UTC, 16200 -> 12600.
    """
    tz = ZoneInfo(zone)
    moment, end = dt.datetime(FIRST_YEAR, 1, 1), dt.datetime(LAST_YEAR, 1, 1)
    first = before = _offset(tz, moment)
    found: list[Shift] = []
    while moment < end:
        later = moment + _STEP
        after = _offset(tz, later)
        if after != before:
            found.append(Shift(_between(tz, moment, later, before), before, after))
        moment, before = later, after
    return first, tuple(found)


def _offset(tz: ZoneInfo, utc: dt.datetime) -> int:
    offset = utc.replace(tzinfo=dt.UTC).astimezone(tz).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _between(tz: ZoneInfo, low: dt.datetime, high: dt.datetime, before: int) -> dt.datetime:
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(tz, middle) == before else (low, middle)
    return high


def order_proved(first_max: int, second_max: int) -> str | None:
    """'dmy', 'mdy', 'both' (the file contradicts itself) or None (every date reads both ways).

    first_max, second_max: the largest first and second number of all dates written 3/4/2024. order_proved(22, 5) == "dmy".
    """
    if first_max > 12 and second_max > 12:
        return "both"
    if first_max > 12:
        return "dmy"
    return "mdy" if second_max > 12 else None


def order_formats(order: str) -> list[str]:
    """strptime formats of an order, '/' between the numbers: two-digit years first, because %Y takes two digits as year 24."""
    if order == "ymd":
        return [f"%Y/%m/%d{time}" for time in TIMES_OF_DAY]
    day = "%d/%m/" if order == "dmy" else "%m/%d/"
    return [f"{day}{year}{time}" for year in ("%y", "%Y") for time in TIMES_OF_DAY]
