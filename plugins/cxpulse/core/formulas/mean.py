"""A mean answer with Student's interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxpulse.core.intervals import sample_variance, student
from cxpulse.core.measurement import Estimate
from cxpulse.core.weighting import robust, within

# A mean over a 1-5 and a 1-7 scale, or over scales that run opposite ways, is no number at all.
NEVER_MIXED = ("scale_id", "direction", "direct")


def estimate(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimate:
    """sum / n, in units of the answers' scale.

    inputs: n, sum, sum_sq (sum of squares). parameters: confidence (0.95), minimum and maximum (ends of the scale, to
    which the interval is cut). variance is per answer, with n - 1 below. With one answer the value stands alone, without
    an interval. Cluster-robust instead when accounts answered several times and the inputs tell it. Answers 1, 2, 3, 4, 5: n 5, sum 15, sum_sq 55 -> 3.0, interval (1.0368, 4.9632), variance 2.5.
    """
    n, total, squares = float(inputs["n"]), float(inputs["sum"]), float(inputs["sum_sq"])
    if n <= 0:
        return Estimate(None, None, None, 0)
    confidence = parameters.get("confidence", 0.95)
    clustered = robust(inputs, n, total, squares, confidence)
    if clustered:
        return within(clustered, parameters.get("minimum"), parameters.get("maximum"))
    low, high = student(n, total, squares, confidence)
    if low is not None and "minimum" in parameters:
        low = max(low, float(parameters["minimum"]))
    if high is not None and "maximum" in parameters:
        high = min(high, float(parameters["maximum"]))
    return Estimate(total / n, low, high, round(n), sample_variance(n, total, squares))


def series(inputs: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """n, sum and sum of squares of the answers as they are."""
    return inputs["n"], inputs["sum"], inputs["sum_sq"]
