"""The normal distribution, without the 0.7 s that importing scipy costs a command line."""

from __future__ import annotations

from statistics import NormalDist

_STANDARD = NormalDist()


def upper_quantile(probability: float) -> float:
    """z with P(Z > z) = probability, in (0, 1). 0.025 -> 1.96."""
    return -_STANDARD.inv_cdf(probability)


def cdf(z: float) -> float:
    """P(Z <= z). 1.96 -> 0.975."""
    return _STANDARD.cdf(z)
