"""The sentences that explain an alert. They say where it happened, never what caused it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from cxpulse.core.explain import Explanation
from cxpulse.core.phrases import Named
from cxpulse.core.report_model import Phrase, Term, Value
from cxpulse.core.story.words import Values

MOST = 0.5  # of a fall: from here on it is called a mix shift, below it partly one
ALL_MIX = "A shift of the mix, not a fall within the segments: by %(dimension)s, %(part)s of the %(change)s comes from who answered."
PARTLY_MIX = "Partly a shift of the mix: by %(dimension)s, %(part)s of the %(change)s comes from who answered; the rest is no more than chance."


def reasons(found: Explanation, *, unit: str, decimals: int, scale: float, logs: bool = False) -> list[Phrase]:
    """The sentences of an explanation. scale: per-answer values in one unit of the metric (100 for shares).

    logs: the values are 100 x logarithms (durations); changes are then told as ratios: 18.2 as +20%.
    """

    def size(number: float) -> Value:
        if logs:
            return Value(math.expm1(number / 100), "share", 0, signed=True)
        return Value(number / scale, unit, decimals, signed=True, delta=True)

    change = found.split.end - found.split.start
    if found.mix_shift:
        values: Values = {"dimension": Term("dimension", found.mix_shift), "part": size(found.split.mix), "change": size(change)}
        return [Phrase(ALL_MIX if found.split.mix / change > MOST else PARTLY_MIX, values)]
    part = found.part
    if part is None or part.before is None or part.after is None:
        return [
            Phrase(
                "It is spread over the segments: by %(dimension)s, none stands out.",
                {"dimension": Term("dimension", found.dimension)},
            )
        ]
    segment = Term(found.dimension, str(part.key))
    said = [
        Phrase(
            "%(segment)s stands out: its own change makes up %(part)s of the %(change)s.",
            {"segment": segment, "part": size(part.rate), "change": size(change)},
        )
    ]
    if found.low is not None and found.high is not None:
        own: Values = {"segment": segment, "change": size(part.after - part.before), "n": int(part.n_after)}
        ends: Values = {"low": size(found.low), "high": size(found.high), "level": Value(0.95, "share", 0)}
        msgid = "In %(segment)s the change is %(change)s (%(level)s interval: %(low)s to %(high)s; n = %(n)s)."
        said.append(Phrase(msgid, {**own, **ends}))
    return said


def driver_reason(metric: str, segment: Phrase | Term, usual: Value, now: Value) -> Phrase:
    """A ticket figure that worsened in the same weeks."""
    return Phrase(
        "%(metric)s in %(segment)s worsened in the same weeks: %(now)s, usually %(usual)s.",
        {"metric": Term("metric", metric), "segment": segment, "now": now, "usual": usual},
    )


def event_reason(name: str, first: dt.date, last: dt.date) -> Phrase:
    """A special week that falls into the same weeks."""
    return Phrase(
        "%(event)s falls into these weeks (%(first)s to %(last)s).",
        {"event": Term("event", name), "first": first, "last": last},
    )


def initiative_reason(titles: Mapping[str, str], started: dt.date) -> Phrase:
    """A registered fix that began shortly before, or in, the same weeks, where the fall is."""
    return Phrase("A registered fix began about then: %(title)s, on %(day)s.", {"title": Named(dict(titles)), "day": started})


def muted_reason(until: dt.date, why: str) -> Phrase:
    """Why a fallen series is kept quiet, and how long: said before its other reasons."""
    return Phrase("Muted until %(day)s: %(reason)s", {"day": until, "reason": why})


def muted_note(metric: str, segment: Phrase | Term, until: dt.date, why: str) -> Phrase:
    """The same of a series that a message does not tell of."""
    values: Values = {"metric": Term("metric", metric), "segment": segment, "day": until, "reason": why}
    return Phrase("%(metric)s in %(segment)s is worse than usual, and muted until %(day)s: %(reason)s", values)


def also_reason(others: Sequence[Phrase | Term]) -> Phrase:
    """Series that contain this one, or lie in it, and opened with it."""
    return Phrase(
        "%(n)s related figure worsened with it; this alert stands for that one too.",
        {"n": len(others)},
        "%(n)s related figures worsened with it; this alert stands for them too.",
        "n",
    )
