"""The usual level of each series, and how widely its weeks scatter around it beyond what sampling explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts.grid import Floats, Ints

PRIOR_SPREAD = 0.02  # normal week-to-week spread as a share of one answer's spread, before anything is seen
PRIOR_SERIES = 2.0   # how many series that prior is worth
UNSEEN_SEASON = 0.025  # of one answer's spread: how far a season may have taken a series whose year is half seen
YEAR, HALF_YEAR = 52, 26
SPREAD_VARIES = 0.6  # coefficient of variation of the extra variance between the series of one portfolio


@dataclass(frozen=True)
class Usual:
    """Per series: level (mean of the baseline weeks), s2 (variance of one answer), t2 (extra variance of a week),
    level_variance (of `level`, with what an unseen season may hide), weeks (baseline weeks used)."""

    level: Floats
    s2: Floats
    t2: Floats
    level_variance: Floats
    weeks: Floats


def answer_variance(n: Floats, within: Floats) -> Floats:
    """Variance of one answer from the spread inside weeks, K; 1e-9 at least, so that nothing is divided by zero.

    Two weeks with n = 2, 2 and within 5,000 each: 10,000 / (4 - 2) = 5,000.
    """
    freedom = np.where(n > 1, n - 1, 0.0).sum(axis=1)
    return np.maximum(within.sum(axis=1) / np.maximum(freedom, 1.0), 1e-9)


def level_of(y: Floats, n: Floats, s2: Floats, t2: Floats) -> tuple[Floats, Floats]:
    """Precision-weighted mean over weeks and its variance, K each; a week weighs 1 / (s2/n + t2)."""
    weight = np.where(n > 0, 1.0 / (s2[:, None] / np.maximum(n, 1e-9) + t2[:, None]), 0.0)
    total = np.maximum(weight.sum(axis=1), 1e-12)
    return (weight * y).sum(axis=1) / total, 1.0 / total


def usual(y: Floats, n: Floats, s2: Floats, group: Ints) -> Usual:
    """Usual level and extra spread. y, n: K by baseline weeks, n = 0 for a week left out; s2: variance of one answer.

    t2 is the moment estimator s2 (Q - (m - 1)) / (N - sum n^2 / N) with Q = sum n (y - mean)^2 / s2 (DerSimonian and
    Laird 1986), shrunk towards the portfolio's: one series' 52 weeks tell it badly when n is small.
    """
    total = np.maximum(n.sum(axis=1), 1e-9)
    weeks = (n > 0).sum(axis=1).astype(float)
    mean = (n * y).sum(axis=1) / total
    q = (n * (y - mean[:, None]) ** 2).sum(axis=1) / s2
    spread = np.maximum(total - (n * n).sum(axis=1) / total, 1e-9)
    own = np.where(weeks > 1, (q - (weeks - 1)) * s2 / spread, 0.0)
    t2 = _shrunk(own, s2, total / np.maximum(weeks, 1), weeks, group)
    level, variance = level_of(y, n, s2, t2)
    unseen = np.clip((YEAR - span_of(n)) / HALF_YEAR, 0.0, 1.0)
    return Usual(level, s2, t2, variance + s2 * (UNSEEN_SEASON * unseen) ** 2, weeks)


def span_of(n: Floats) -> Floats:
    """Weeks from the first baseline week with answers to the last column, K: how much of a year has been seen."""
    return np.where((n > 0).any(axis=1), n.shape[1] - (n > 0).argmax(axis=1), 0).astype(float)


def _shrunk(own: Floats, s2: Floats, n_typical: Floats, weeks: Floats, group: Ints) -> Floats:
    relative = own / s2                                  # series of unlike units made comparable
    noise = 1.0 / np.maximum(n_typical, 1e-9)
    prior = PRIOR_SPREAD**2
    out = np.zeros_like(own)
    for g in np.unique(group):
        rows = np.flatnonzero((group == g) & (weeks > 12))
        centre = prior
        for _ in range(2):
            doubt = 2.0 / np.maximum(weeks[rows] - 1, 1) * (noise[rows] + centre) ** 2
            weight = 1.0 / (doubt + (SPREAD_VARIES * centre) ** 2)
            prior_weight = PRIOR_SERIES / (2 / 51 * (1 / 500 + centre) ** 2 + (SPREAD_VARIES * centre) ** 2)
            found = _winsorised(relative[rows])
            centre = max((weight @ found + prior_weight * prior) / (weight.sum() + prior_weight), prior / 10)
        everyone = group == g
        doubt = 2.0 / np.maximum(weeks[everyone] - 1, 1) * (noise[everyone] + centre) ** 2
        trust = (SPREAD_VARIES * centre) ** 2 / ((SPREAD_VARIES * centre) ** 2 + doubt)
        out[everyone] = np.maximum(trust * relative[everyone] + (1 - trust) * centre, 0.0)
    return out * s2


def _winsorised(values: Floats) -> Floats:
    if values.size < 5:
        return values
    low, high = np.quantile(values, [0.05, 0.95])
    return np.clip(values, low, high)
