"""Intervals at 95% (or another confidence): for shares, means, counts per base and order statistics.

Everything here takes counts and sums and gives plain floats; no interval is given where the numbers cannot tell one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

Bounds = tuple[float | None, float | None]


@lru_cache(maxsize=64)
def normal_quantile(confidence: float = 0.95) -> float:
    """Two-sided normal quantile. normal_quantile(0.95) = 1.959964."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


@lru_cache(maxsize=65_536)
def student_quantile(freedom: int, confidence: float = 0.95) -> float:
    """Two-sided Student t quantile with `freedom` degrees of freedom. student_quantile(9) = 2.262157."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2))


def wilson(hits: float, n: float, confidence: float = 0.95) -> Bounds:
    """Wilson's score interval of a share, as fractions; (None, None) for n = 0.

    Keeps its coverage for few answers and shares near 0 or 1, where p +- z se does not (Wilson 1927; Brown, Cai and
    DasGupta 2001). 18 of 20 -> (.69897, .97213); 4 of 20 -> (.08066, .41602).
    """
    if n <= 0:
        return None, None
    z = normal_quantile(confidence)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(max(0.0, share * (1 - share)) / n + z * z / (4 * n * n))
    return (0.0 if hits <= 0 else max(0.0, middle - half)), (1.0 if hits >= n else min(1.0, middle + half))


def poisson(events: float, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of an expected number of events (Garwood 1936). 0 events -> (0, 3.689); 10 -> (4.795, 18.390).

    It supposes that events come independently; where one customer complains many times it is too narrow.
    """
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail)) if events > 0 else 0.0
    return low, float(gammaincinv(events + 1, 1 - tail))


def student(n: float, total: float, total_squares: float, confidence: float = 0.95) -> Bounds:
    """Student's interval of a mean from n, sum and sum of squares, in the answers' unit; (None, None) below two answers.

    Misleads when n is small and answers pile up at one end of the scale. Answers 1..5: n 5, sum 15, squares 55 ->
    3 +- 2.776 x sqrt(2.5 / 5) = (1.0368, 4.9632).
    """
    variance = sample_variance(n, total, total_squares)
    if variance is None:
        return None, None
    half = student_quantile(int(n) - 1, confidence) * math.sqrt(variance / n)
    return total / n - half, total / n + half


def sample_variance(n: float, total: float, total_squares: float) -> float | None:
    """Variance per answer, with n - 1 below; None below two answers. Answers 1..5 -> 2.5."""
    if n < 2:
        return None
    return max(0.0, (total_squares - total * total / n) / (n - 1))


@lru_cache(maxsize=65_536)
def order_ranks(n: int, q: float, confidence: float = 0.95) -> tuple[int | None, int | None]:
    """Ranks (1 = smallest) of the two order statistics that enclose the q-quantile with at least this confidence.

    From the binomial distribution of how many of n values lie below the quantile; it assumes nothing about the values'
    distribution (David and Nagaraja, Order Statistics, 7.1). None on a side where even the smallest or largest value
    does not reach the confidence. order_ranks(20, 0.5) = (6, 15); a median needs n >= 6 and a 90th percentile n >= 36.
    """
    from scipy.special import bdtr

    tail = (1 - confidence) / 2
    below = _first(n, lambda k: float(bdtr(k, n, q)) > tail)
    above = _first(n, lambda k: float(bdtr(k, n, q)) >= 1 - tail)
    return (below if below >= 1 else None), (above + 1 if above + 1 <= n else None)


def _first(n: int, holds: Callable[[int], bool]) -> int:
    """Smallest k in 0..n for which a monotone condition holds, by bisection."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
