"""The weekly sums of one metric that an alert or a split works on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxpulse.core.errors import DefinitionError
from cxpulse.core.measurement import segment_name, segment_of
from cxpulse.jobs.measure_sums import Asked, Dimensions, Sums, cells

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

    metric, give = asked.metric, giver(asked)
    rows = []
    for (week, values), inputs in sorted(cells(asked, sums.by(asked, dimensions), dimensions).items()):
        n, total, squares = give(inputs)
        if n > 0:
            rows.append((week, values, float(n), float(total), float(squares)))
    segments = {v: segment_of(dict(zip(dimensions, v, strict=True))) for v in {r[1] for r in rows}}
    names = {v: f"{metric.name}|{segment_name(s)}" for v, s in segments.items()}
    texts = {v: json.dumps(dict(s), ensure_ascii=False, sort_keys=True) for v, s in segments.items()}
    frame = pd.DataFrame(
        {
            "series": [names[r[1]] for r in rows],
            "metric": metric.name,
            "segment": [texts[r[1]] for r in rows],
            "week": [r[0] for r in rows],
            "n": [r[2] for r in rows],
            "sum": [r[3] for r in rows],
            "sum_of_squares": [r[4] for r in rows],
            "direction": metric.direction.value,
        }
    )
    return frame.sort_values(["series", "week"], ignore_index=True) if len(frame) else frame
