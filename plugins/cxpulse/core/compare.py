"""The change between two measurements, and whether it is more than chance.

The interval of a difference is made from the two figures' own intervals (MOVER, "method of variance estimates recovery":
Newcombe 1998 for shares, Zou and Donner 2008 in general), so it holds for shares, means, scores and medians alike and
needs nothing but what the reader sees:

    low  = d - sqrt((now - now_low)^2  + (before_high - before)^2)
    high = d + sqrt((now_high - now)^2 + (before - before_low)^2)

Worked number: 56 of 70 against 48 of 80 (Wilson .6918-.8770 and .4904-.7007) is a difference of .20 with 95% interval
.0524 to .3339 (Newcombe's own example gives the same).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxpulse.core.errors import DefinitionError
from cxpulse.core.measurement import Direction, Measurement, State

BETTER, WORSE, NO_CLEAR_CHANGE, UNKNOWN = "better", "worse", "no_clear_change", "unknown"
SHOWN = (State.OK, State.GREY)
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Change:
    """now - before in the metric's unit with its 95% interval, and the verdict.

    strength: how many standard errors the change is away from zero (0 when that cannot be told); 1.96 is the 95% limit.
    """

    amount: float | None
    low: float | None
    high: float | None
    changed: str
    strength: float = 0.0


def compare(now: Measurement, before: Measurement | None) -> Change:
    """How `now` differs from `before`; better or worse only when the interval excludes zero and both have enough answers.

    A figure without an interval (a backlog) gets its amount and 'unknown'; one that is still incomplete is not compared. Raises DefinitionError for two figures that
    are not the same metric, version and segment, because their difference has no meaning.
    """
    if before is None:
        return Change(None, None, None, UNKNOWN)
    _same(now, before)
    if now.value is None or before.value is None or State.NOT_FRESH in (now.state, before.state):
        return Change(None, None, None, UNKNOWN)
    amount = now.value - before.value
    spread = _spread(now, before)
    if spread is None:
        return Change(amount, None, None, UNKNOWN)
    low, high = amount - spread[0], amount + spread[1]
    enough = now.state in SHOWN and before.state in SHOWN
    changed = verdict(low, high, now.direction) if enough else UNKNOWN
    return Change(amount, low, high, changed, _strength(amount, spread))


def verdict(low: float, high: float, direction: Direction) -> str:
    """'better', 'worse' or 'no_clear_change' from the interval of a change and the way that is good."""
    if low <= 0 <= high:
        return NO_CLEAR_CHANGE
    return BETTER if (low > 0) == (direction is Direction.HIGHER) else WORSE


def clear_at(strength: float, comparisons: int, level: float = 0.05) -> bool:
    """Whether a change is still clear when `comparisons` changes were looked at (Bonferroni).

    2.5 standard errors are clear for one comparison (limit 1.96), not for ten (limit 2.81).
    """
    from statistics import NormalDist

    return strength > NormalDist().inv_cdf(1 - level / (2 * max(comparisons, 1)))


def _same(now: Measurement, before: Measurement) -> None:
    for field in ("metric", "version", "segment", "unit"):
        mine, theirs = getattr(now, field), getattr(before, field)
        if mine != theirs:
            raise DefinitionError(
                f"{now.metric}, week {now.week}: compared with another {field} ({mine!r} against {theirs!r}); "
                "only figures of one metric, version and segment have a difference"
            )


def _spread(now: Measurement, before: Measurement) -> tuple[float, float] | None:
    mine, theirs = _margins(now), _margins(before)
    if mine is None or theirs is None:
        return None
    return math.hypot(mine[0], theirs[1]), math.hypot(mine[1], theirs[0])


def _margins(figure: Measurement) -> tuple[float, float] | None:
    """Distances from the value down to the low end and up to the high end; never negative."""
    if figure.value is None:
        return None
    if figure.low is not None and figure.high is not None:
        return max(figure.value - figure.low, 0.0), max(figure.high - figure.value, 0.0)
    if figure.variance is not None and figure.n > 0:
        margin = Z95 * math.sqrt(figure.variance / figure.n)
        return margin, margin
    return None


def _strength(amount: float, spread: tuple[float, float]) -> float:
    towards_zero = spread[0] if amount > 0 else spread[1]
    return Z95 * abs(amount) / towards_zero if towards_zero > 0 else 0.0
