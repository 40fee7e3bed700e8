"""The weekly sums of one metric that an alert or a split works on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cxpulse.core.errors import DefinitionError
from cxpulse.core.measurement import segment_name, segment_of
from cxpulse.jobs.measure_cells import cells
from cxpulse.jobs.measure_sums import Asked, Dimensions, Sums

if TYPE_CHECKING:
    import pandas as pd


def giver(asked: Asked) -> Callable[[Any], tuple[Any, Any, Any]]:
    """What gives the sums. Raises DefinitionError for a metric that cannot be watched (a plain count, a 90th percentile)."""
    median = float(asked.metric.parameters.get("q", 0.5)) == 0.5
    if asked.formula.watched is None or not (median or asked.formula.series):
        raise DefinitionError(
            f"{asked.metric.name} cannot be watched: a {asked.metric.formula} is no mean of answers, and no median; set 'alert: "
            f"false' in sql/metrics/{asked.metric.name}.yaml and leave it out of the alert portfolio"
        )
    return asked.formula.watched


def series_of(asked: Asked, sums: Sums, dimensions: Dimensions) -> pd.DataFrame:
    """One row per week and segment with answers, in the columns of `measure.series`. Raises DefinitionError for a mixture."""
    import pandas as pd

    metric, found = asked.metric, cells(asked, sums, dimensions)
    n, total, squares = giver(asked)(found.inputs)
    rows = np.flatnonzero(found.there & (n > 0))
    segments = [segment_of(dict(zip(dimensions, place, strict=True))) for place in found.places]
    places, weeks = np.divmod(rows, max(1, len(found.weeks)))
    frame = pd.DataFrame(
        {
            "series": _taken([f"{metric.name}|{segment_name(s)}" for s in segments], places),
            "metric": metric.name,
            "segment": _taken([json.dumps(dict(s), ensure_ascii=False, sort_keys=True) for s in segments], places),
            "week": _taken(found.weeks, weeks),
            "n": n[rows],
            "sum": total[rows],
            "sum_of_squares": squares[rows],
            "direction": metric.direction.value,
        }
    )
    return frame.sort_values(["series", "week"], ignore_index=True) if len(frame) else frame


def _taken(values: Sequence[Any], places: Any) -> list[Any]:
    return [values[i] for i in places.tolist()]
