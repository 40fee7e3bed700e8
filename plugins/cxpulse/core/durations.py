"""Which unit durations are told in: minutes, hours or days, one for all that stand side by side."""

from __future__ import annotations

HOUR, DAY = 60.0, 1440.0
WORDS = {1.0: "%(number)s min", HOUR: "%(number)s h", DAY: "%(number)s days"}
"""Unit in minutes -> how a number of it is written."""

_FROM = ((2 * DAY, DAY), (2 * HOUR, HOUR))
_LEAST = 0.1  # of a unit: a figure under it would lose itself in one decimal
_MOST = 1000.0  # of a smaller unit: beyond it a figure is too long to read


def unit_of(*minutes: float | None) -> float:
    """The unit (1, 60 or 1440 minutes) of durations that stand in one sentence, column or table: chosen by the largest of
    them, from two hours and two days on; a smaller one when another figure would be under one of it, and the largest stays short to read.

    unit_of(90, 41) is 1, unit_of(145, 70) is 60 (2.4 h and 1.2 h), unit_of(4, 450) is 1 (4 min and 450 min).
    """
    sizes = [abs(m) for m in minutes if m]
    most, least = max(sizes, default=0.0), min(sizes, default=0.0)
    unit = next((u for start, u in _FROM if most >= start), 1.0)
    smaller = {DAY: HOUR, HOUR: 1.0}
    while unit > 1 and least < unit and most / smaller[unit] < _MOST:
        unit = smaller[unit]
    return unit


def places(minutes: float, unit: float) -> int:
    """Decimals of a duration in a unit: none for minutes, one for hours and days, two where one would say nothing."""
    if unit == 1:
        return 0
    return 2 if 0 < abs(minutes) < _LEAST * unit else 1
