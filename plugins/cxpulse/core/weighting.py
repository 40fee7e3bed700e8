"""Means whose answers are not independent, or not drawn in the population's proportions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cxpulse.core.errors import DefinitionError
from cxpulse.core.intervals import normal_quantile, student_quantile
from cxpulse.core.measurement import Estimate

CLUSTERED = "cluster-robust over accounts, 95%"
WEIGHTED = "normal, weighted by strata, 95%"


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums over clusters (accounts) c with n_c answers that add up to s_c; the sums add over disjoint sets of clusters."""

    clusters: int
    n: float
    total: float
    s_s: float  # sum of s_c squared
    n_s: float  # sum of n_c s_c
    n_n: float  # sum of n_c squared


def clustered_mean(sums: ClusterSums, confidence: float = 0.95) -> Estimate:
    """Mean per answer with a cluster-robust interval, for when an account answers several times.

    Variance of the mean: G/(G-1) sum (s_c - mean n_c)^2 / n^2 (Cameron and Miller, Journal of Human Resources 50(2), 2015),
    t with G-1 degrees of freedom. Without an interval for fewer than two clusters. With one answer in each cluster it is
    Student's interval.

    Two accounts, answers 1, 1 and 0, 0: mean .5, standard error .5, though four answers look like .29.
    """
    if sums.n <= 0:
        return Estimate(None, None, None, 0)
    mean = sums.total / sums.n
    if sums.clusters < 2:
        return Estimate(mean, None, None, int(sums.n))
    residuals = max(sums.s_s - 2 * mean * sums.n_s + mean**2 * sums.n_n, 0.0)
    variance = sums.clusters / (sums.clusters - 1) * residuals / sums.n**2
    width = student_quantile(sums.clusters - 1, confidence) * variance**0.5
    return Estimate(mean, mean - width, mean + width, int(sums.n), variance * sums.n, CLUSTERED)


def robust(inputs: Mapping[str, Any], n: float, total: float, squares: float, confidence: float = 0.95) -> Estimate | None:
    """The clustered mean when accounts answered several times; None when every answer stands alone, or nobody knows.

    n, total, squares: of all answers, in any unit. inputs: of the answers whose account is known, in the same unit: clusters
    (accounts), cluster_n, cluster_sum, cluster_squares (of the single values), cluster_ss, cluster_ns, cluster_nn (as in
    ClusterSums). An answer without an account is a cluster of its own.
    """
    if "clusters" not in inputs:
        return None
    alone = max(0.0, n - float(inputs["cluster_n"]))
    clusters = float(inputs["clusters"]) + alone
    if n <= clusters:
        return None
    sums = ClusterSums(
        clusters=round(clusters),
        n=n,
        total=total,
        s_s=float(inputs["cluster_ss"]) + squares - float(inputs["cluster_squares"]),
        n_s=float(inputs["cluster_ns"]) + total - float(inputs["cluster_sum"]),
        n_n=float(inputs["cluster_nn"]) + alone,
    )
    return clustered_mean(sums, confidence)


def within(estimate: Estimate, lowest: float | None, highest: float | None) -> Estimate:
    """The estimate with its interval cut to the ends of the scale."""
    low, high = estimate.low, estimate.high
    if low is not None and lowest is not None:
        low = max(low, float(lowest))
    if high is not None and highest is not None:
        high = min(high, float(highest))
    return replace(estimate, low=low, high=high)


def post_stratified(
    strata: Mapping[str, tuple[float, float, float]], population: Mapping[str, float], confidence: float = 0.95
) -> Estimate:
    """Mean in the population's proportions: sum W_h mean_h, variance sum W_h^2 s_h^2 / n_h.

    strata: name -> (mean, variance per answer, n); population: name -> size or share of the stratum, of any total.
    Raises DefinitionError, by name, for a stratum of the population without answers (its mean is unknown) or answers in a
    stratum that the population does not name.

    {"a": (0, 1, 10), "b": (1, 1, 10)} with {"a": 3, "b": 1} -> .25, standard error .25.
    """
    unnamed = sorted(set(strata) - set(population))
    if unnamed:
        raise DefinitionError(f"answers in strata without a population size: {', '.join(unnamed)}")
    silent = sorted(name for name, size in population.items() if size > 0 and strata.get(name, (0.0, 0.0, 0.0))[2] <= 0)
    if silent:
        raise DefinitionError(f"no answers in: {', '.join(silent)}; merge these strata with others or report without weights")
    whole = sum(population.values())
    weights = {name: size / whole for name, size in population.items() if size > 0}
    mean = sum(weight * strata[name][0] for name, weight in weights.items())
    variance = sum(weight**2 * strata[name][1] / strata[name][2] for name, weight in weights.items())
    n = int(sum(strata[name][2] for name in weights))
    width = normal_quantile(confidence) * variance**0.5
    return Estimate(mean, mean - width, mean + width, n, variance * n, WEIGHTED)
