"""What drove a change: the exact rate/mix split of the headline figure by the dimension whose segments differ most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence

from cxpulse.core.compare import clear_at
from cxpulse.core.report_model import Drivers, DriverStep, Term
from cxpulse.core.split import Split, Sums, split_change

DIMENSIONS = ("touchpoint", "stage", "channel", "region", "plan", "language")

NAMELESS = ("unknown", "unmapped", "other")  # what has no name cannot stand out

Side = Mapping[Hashable, Sums]


def drivers(
    metric: str, unit: str, decimals: int, before_week: dt.date, sides: Mapping[str, tuple[Side, Side]], scale: float = 1.0
) -> Drivers | None:
    """The drivers of one metric's change, from dimension -> (segment -> sums) of the week before and of this week.

    scale: divides per-answer values into the metric's unit (100 for shares, whose values are percentage points).
    None when there is nothing to split: no answers in one of the weeks, or a single segment in every dimension.
    """
    splits = {d: split_change(a, b) for d, (a, b) in sides.items() if _splittable(a, b)}
    if not splits:
        return None
    dimension = min(splits, key=lambda d: (-_contrast(splits[d]), DIMENSIONS.index(d)))
    split = splits[dimension]
    return Drivers(
        metric=metric,
        dimension=dimension,
        unit=unit,
        decimals=decimals,
        start_week=before_week,
        start=split.start / scale,
        end=split.end / scale,
        steps=tuple(_steps(split, dimension, scale)),
    )


def _splittable(before: Side, after: Side) -> bool:
    full = {k for k, v in (*before.items(), *after.items()) if v[0] > 0}
    return len(full) > 1 and all(sum(v[0] for v in side.values()) > 0 for side in (before, after))


def _contrast(split: Split) -> float:
    """How clearly the clearest segment moved, among as many as there are (a many-valued dimension has more chances)."""
    zs = sorted((abs(p.z) for p in split.parts if p.z is not None and p.key not in NAMELESS), reverse=True)
    return zs[0] - _expected_largest(len(zs)) if zs else float("-inf")


def _expected_largest(count: int) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(1 - 0.25 / count)


def _steps(split: Split, dimension: str, scale: float) -> Sequence[DriverStep]:
    """Every part, the largest first, so that the sum is exact; clear ones stay clear among as many comparisons."""
    count = sum(p.z is not None for p in split.parts)
    return [
        DriverStep(Term(dimension, str(p.key)), p.rate / scale, p.mix / scale, p.z is not None and clear_at(abs(p.z), count))
        for p in split.parts
    ]
