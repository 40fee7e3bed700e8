"""Means whose answers are not independent, or not drawn in the population's proportions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxpulse.core.errors import DefinitionError
from cxpulse.core.estimates import Column, Estimates, counted
from cxpulse.core.intervals import normal_quantile, student_quantile
from cxpulse.core.measurement import Estimate

CLUSTERED = "cluster-robust over accounts, 95%"
WEIGHTED = "normal, weighted by strata, 95%"


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums over clusters (accounts) c with n_c answers that add up to s_c; the sums add over disjoint sets of clusters. Columns."""

    clusters: Column
    n: Column
    total: Column
    s_s: Column  # sum of s_c squared
    n_s: Column  # sum of n_c s_c
    n_n: Column  # sum of n_c squared


def clustered_means(sums: ClusterSums, confidence: float = 0.95) -> Estimates:
    """Means per answer with cluster-robust intervals, for when an account answers several times.

    Variance of the mean: G/(G-1) sum (s_c - mean n_c)^2 / n^2 (Cameron and Miller, Journal of Human Resources 50(2), 2015),
    t with G-1 degrees of freedom. Without an interval for fewer than two clusters. With one answer in each cluster it is
    Student's interval.

    Two accounts, answers 1, 1 and 0, 0: mean .5, standard error .5, though four answers look like .29.
    """
    n, groups = counted(sums.n), np.where(sums.clusters >= 2, sums.clusters, np.nan)
    mean = sums.total / n
    residuals = np.maximum(sums.s_s - 2 * mean * sums.n_s + mean * mean * sums.n_n, 0.0)
    variance = groups / (groups - 1) * residuals / (n * n)
    width = student_quantile(groups - 1, confidence) * np.sqrt(variance)
    return Estimates.of(mean, n, mean - width, mean + width, variance * n, CLUSTERED)


def robust(plain: Estimates, inputs: Mapping[str, Any], sums: tuple[Column, Column, Column], confidence: float = 0.95) -> Estimates:
    """The clustered means where accounts answered several times, else the plain estimates: every answer stands alone, or nobody
    knows.

    sums: n, total and squares of all answers, in the unit of the estimates. inputs: of the answers whose account is known, in
    the same unit: clusters (accounts; NaN where it is not known), cluster_n, cluster_sum, cluster_squares (of the single
    values), cluster_ss, cluster_ns, cluster_nn (as in ClusterSums). An answer without an account is a cluster of its own.
    """
    if "clusters" not in inputs:
        return plain
    n, total, squares = sums
    alone = np.maximum(0.0, n - inputs["cluster_n"])
    clusters = np.rint(inputs["clusters"] + alone)
    several = n > clusters
    if not several.any():
        return plain
    found = ClusterSums(
        clusters=clusters,
        n=n,
        total=total,
        s_s=inputs["cluster_ss"] + squares - inputs["cluster_squares"],
        n_s=inputs["cluster_ns"] + total - inputs["cluster_sum"],
        n_n=inputs["cluster_nn"] + alone,
    )
    return plain.where(several, clustered_means(found, confidence))


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
