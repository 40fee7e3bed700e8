"""Why a series fell: the exact split of its fall over the dimension whose segments differ most.

It says where, never what caused it. A fall that is mostly a change of who answers is called a mix shift.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from cxpulse.core.split import Part, Split, Sums, split_change

Side = Mapping[Hashable, Sums]
CLEAR = 0.05          # a segment's own change is called clear when chance would show one so large this seldom,
                      # over all segments of its dimension together
MOVED = 3.0           # robust standard deviations by which a driver must have worsened to be named
LEAST_DRIVER_WEEKS = 8
MIX_SHARE = 0.15      # of the fall that the mix must make up at least to be called its reason
MIX_CLEAR = 4.0       # standard errors by which the mix must have moved the figure: shares scatter more than drawing explains


@dataclass(frozen=True, slots=True)
class Explanation:
    """dimension: whose segments differ most; split: of the whole fall by it; part: the segment that stands out (None:
    none does); low, high: 95% interval of that segment's own change; mix_shift: the dimension whose mix made the fall."""

    dimension: str
    split: Split
    part: Part | None
    low: float | None
    high: float | None
    mix_shift: str | None


def explain(sides: Mapping[str, tuple[Side, Side]], *, worse: int, z: float, threshold: float) -> Explanation | None:
    """Splits a fall by each dimension. sides: dimension -> (usual weeks, last weeks), each segment -> sums per answer.

    worse: -1 where a fall is bad, +1 where a rise is. z, threshold: of the alert: a mix shift is one where the shares of the
    segments clearly changed, and without that there would be no alert. None when no dimension has two segments. Two channels, one fell by 12 +- 3 and one by 1 +- 3: that dimension, its first channel, not a mix shift.
    """
    splits = {d: split_change(a, b) for d, (a, b) in sides.items() if _can_split(a, b)}
    if not splits:
        return None
    shifted = [d for d, s in splits.items() if _is_mix(s, worse, z, threshold)]
    mix = max(shifted, key=lambda d: abs(splits[d].mix), default=None)
    dimension = mix or max(splits, key=lambda d: (_contrast(splits[d], worse), d))
    split = splits[dimension]
    part = None if mix else _worst(split, worse)
    spread = 1.96 * part.error if part and part.error else None
    change = None if part is None or part.after is None or part.before is None else part.after - part.before
    low, high = (None, None) if change is None or spread is None else (change - spread, change + spread)
    return Explanation(dimension, split, part, low, high, mix)


def _can_split(before: Side, after: Side) -> bool:
    full = {k for side in (before, after) for k, v in side.items() if v[0] > 0}
    return len(full) > 1 and all(sum(v[0] for v in side.values()) > 0 for side in (before, after))


def _is_mix(split: Split, worse: int, z: float, threshold: float) -> bool:
    change = split.end - split.start
    if change * worse <= 0:
        return False
    share = split.mix / change
    return share > MIX_SHARE and z * (1 - share) <= threshold and abs(split.mix) > MIX_CLEAR * _mix_error(split)


def _mix_error(split: Split) -> float:
    """Standard error of the mix when the segments' shares are drawn: sqrt(variance of the middle scores x (1/n0 + 1/n1))."""
    n0, n1 = sum(p.n_before for p in split.parts), sum(p.n_after for p in split.parts)
    middle = [(((p.n_before / n0) + (p.n_after / n1)) / 2, _middle(p)) for p in split.parts]
    mean = sum(w * s for w, s in middle)
    return math.sqrt(sum(w * (s - mean) ** 2 for w, s in middle) * (1 / n0 + 1 / n1))


def _middle(part: Part) -> float:
    scores = [s for s in (part.before, part.after) if s is not None]
    return sum(scores) / len(scores)


def _zs(split: Split, worse: int) -> list[tuple[float, Part]]:
    found = [(p.z * worse, p) for p in split.parts if p.z is not None]
    return sorted(found, key=lambda pair: -pair[0])


def _contrast(split: Split, worse: int) -> float:
    """How far the worst segment is ahead of what the worst of as many equal ones would be, and of the middle one."""
    zs = [z for z, _ in _zs(split, worse)]
    if len(zs) < 2:
        return -math.inf
    middle = zs[len(zs) // 2]
    return zs[0] - middle - NormalDist().inv_cdf(1 - 0.25 / len(zs))


def _worst(split: Split, worse: int) -> Part | None:
    """The segment whose own change stands out: clear by itself, and clearly worse than that of the rest."""
    ordered = _zs(split, worse)
    if not ordered:
        return None
    z, part = ordered[0]
    bar = NormalDist().inv_cdf(1 - CLEAR / len(ordered))
    return part if z > bar and _ahead(part, split, worse) > bar else None


def _ahead(part: Part, split: Split, worse: int) -> float:
    rest = [p for p in split.parts if p.key != part.key and p.before is not None and p.after is not None and p.error]
    weight = [1 / (p.error or 1.0) ** 2 for p in rest]
    if not rest or part.after is None or part.before is None or not part.error:
        return -math.inf
    mean = sum(w * ((p.after or 0.0) - (p.before or 0.0)) for w, p in zip(weight, rest, strict=True)) / sum(weight)
    return worse * (part.after - part.before - mean) / math.sqrt(part.error**2 + 1 / sum(weight))


def moved(values: Sequence[float | None], window: int, worse: int) -> tuple[float, float] | None:
    """(usual, now) of a driver that has clearly worsened, else None.

    values: weekly, oldest first, None without a figure; window: the last weeks that are looked at; worse: the way that is bad.
    Compares their mean with the median before, in units of 1.4826 x the median absolute deviation (Rousseeuw and Croux
    1993). [10, 11, 9, 10, 11, 9, 10, 10, 30] with window 1, worse +1: (10, 30).
    """
    past = [v for v in values[:-window] if v is not None]
    last = [v for v in values[-window:] if v is not None]
    if len(past) < LEAST_DRIVER_WEEKS or not last:
        return None
    middle = _median(past)
    spread = 1.4826 * _median([abs(v - middle) for v in past])
    now = sum(last) / len(last)
    bar = max(spread, 0.02 * abs(middle), 1e-9) * MOVED / math.sqrt(len(last))
    return (middle, now) if worse * (now - middle) > bar else None


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
