"""The lake's watched series as the grid that the rules read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cxpulse.catalog.alerts import Alert, Announced
from cxpulse.catalog.metrics import Metric, load_metric, load_metrics
from cxpulse.catalog.settings import Settings
from cxpulse.core.alerts.grid import Grid, grid_of
from cxpulse.core.measurement import Direction
from cxpulse.jobs import judge_units as units

if TYPE_CHECKING:
    import pandas as pd

BINARY = ("points", "share")  # answers of -100, 0, 100, so x^3 = 10,000 x
WEEK = dt.timedelta(weeks=1)


def watched(alert: Alert) -> list[Metric]:
    """The metrics of a portfolio: those that it names, else every one with `alert: true`."""
    return [load_metric(m) for m in alert.metrics] if alert.metrics else [m for m in load_metrics() if m.alert]


def lag(metric: Metric) -> int:
    """Weeks that a metric's newest week still changes by itself: the last whole one is judged instead."""
    return metric.matures_weeks


def load_grid(settings: Settings, alert: Alert, week: dt.date) -> tuple[Grid, dict[str, Mapping[str, Any]]] | None:
    """The grid up to `week` (its last column), and series -> {"metric", "segment"}. None when there is nothing at all.

    Raises DefinitionError for a metric that cannot be watched or a dimension that nothing has.
    """
    import pandas as pd

    from cxpulse.jobs import measure

    metrics, frames = watched(alert), []
    for shift in sorted({lag(m) for m in metrics}):
        same = [m for m in metrics if lag(m) == shift]
        frame = measure.series(settings, same, alert.by, week - shift * WEEK)
        frames.append(frame.assign(week=[d + shift * WEEK for d in frame["week"]]))
    frames = [f for f in frames if len(f)]
    if not frames:
        return None
    every = pd.concat(frames, ignore_index=True)
    return lay_out(every, week, alert.announced), _about(every)


def lay_out(frame: pd.DataFrame, week: dt.date, announced: Sequence[Announced] = ()) -> Grid:
    """A grid from the columns of `measure.series`, from the first week in it to `week`."""
    names = sorted(set(frame["series"]))
    first = min(frame["week"])
    count = (week - first).days // 7 + 1
    weeks = [first + i * WEEK for i in range(count)]
    place = {name: i for i, name in enumerate(names)}
    row = np.array([place[s] for s in frame["series"]])
    column = np.array([(d - first).days // 7 for d in frame["week"]])
    arrays = []
    for name in ("n", "sum", "sum_of_squares"):
        values = np.zeros((len(names), count))
        values[row, column] = frame[name].to_numpy(float)
        arrays.append(values)
    metric_of = dict(zip(frame["series"], frame["metric"], strict=True))
    known = {name: load_metric(name) for name in set(metric_of.values())}
    metrics = [known[metric_of[name]] for name in names]
    special = np.array([any(_touches(w, a) for a in announced) for w in weeks])
    kinds = sorted({m.name for m in metrics})
    return grid_of(
        names,
        weeks,
        *arrays,
        announced=np.broadcast_to(special, (len(names), count)).copy(),
        group=np.array([kinds.index(m.name) for m in metrics]),
        sign=np.array([1.0 if m.direction is Direction.HIGHER else -1.0 for m in metrics]),
        margin=np.array([units.margin(m) for m in metrics]),
        cubed=np.array([1e4 if m.unit in BINARY else np.nan for m in metrics]),
    )


def _touches(week: dt.date, event: Announced) -> bool:
    return event.first_day <= week + dt.timedelta(days=6) and event.last_day >= week


def _about(frame: pd.DataFrame) -> dict[str, Mapping[str, Any]]:
    import json

    first = frame.drop_duplicates("series")
    rows = zip(first["series"], first["metric"], first["segment"], strict=True)
    return {s: {"metric": m, "segment": json.loads(g)} for s, m, g in rows}
