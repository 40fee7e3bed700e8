"""Which weeks the sample covers, which export brings which of them, and what was put into the data on purpose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from cxpulse.core.weeks import Calendar
from cxpulse.samples import company as c

YEAR = 52
MIX_AGES = (22, 21, 20)
DROP_AGES = (1, 0)
DROP_POINTS = 35.0
SPECIAL = {"Nowruz": ((3, 20), (4, 2)), "Songkran": ((4, 12), (4, 16))}


@dataclass(frozen=True, slots=True)
class Window:
    """One export: its day (taken at that day's first minute) and the first and last week that are new in it."""

    day: dt.date
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Shock:
    """What moved all answers of one week, in NPS points."""

    common: float
    region: c.Floats
    touchpoint: c.Floats


@dataclass(frozen=True)
class Plan:
    """The frame of one sample: weeks, their UTC bounds in epoch seconds, and the exports."""

    calendar: Calendar
    seed: int
    scale: float
    weeks: list[dt.date]
    windows: list[Window]
    edges: c.Ints
    shocks: list[Shock] = field(repr=False)

    def age(self, week: int) -> int:
        """Weeks between week number `week` and the last one."""
        return len(self.weeks) - 1 - week

    def window_of(self, week: int) -> int:
        """Number of the export in which a week is new."""
        return next(k for k, w in enumerate(self.windows) if week <= w.last)

    def export_second(self, window: int) -> int:
        """Epoch second at which an export was taken: the end of its last week."""
        return int(self.edges[self.windows[window].last + 1])

    def special(self, week: int) -> dict[str, float]:
        """Announced special periods that touch a week, with the share of the week's days in them."""
        return {n: share for n, (a, b) in SPECIAL.items() if (share := _share(self.weeks[week], a, b)) > 0}

    def region_share(self, week: int) -> c.Floats:
        """Share of each region in a week's volume: Thailand is quiet at Songkran."""
        share = c.REGION_SHARE * np.where(c.THAI, 1 - 0.6 * self.special(week).get("Songkran", 0.0), 1.0)
        return share / share.sum()

    def volume(self, what: str, week: int, rng: np.random.Generator) -> int:
        """Rows of one subject in one week: growth, season, Nowruz, and a little chance."""
        growth = 0.79 ** (self.age(week) / YEAR)
        season = 1 + 0.1 * np.cos(2 * np.pi * (self.weeks[week].timetuple().tm_yday - 345) / 365.25)
        quiet = 1 - 0.5 * self.special(week).get("Nowruz", 0.0)
        expected = c.VOLUMES[what] * self.scale * growth * season * quiet * np.exp(rng.normal(0, 0.035))
        return int(max(1, round(expected)))

    def dropped(self, week: int) -> bool:
        """Does the injected drop hold in this week?"""
        return self.age(week) in DROP_AGES

    def mixed(self, week: int) -> bool:
        """Does the injected mix shift hold in this week?"""
        return self.age(week) in MIX_AGES and len(self.weeks) > MIX_AGES[0]


def make_plan(calendar: Calendar, end: dt.date, weeks: int, seed: int, scale: float) -> Plan:
    """The frame for `weeks` weeks, the last one named by `end` (a first day, else ValueError)."""
    calendar.bounds(end)
    days = calendar.weeks_between(end - dt.timedelta(weeks=weeks - 1), end)
    bounds = [calendar.bounds(d)[0] for d in [*days, end + dt.timedelta(weeks=1)]]
    edges = np.array([int(b.timestamp()) for b in bounds], dtype=np.int64)
    shocks = [_shock(seed, weeks - 1 - i) for i in range(weeks)]
    return Plan(calendar, seed, scale, days, _windows(days), edges, shocks)


def _windows(days: list[dt.date]) -> list[Window]:
    """A year each for the history, and the last week alone."""
    last = len(days) - 1
    firsts = [*range(0, last, YEAR), last]
    lasts = [*(f - 1 for f in firsts[1:]), last]
    return [Window(days[b] + dt.timedelta(weeks=1), a, b) for a, b in zip(firsts, lasts, strict=True)]


def _shock(seed: int, age: int) -> Shock:
    rng = c.random(seed, "shocks", age)
    season = 1.5 * np.cos(2 * np.pi * age / YEAR)
    common = float(season + rng.normal(0, 1.3))
    return Shock(common, rng.normal(0, 0.8, len(c.REGIONS)), rng.normal(0, 0.8, len(c.TOUCHPOINTS)))


def _share(week: dt.date, first: tuple[int, int], last: tuple[int, int]) -> float:
    days = [week + dt.timedelta(days=d) for d in range(7)]
    return sum(first <= (d.month, d.day) <= last for d in days) / 7
