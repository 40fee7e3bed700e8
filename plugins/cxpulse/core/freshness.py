"""Is a source's data there, and all of it? Told from its newest row, its usual number of rows, and how often it is expected.

States: fresh; late (nothing newer than it should be); stopped (so long silent that it is more than a delay); incomplete
(on time, but far fewer rows than usual); not supplied (no row ever).
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FRESH, LATE, INCOMPLETE, STOPPED, NOT_SUPPLIED = "fresh", "late", "incomplete", "stopped", "not_supplied"
WANTING = (LATE, INCOMPLETE, STOPPED)
"""States that the gate of the report acts on: data were there once, and are missing now."""
LEAST_WEEKS = 4  # of history, before anything is called usual
CHANCE = 3.0  # standard errors: with few rows, less than the usual happens by chance


@dataclass(frozen=True, slots=True)
class Rule:
    """every_days: how often new rows are expected; missing_share: share of the usual rows that may be missing;
    stopped_after: expected deliveries in a row that may be missing before a source counts as stopped.
    """

    every_days: int = 7
    missing_share: float = 0.5
    stopped_after: int = 3


@dataclass(frozen=True, slots=True)
class Freshness:
    """state; expected_by: last day by which new rows were due; usual: median rows of a week; least: fewest that are taken as
    complete (both None: too little history).
    """

    state: str
    last_seen: dt.date | None
    expected_by: dt.date | None
    rows: int | None
    usual: float | None
    least: float | None

    @property
    def wanting(self) -> bool:
        """Whether the gate acts on it."""
        return self.state in WANTING


def judge(last_seen: dt.date | None, as_of: dt.date, rule: Rule, rows: int | None = None, history: Sequence[int] = ()) -> Freshness:
    """How a source stands at the end of the day `as_of`.

    last_seen: day of its newest row; None: never. rows: those of the week that ends on `as_of` (None: rows without a week,
    such as contracts); history: those of the weeks before, any order. New rows are due within every_days of the last
    ones: with 7, a source last seen on 13 November is late from the 20th on, and stopped from 4 December on (3 x 7 days).
    Of a usual 200 rows, fewer than 100 are incomplete; of a usual 16 none is, for 16 - 3 x 4 = 4 and fewer happen by chance.
    """
    usual = statistics.median(history) if len(history) >= LEAST_WEEKS else None
    least = None if usual is None else max(0.0, min((1 - rule.missing_share) * usual, usual - CHANCE * math.sqrt(usual)))
    if last_seen is None:
        return Freshness(NOT_SUPPLIED, None, None, rows, usual, least)
    silent = (as_of - last_seen).days
    due = last_seen + dt.timedelta(days=rule.every_days)
    if silent >= rule.every_days * rule.stopped_after:
        state = STOPPED
    elif silent >= rule.every_days:
        state = LATE
    elif rows is not None and least is not None and rows < least:
        state = INCOMPLETE
    else:
        state = FRESH
    return Freshness(state, last_seen, due, rows, usual, least)
