"""Answers of several weeks added up by one dimension."""

from __future__ import annotations

import datetime as dt

from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DefinitionError
from cxpulse.jobs.measure_sums import Asked, load_sums

Sums = tuple[float, float, float]
"""n, sum and sum of squares of per-answer values, as core/split.py has them."""


def added(settings: Settings, metric: Metric, dimension: str, first: dt.date, last: dt.date) -> dict[str, Sums]:
    """Value of the dimension -> n, sum and sum of squares over the weeks `first` to `last`; {} without any answer.

    Raises DefinitionError for a metric that is no mean of answers.
    """
    asked = Asked.of(metric)
    if asked.formula.series is None:
        raise DefinitionError(f"{metric.name} is no mean of answers: touchpoints cannot be compared by it")
    found = load_sums(settings, [asked], {dimension}, first=first, last=last)
    if found is None:
        return {}
    names = sorted(set(metric.inputs.values()))
    rows = found.by(asked, (dimension,)).group_by(dimension).aggregate([(c, "sum") for c in names]).to_pylist()
    given = {r[dimension]: asked.formula.series({a: r[f"{c}_sum"] or 0 for a, c in metric.inputs.items()}) for r in rows}
    return {str(k): (float(n), float(total), float(squares)) for k, (n, total, squares) in sorted(given.items()) if n > 0}
