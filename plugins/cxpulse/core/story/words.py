"""The pieces that several sentences share: metrics, segments, numbers, and sentences in a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from cxpulse.core.measurement import Direction
from cxpulse.core.phrases import Named
from cxpulse.core.report_model import AlertNote, Phrase, Term, Tile, Value

Values = dict[str, Phrase | Term | Value | Named | dt.date | int | float | str]

LEVEL = Value(0.95, "share", 0)
ORDER = ("touchpoint", "stage", "channel", "region", "plan", "language")
_ROWS = (
    Phrase("%(first)s"),
    Phrase("%(first)s %(second)s"),
    Phrase("%(first)s %(second)s %(third)s"),
    Phrase("%(first)s %(second)s %(third)s %(fourth)s"),
)
_PLACES = ("first", "second", "third", "fourth")


def metric(name: str) -> Term:
    """A metric's name in the reader's language."""
    return Term("metric", name)


def segment(parts: Mapping[str, str]) -> Phrase | Term:
    """A segment: 'Delivery', 'Delivery (Call centre)', 'Delivery (Call centre, Tehran)'; 'the whole company' for {}."""
    names = sorted(parts, key=lambda k: (ORDER.index(k) if k in ORDER else len(ORDER), k))
    terms = [Term(name, parts[name]) for name in names]
    if not terms:
        return Phrase("the whole company")
    if len(terms) == 1:
        return terms[0]
    if len(terms) == 2:
        return Phrase("%(first)s (%(second)s)", {"first": terms[0], "second": terms[1]})
    return Phrase("%(first)s (%(second)s, %(third)s)", dict(zip(_PLACES, terms[:3], strict=False)))


def figure(number: float | None, tile: Tile | AlertNote) -> Value:
    """A value of a tile's or an alert's metric, in its unit."""
    unit = tile.unit if isinstance(tile, AlertNote) else tile.now.unit
    return Value(number, unit, tile.decimals)


def size(number: float, tile: Tile) -> Value:
    """How much it rose or fell: without sign, because the verb says the way."""
    return Value(abs(number), tile.now.unit, tile.decimals, delta=True)


def moved(number: float | None, tile: Tile) -> Value:
    """A change with its sign."""
    return Value(number, tile.now.unit, tile.decimals, signed=True, delta=True)


def bounds(tile: Tile, way: int) -> Values:
    """The ends of a change's interval, smaller first; way +1 (rose) or -1 (fell): read that way; 0: with their signs.

    A fall with the interval -8.3 to -2.5 reads 'fell by 5.4 (95% interval: 2.5 to 8.3)'.
    """
    low, high = (tile.change_low or 0.0) * (way or 1), (tile.change_high or 0.0) * (way or 1)
    share = tile.now.unit == "share"
    ends = [Value(end, tile.now.unit, tile.decimals, signed=not way, delta=share) for end in sorted((low, high))]
    return {"low": ends[0], "high": ends[1], "level": LEVEL}


def sentences(*phrases: Phrase | None) -> Phrase:
    """Up to four whole sentences in a row; None is left out."""
    said = [p for p in phrases if p is not None][: len(_PLACES)]
    if len(said) == 1:
        return said[0]
    return replace(_ROWS[len(said) - 1], values=dict(zip(_PLACES, said, strict=False)))


def target_met(tile: Tile) -> bool | None:
    """True or False when the whole interval is on one side of the target; None when it cannot be told."""
    low, high, goal = tile.now.low, tile.now.high, tile.target
    if goal is None or low is None or high is None or low <= goal <= high:
        return None
    return (low > goal) == (tile.now.direction is Direction.HIGHER)


def owner_of(owners: Mapping[str, str | Named], name: str, parts: Mapping[str, str]) -> str | Named | None:
    """Whom the configuration names: by 'dimension=value', then the value alone, then the metric, then 'default'."""
    keys = [f"{k}={parts[k]}" for k in ORDER if k in parts] + [parts[k] for k in ORDER if k in parts]
    return next((owners[k] for k in (*keys, name, "default") if k in owners), None)
