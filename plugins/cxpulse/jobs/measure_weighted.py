"""Figures in the population's proportions, for metrics that declare `weights`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cxpulse.core.errors import DefinitionError
from cxpulse.core.estimates import Estimates
from cxpulse.core.measurement import Estimate
from cxpulse.core.weighting import post_stratified
from cxpulse.jobs.measure_cells import Cells, Place, cells
from cxpulse.jobs.measure_sums import Asked, Dimensions, Sums

PERCENT = 100.0


def weighted(asked: Asked, sums: Sums, dimensions: Dimensions, found: Cells, plain: Estimates) -> Estimates:
    """The plain figures with those in their place that are weighted over the strata, with the variance of the weights.

    Without value, but with n, where a stratum of the population has fewer than two answers: its mean or its spread is not
    known then. Raises DefinitionError: a metric that is no mean of answers, a stratum that the family does not tell, or
    that is asked for as a segment itself.
    """
    weights, series = asked.metric.weights, asked.formula.series
    if weights is None or series is None or weights.dimension not in asked.family.dimensions:
        raise DefinitionError(f"{asked.metric.name}: only a mean of answers can be weighted, by a dimension of {asked.family.name}")
    if weights.dimension in dimensions:
        raise DefinitionError(f"{asked.metric.name} is weighted by {weights.dimension} and cannot be told by it")
    apart = cells(asked, sums, (*dimensions, weights.dimension), None, found.weeks)
    n, total, squares = series(apart.inputs)
    strata: dict[tuple[Place, dt.date], dict[str, tuple[float, float, float]]] = {}
    for row, place, week in apart.rows():
        if n[row] > 0:
            strata.setdefault((place[:-1], week), {})[place[-1]] = _stratum(float(n[row]), float(total[row]), float(squares[row]))
    for row, place, week in found.rows():
        if (place, week) in strata:
            plain.put(row, _weighed(asked, strata[place, week], dict(weights.population)))
    return plain


def _stratum(n: float, total: float, squares: float) -> tuple[float, float, float]:
    return total / n, max(0.0, squares - total * total / n) / max(n - 1, 1.0), n


def _weighed(asked: Asked, strata: dict[str, Any], population: dict[str, float]) -> Estimate:
    known = {name: s for name, s in strata.items() if name in population}
    n = round(sum(s[2] for s in known.values()))
    if any(known.get(name, (0, 0, 0))[2] < 2 for name, size in population.items() if size > 0):
        return Estimate(None, None, None, n)
    one = post_stratified(known, population, asked.metric.parameters.get("confidence", 0.95))
    scale = PERCENT if asked.metric.unit == "share" else 1.0
    low, high = (None if b is None else b / scale for b in (one.low, one.high))
    return Estimate((one.value or 0.0) / scale, low, high, n, (one.variance or 0.0) / scale**2, one.method)
