"""Quantiles that can be added up: a histogram whose bins are 1% wide on a logarithmic scale.

A bin holds durations from 1.01^b to 1.01^(b+1) seconds; bin 0 also holds everything shorter. Counts per bin add over
weeks and segments, and any quantile read from the sum lies within 0.5% of the quantile of the values themselves
(half a bin), however many weeks were added. Durations of a second and less all read as about one second.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

BASE = 1.01
SCALE = 100.49917080713044  # 1 / ln(1.01); the counting SQL multiplies by the same constant
RELATIVE_ERROR = 0.005


def bin_of(minutes: float) -> int:
    """The bin of a duration in minutes. bin_of(1) = 411; bin_of(60) = 822.

    Raises ValueError for a negative duration.
    """
    if minutes < 0:
        raise ValueError(f"a duration cannot be negative: {minutes} minutes")
    return math.floor(math.log(max(minutes * 60, 1.0)) * SCALE)


def minutes_of(bin_number: int) -> float:
    """The duration that stands for a bin, in minutes: its geometric middle. minutes_of(411) = 1.0 within 0.5%."""
    return BASE ** (bin_number + 0.5) / 60


@dataclass(frozen=True, slots=True)
class Histogram:
    """Sorted bins with running counts, so that the value of any rank is one look-up."""

    bins: tuple[int, ...]
    running: tuple[int, ...]

    @staticmethod
    def of(counts: Mapping[int, float]) -> Histogram:
        """From bin -> count; empty bins are dropped."""
        full = sorted((b, c) for b, c in counts.items() if c > 0)
        return Histogram(tuple([b for b, _ in full]), tuple(accumulate([round(c) for _, c in full])))

    @property
    def n(self) -> int:
        """How many values there are."""
        return self.running[-1] if self.running else 0

    def at_rank(self, rank: int) -> float:
        """Minutes of the value with this rank (1 = smallest). Raises IndexError outside 1..n."""
        if not 1 <= rank <= self.n:
            raise IndexError(f"rank {rank} of {self.n} values")
        return minutes_of(self.bins[bisect_left(self.running, rank)])

    def quantile(self, q: float) -> float | None:
        """Minutes of the q-quantile, between neighbouring values as numpy's default (linear) does; None without values.

        10 and 20 minutes: the median is 15, within 0.5%.
        """
        if not self.n:
            return None
        place = (self.n - 1) * q
        lower = self.at_rank(math.floor(place) + 1)
        upper = self.at_rank(min(math.floor(place) + 2, self.n))
        return lower + (place - math.floor(place)) * (upper - lower)
