"""Additive counts for a report: sums of a family's columns by one dimension, of one or several weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.metrics import Metric
from cxpulse.core.formulas import load_formula
from cxpulse.core.measurement import Segment
from cxpulse.core.report_model import Drivers, PromoterWeek
from cxpulse.jobs.report_drivers import DIMENSIONS, Side, drivers

if TYPE_CHECKING:
    import pyarrow as pa

SERIES_PER_UNIT = {"share": 100.0}  # formula.series counts shares in percentage points
PROMOTER_INPUTS = ("n", "promoters", "detractors")


def select(table: pa.Table, where: Mapping[str, str | list[str]], segment: Segment, weeks: Sequence[dt.date]) -> pa.Table:
    """Rows of some weeks that a metric counts, within a segment."""
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = pc.is_in(table["week"], value_set=pa.array(list(weeks), table["week"].type))
    for column, value in {**where, **dict(segment)}.items():
        values = value if isinstance(value, list) else [value]
        mask = pc.and_(mask, pc.is_in(table[column].cast(pa.string()), value_set=pa.array(values, pa.string())))
    return table.filter(mask)


def sums(table: pa.Table, by: str, columns: Sequence[str]) -> dict[Any, dict[str, float]]:
    """Value of `by` -> column -> sum."""
    names = sorted(set(columns))
    grouped = table.group_by(by).aggregate([(c, "sum") for c in names]).to_pylist()
    return {row[by]: {c: row[f"{c}_sum"] or 0 for c in names} for row in grouped}


def split_sides(table: pa.Table, metric: Metric, week: dt.date, segment: Segment) -> dict[str, tuple[Side, Side]]:
    """Dimension -> (week before, this week), each value -> (n, sum, sum of squares); {} for a formula without series."""
    series = load_formula(metric.formula).series
    if series is None:
        return {}
    taken = {*dict(segment), *metric.where}
    sides = {}
    weeks = (week - dt.timedelta(weeks=1), week)
    parts = [select(table, metric.where, segment, [w]) for w in weeks]
    for dimension in DIMENSIONS:
        if dimension in table.column_names and dimension not in taken:
            both = [_side(part, metric, dimension, series) for part in parts]
            sides[dimension] = (both[0], both[1])
    return sides


def _side(table: pa.Table, metric: Metric, dimension: str, series: Any) -> Side:
    found = sums(table, dimension, list(metric.inputs.values()))
    return {str(key): series({arg: row[column] for arg, column in metric.inputs.items()}) for key, row in found.items()}


def driver_split(table: pa.Table | None, metric: Metric, week: dt.date, segment: Segment) -> Drivers | None:
    """What drove the metric's change on the week before, or None when it cannot be split."""
    if table is None:
        return None
    sides = split_sides(table, metric, week, segment)
    before = week - dt.timedelta(weeks=1)
    return drivers(metric.name, metric.unit, metric.decimals, before, sides, SERIES_PER_UNIT.get(metric.unit, 1.0))


def promoter_weeks(table: pa.Table | None, metric: Metric, weeks: Sequence[dt.date], segment: Segment) -> tuple[PromoterWeek, ...]:
    """Shares of promoters, passives and detractors per week; None in a week with too few answers; () without any."""
    if table is None or metric.formula != "net_promoter":
        return ()
    columns = [metric.inputs[name] for name in PROMOTER_INPUTS]
    found = sums(select(table, metric.where, segment, weeks), "week", columns)
    out = tuple(_promoter_week(week, [int(found.get(week, {}).get(c, 0)) for c in columns], metric.minimum_n) for week in weeks)
    return out if any(week.n for week in out) else ()


def _promoter_week(week: dt.date, counted: Sequence[int], minimum_n: int) -> PromoterWeek:
    n, up, down = counted
    if n < minimum_n:
        return PromoterWeek(week, None, None, None, n)
    return PromoterWeek(week, up / n, (n - up - down) / n, down / n, n)


def churn_sums(table: pa.Table | None, week: dt.date, segment: Segment) -> tuple[int, int, int] | None:
    """Customers active at the start of the week, lost and won; None when no contract was counted or the segment fits not."""
    if table is None or any(name not in table.column_names for name, _ in segment):
        return None
    columns = ("active_at_start", "lost", "won")
    found = sums(select(table, {}, segment, [week]), "week", columns).get(week)
    return None if not found else (int(found[columns[0]]), int(found[columns[1]]), int(found[columns[2]]))
