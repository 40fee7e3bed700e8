"""Intervals at 95% (or another confidence): for shares, means, counts per base and order statistics.

Everything here takes counts and sums, whole columns or single numbers, and gives columns of the same shape; NaN where the
numbers cannot tell an interval.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxpulse.core.estimates import Column, counted

Bounds = tuple[Column, Column]
Ranks = NDArray[np.int64]


@lru_cache(maxsize=64)
def normal_quantile(confidence: float = 0.95) -> float:
    """Two-sided normal quantile. normal_quantile(0.95) = 1.959964."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def student_quantile(freedom: Any, confidence: float = 0.95) -> Column:
    """Two-sided Student t quantiles with `freedom` degrees of freedom, NaN below one. student_quantile(9) = 2.262157."""
    from scipy.special import stdtrit

    each, places = np.unique(counted(freedom), return_inverse=True)  # many cells share few numbers of answers
    return np.asarray(stdtrit(each, 0.5 + confidence / 2)[places].reshape(np.shape(freedom)))


def wilson(hits: Any, n: Any, confidence: float = 0.95) -> Bounds:
    """Wilson's score interval of a share, as fractions; NaN for n = 0.

    Keeps its coverage for few answers and shares near 0 or 1, where p +- z se does not (Wilson 1927; Brown, Cai and
    DasGupta 2001). 18 of 20 -> (.69897, .97213); 4 of 20 -> (.08066, .41602).
    """
    z, n = normal_quantile(confidence), counted(n)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(np.maximum(0.0, share * (1 - share)) / n + z * z / (4 * n * n))
    low = np.where(share <= 0, 0.0, np.maximum(0.0, middle - half))
    return low, np.where(share >= 1, 1.0, np.minimum(1.0, middle + half))


def poisson(events: Any, confidence: float = 0.95) -> Bounds:
    """The exact interval of an expected number of events (Garwood 1936). 0 events -> (0, 3.689); 10 -> (4.795, 18.390).

    It supposes that events come independently; where one customer complains many times it is too narrow.
    """
    from scipy.special import gammaincinv

    tail, happened = (1 - confidence) / 2, np.asarray(events, dtype=float) > 0
    low = np.where(happened, gammaincinv(np.where(happened, events, 1.0), tail), 0.0)
    return low, np.asarray(gammaincinv(np.maximum(events, 0.0) + 1, 1 - tail))


def student(n: Any, total: Any, total_squares: Any, confidence: float = 0.95) -> Bounds:
    """Student's interval of a mean from n, sum and sum of squares, in the answers' unit; NaN below two answers.

    Misleads when n is small and answers pile up at one end of the scale. Answers 1..5: n 5, sum 15, squares 55 ->
    3 +- 2.776 x sqrt(2.5 / 5) = (1.0368, 4.9632).
    """
    n = counted(n)
    half = student_quantile(np.trunc(n) - 1, confidence) * np.sqrt(variances(n, total, total_squares) / n)
    return total / n - half, total / n + half


def variances(n: Any, total: Any, total_squares: Any) -> Column:
    """Variance per answer, with n - 1 below; NaN below two answers. Answers 1..5: 5, 15, 55 -> 2.5."""
    n = np.where(np.asarray(n) >= 2, n, np.nan)
    return np.maximum(0.0, _variance(n, total, total_squares))


def sample_variance(n: float, total: float, total_squares: float) -> float | None:
    """The same of single numbers; None below two answers."""
    return max(0.0, _variance(n, total, total_squares)) if n >= 2 else None


def _variance(n: Any, total: Any, total_squares: Any) -> Any:
    return (total_squares - total * total / n) / (n - 1)


def order_ranks(n: Any, q: float, confidence: float = 0.95) -> tuple[Ranks, Ranks]:
    """Ranks (1 = smallest) of the two order statistics that enclose the q-quantile with at least this confidence.

    From the binomial distribution of how many of n values lie below the quantile; it assumes nothing about the values'
    distribution (David and Nagaraja, Order Statistics, 7.1). 0 on a side where even the smallest or largest value
    does not reach the confidence. order_ranks(20, 0.5) = (6, 15); a median needs n >= 6 and a 90th percentile n >= 36.
    """
    each, places = np.unique(np.asarray(n, dtype=np.int64), return_inverse=True)
    tail = (1 - confidence) / 2
    below = _first(each, q, np.nextafter(tail, 1.0))
    above = _first(each, q, 1 - tail) + 1
    ranks = below, np.where(above <= each, above, 0)
    return ranks[0][places].reshape(np.shape(n)), ranks[1][places].reshape(np.shape(n))


def _first(n: Ranks, q: float, chance: float) -> Ranks:
    """Smallest k in 0..n of which Binomial(n, q) <= k has at least this chance, by bisection in all rows at once."""
    from scipy.special import bdtr

    low, high = np.zeros_like(n), n.copy()
    while (low < high).any():
        middle = (low + high) // 2
        enough = bdtr(middle.astype(float), n, q) >= chance
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low
