"""A measurement: one figure for one week and segment, with everything that a reader must know about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Why a figure is, or is not, there. A missing figure is never a zero."""

    OK = "ok"                      # shown
    GREY = "grey"                  # shown in grey: between the metric's minimum_n and grey_below
    FEW = "too_few_answers"        # below minimum_n: value, low and high are None, n is given
    NONE = "no_data"               # nothing was counted
    NOT_SUPPLIED = "not_supplied"  # no source gives what the metric needs
    NOT_FRESH = "not_fresh"        # the source is late: what is there is incomplete


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher_is_better"
    LOWER = "lower_is_better"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a formula gives: the value and its 95% interval in the metric's unit, n, and the per-observation variance.

    value, low, high and variance are None when they cannot be told (n = 0, or one answer for a mean). method: which interval
    it is, where it is not the metric's usual one.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    variance: float | None = None
    method: str = ""


Segment = tuple[tuple[str, str], ...]
"""Dimension and value pairs, sorted by dimension; () is the whole company. (("channel", "app"), ("touchpoint", "delivery"))."""


def segment_of(parts: Mapping[str, str] | None = None, /, **more: str) -> Segment:
    """A segment in its one canonical order. segment_of(touchpoint="delivery", channel="app")."""
    return tuple(sorted({**(parts or {}), **more}.items()))


def segment_name(segment: Segment) -> str:
    """Stable text name: '' is 'all'; otherwise 'channel=app,touchpoint=delivery'."""
    return ",".join(f"{k}={v}" for k, v in segment) or "all"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure. Unit and direction are the metric's; `week` is the first day of the week; interval: how it was made."""

    metric: str
    version: int
    week: dt.date
    segment: Segment
    value: float | None
    low: float | None
    high: float | None
    n: int
    state: State
    unit: str
    direction: Direction
    variance: float | None = None
    interval: str = ""

    def to_json(self) -> dict[str, Any]:
        """JSON-able: dates as ISO text, the segment as an object, states and directions as their words."""
        out: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        out["week"] = self.week.isoformat()
        out["segment"] = dict(self.segment)
        return out

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Measurement:
        """The inverse of `to_json`."""
        return Measurement(
            **{
                **data,
                "week": dt.date.fromisoformat(data["week"]),
                "segment": segment_of(data["segment"]),
                "state": State(data["state"]),
                "direction": Direction(data["direction"]),
            }
        )
