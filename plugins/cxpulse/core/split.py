"""An exact split of a change of a mean, share or NPS into rate (segments changed) and mix (their weights changed).

With w a segment's share of the answers, s its score and S the whole's, 0 before and 1 after:
rate = (w0 + w1)/2 x (s1 - s0);  mix = (w1 - w0) x ((s0 + s1)/2 - (S0 + S1)/2).
Their sum over the segments is exactly S1 - S0 (the symmetric split after Marshall and Edgeworth; Das Gupta 1993).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from cxpulse.core.intervals import sample_variance

Sums = tuple[float, float, float]
"""n, sum and sum of squares of per-answer values: NPS +100/0/-100, a share 100/0, a mean the answers themselves."""


@dataclass(frozen=True, slots=True)
class Part:
    """One segment's part of the change, in the unit of the per-answer values.

    before, after: the segment's scores (None without answers); error: standard error of after - before; z: the
    change over its error: how clearly this segment itself moved (None when it has no answers on one side).
    """

    key: Hashable
    rate: float
    mix: float
    before: float | None
    after: float | None
    n_before: float
    n_after: float
    error: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class Split:
    """start + rate + mix = end, to 1e-9; parts in order of how much they moved the whole, the largest first."""

    start: float
    end: float
    rate: float
    mix: float
    parts: tuple[Part, ...]

    @property
    def standout(self) -> Part | None:
        """The segment whose own change is clearest (largest |z|); None when no segment can be compared."""
        comparable = [p for p in self.parts if p.z is not None]
        return max(comparable, key=lambda p: abs(p.z or 0.0), default=None)


def split_change(before: Mapping[Hashable, Sums], after: Mapping[Hashable, Sums]) -> Split:
    """Splits the change between two tables segment -> (n, sum, sum of squares).

    A segment with answers on one side only has no rate part: all of it is mix. Raises ValueError when a side has no
    answers at all. App 50 of 100 at 40 points and web 50 at 20 (30 in all), then app 50 at 30: rate -5, mix 0.
    """
    keys = sorted({*before, *after}, key=str)  # in one order, so that equal tables give equal floats
    n0, n1 = (sum(v[0] for v in side.values()) for side in (before, after))
    if n0 <= 0 or n1 <= 0:
        raise ValueError("a change can be split only when both sides have answers")
    start, end = math.fsum(v[1] for v in before.values()) / n0, math.fsum(v[1] for v in after.values()) / n1
    variance = _pooled_variance([side[k] for side in (before, after) for k in keys if k in side])
    empty: Sums = (0.0, 0.0, 0.0)
    parts = [
        _part(key, before.get(key, empty), after.get(key, empty), (n0, n1), (start + end) / 2, variance)
        for key in keys
    ]
    parts = sorted(
        (p for p in parts if p.n_before or p.n_after), key=lambda p: (-abs(p.rate + p.mix), str(p.key))
    )
    return Split(start, end, math.fsum(p.rate for p in parts), math.fsum(p.mix for p in parts), tuple(parts))


def _part(
    key: Hashable, old: Sums, new: Sums, totals: tuple[float, float], middle: float, variance: float | None
) -> Part:
    (n0, sum0, _), (n1, sum1, _) = old, new
    s0, s1 = (sum0 / n0 if n0 else None), (sum1 / n1 if n1 else None)
    b, a = (s0 if s0 is not None else s1 or 0.0), (s1 if s1 is not None else s0 or 0.0)
    w0, w1 = n0 / totals[0], n1 / totals[1]
    error = _error(old, new, variance) if s0 is not None and s1 is not None else None
    return Part(
        key=key,
        rate=(w0 + w1) / 2 * (a - b),
        mix=(w1 - w0) * ((a + b) / 2 - middle),
        before=s0,
        after=s1,
        n_before=n0,
        n_after=n1,
        error=error,
        z=(a - b) / error if error else None,
    )


def _error(old: Sums, new: Sums, variance: float | None) -> float | None:
    """Standard error of the difference, from the variance pooled over all segments.

    Pooled, because a small segment with equal answers would claim to be certain.
    """
    return math.sqrt(variance / old[0] + variance / new[0]) if variance else None


def _pooled_variance(sides: list[Sums]) -> float | None:
    own = [(v[0] - 1, sample_variance(*v)) for v in sides if v[0] >= 2]
    freedom = sum(f for f, _ in own)
    return sum(f * (s or 0.0) for f, s in own) / freedom if freedom else None
