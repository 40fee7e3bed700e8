"""Quantiles that can be added up: histograms whose bins are 1% wide on a logarithmic scale.

A bin holds durations from 1.01^b to 1.01^(b+1) seconds; bin 0 also holds everything shorter. Counts per bin add over
weeks and segments, and any quantile read from the sum lies within 0.5% of the quantile of the values themselves
(half a bin), however many weeks were added. Durations of a second and less all read as about one second.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxpulse.core.estimates import Column

BASE = 1.01
SCALE = 100.49917080713044  # 1 / ln(1.01); the counting SQL multiplies by the same constant
RELATIVE_ERROR = 0.005
Whole = NDArray[np.int64]


def bin_of(minutes: float) -> int:
    """The bin of a duration in minutes. bin_of(1) = 411; bin_of(60) = 822.

    Raises ValueError for a negative duration.
    """
    if minutes < 0:
        raise ValueError(f"a duration cannot be negative: {minutes} minutes")
    return math.floor(math.log(max(minutes * 60, 1.0)) * SCALE)


def minutes_of(bin_number: float) -> float:
    """The duration that stands for a bin, in minutes: its geometric middle. minutes_of(411) = 1.0 within 0.5%."""
    return BASE ** (bin_number + 0.5) / 60


@dataclass(frozen=True, slots=True)
class Histograms:
    """One histogram per cell, as flat columns in order of cell and bin. Every count is above zero.

    starts: where each cell begins in bins and counts, and the end; running: 0 and the counts added up over all cells.
    """

    bins: Whole
    counts: Whole
    starts: Whole
    running: Whole

    @staticmethod
    def of(cells: Any, bins: Any, size: int, counts: Any = None) -> Histograms:
        """From triples of cell (0 to size - 1), bin and count (None: one each) in any order; the same bin may come again.

        Bins whose counts add up to nothing, or less, are left out.
        """
        bins = np.asarray(bins)
        lowest = int(bins.min(initial=0))
        span = int(bins.max(initial=0)) - lowest + 1
        small: Any = np.int32 if size * span < 2**31 else np.int64  # half the bytes to sort
        keys = np.asarray(cells, dtype=small) * small(span) + (bins - lowest).astype(small)
        keys, times = _added(keys, counts, size * span)
        starts = np.searchsorted(keys, np.arange(size + 1, dtype=np.int64) * span)
        return Histograms(keys % span + lowest, times, starts, np.concatenate([[0], np.cumsum(times)]))

    @staticmethod
    def of_mappings(several: Sequence[Mapping[int, float]]) -> Histograms:
        """One cell for each mapping of bin -> count."""
        cells = np.repeat(np.arange(len(several)), [len(m) for m in several])
        pairs = [pair for m in several for pair in m.items()]
        return Histograms.of(cells, [b for b, _ in pairs], len(several), [c for _, c in pairs])

    @property
    def n(self) -> Whole:
        """How many values each cell has."""
        return np.diff(self.running[self.starts])

    def cell(self, number: int) -> dict[int, int]:
        """One cell as bin -> count."""
        part = slice(self.starts[number], self.starts[number + 1])
        return dict(zip(self.bins[part].tolist(), self.counts[part].tolist(), strict=True))

    def at_rank(self, rank: Any) -> Column:
        """The bin of each cell's value with this rank (1 = smallest); NaN outside 1..n."""
        rank = np.asarray(rank, dtype=np.int64)
        inside = (rank >= 1) & (rank <= self.n)
        found = np.searchsorted(self.running, self.running[self.starts[:-1]] + np.where(inside, rank, 0)) - 1
        return np.where(inside, np.append(self.bins, 0)[found], np.nan)

    def quantile(self, q: float) -> Column:
        """Minutes of each cell's q-quantile, between neighbouring values as numpy's default (linear) does; NaN without values.

        10 and 20 minutes: the median is 15, within 0.5%.
        """
        place = (self.n - 1) * q
        rank = np.floor(place).astype(np.int64) + 1
        lower, upper = (each(self.at_rank(r), minutes_of) for r in (rank, np.minimum(rank + 1, self.n)))
        return lower + (place - np.floor(place)) * (upper - lower)

    def sums(self, worth: Callable[[float], float]) -> tuple[Column, Column, Column]:
        """Per cell: n, and the sum and the sum of squares of what each bin is worth."""
        values, cells = each(self.bins, worth), np.repeat(np.arange(len(self.n)), np.diff(self.starts))
        total, squares = (np.bincount(cells, self.counts * v, len(self.n)).astype(float) for v in (values, values * values))
        return self.n.astype(float), total, squares


def each(column: Any, function: Callable[[float], float]) -> Column:
    """The function of every number of a column that holds few different ones; NaN stays NaN."""
    different, places = np.unique(np.asarray(column, dtype=float), return_inverse=True)
    return np.array([x if math.isnan(x) else function(x) for x in different.tolist()], dtype=float)[places]


def _added(keys: Any, counts: Any, most: int) -> tuple[Whole, Whole]:
    """Every key that occurs, in order, and its counts added up (None: how often it occurs); without those of zero and less."""
    if counts is None and most < 4 * len(keys):
        times = np.bincount(keys, minlength=most)
        found = np.flatnonzero(times)
        return found, times[found]
    if counts is None:
        keys = np.sort(keys)
    else:
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], np.asarray(counts, dtype=float)[order]
    firsts = np.flatnonzero(np.concatenate([[len(keys) > 0], keys[1:] != keys[:-1]]))
    if counts is None:
        return keys[firsts].astype(np.int64), np.diff(firsts, append=len(keys))
    times = np.rint(np.add.reduceat(counts, firsts) if len(firsts) else counts).astype(np.int64)
    return keys[firsts][times > 0].astype(np.int64), times[times > 0]
