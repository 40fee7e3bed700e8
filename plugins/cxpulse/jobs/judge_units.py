"""From the values that the rules compare to the metric's unit.

Answers of shares count as 0 and 100; of durations the rules see 100 x ln(minutes), so a change of 10 is about 10%.
"""

from __future__ import annotations

import math

from cxpulse.catalog.metrics import Metric
from cxpulse.core.formulas import load_formula
from cxpulse.core.measurement import Direction

PER_UNIT = {"share": 100.0, "per_thousand": 0.1}  # per-answer values in one unit of the metric


def in_logs(metric: Metric) -> bool:
    """Whether the rules see logarithms."""
    return load_formula(metric.formula).logs


def margin(metric: Metric) -> float:
    """The metric's margin as the rules take it; NaN for none. 10 (%) of a median: 100 ln 1.1 = 9.53."""
    if metric.margin <= 0:
        return math.nan
    return 100 * math.log1p(metric.margin / 100) if in_logs(metric) else metric.margin


def level(metric: Metric, value: float | None) -> float | None:
    """A level in the metric's unit; None for no figure. 89.2 of a share: 0.892; 409.4 of a duration: exp 4.094 = 60 min."""
    if value is None or not math.isfinite(value):
        return None
    return round(math.exp(value / 100) if in_logs(metric) else value / PER_UNIT.get(metric.unit, 1.0), 6)


def drop(metric: Metric, usual: float, value: float) -> float | None:
    """A drop (positive when worse) in the metric's unit. 69.3 on 60 minutes, where low is good: 60."""
    if not (math.isfinite(value) and math.isfinite(usual)):
        return None
    if not in_logs(metric):
        return round(value / PER_UNIT.get(metric.unit, 1.0), 6)
    way = -1 if metric.direction is Direction.HIGHER else 1
    return round(way * (math.exp((usual + way * value) / 100) - math.exp(usual / 100)), 6)
