"""Answers of several weeks added up by one dimension: the counts are read once, and looked at from many sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DefinitionError
from cxpulse.jobs import measure_sums
from cxpulse.jobs.measure_sums import Asked, load_sums

Sums = tuple[float, float, float]
"""n, sum and sum of squares of per-answer values, as core/split.py has them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one family, over some weeks and dimensions. sums None: nothing was ever counted."""

    sums: measure_sums.Sums | None

    def by(self, metric: Metric, dimension: str, first: dt.date, last: dt.date) -> dict[str, Sums]:
        """Value of the dimension -> n, sum and sum of squares over the weeks `first` to `last`; {} without any answer.

        The metric and the dimension must be among those that were read.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        asked = Asked.of(metric)
        series = asked.formula.series
        if self.sums is None or series is None:
            return {}
        table = self.sums.by(asked, (dimension,))
        week = table["week"]
        inside = pc.and_(pc.greater_equal(week, pa.scalar(first, week.type)), pc.less_equal(week, pa.scalar(last, week.type)))
        names = sorted(set(metric.inputs.values()))
        rows = table.filter(inside).group_by(dimension).aggregate([(c, "sum") for c in names]).to_pylist()
        given = {r[dimension]: series({a: r[f"{c}_sum"] or 0 for a, c in metric.inputs.items()}) for r in rows}
        return {str(k): (float(n), float(total), float(squares)) for k, (n, total, squares) in sorted(given.items()) if n > 0}


def counted(settings: Settings, metrics: Sequence[Metric], dimensions: Collection[str], first: dt.date, last: dt.date) -> Counted:
    """Reads the counts of metrics of one family, of the weeks `first` to `last` by those of the dimensions that it has.

    Raises DefinitionError for a metric that is no mean of answers.
    """
    asked = [Asked.of(m) for m in metrics]
    for one in asked:
        if one.formula.series is None:
            raise DefinitionError(f"{one.metric.name} is no mean of answers: touchpoints cannot be compared by it")
    return Counted(load_sums(settings, asked, set(dimensions) & set(asked[0].family.dimensions), first=first, last=last))
