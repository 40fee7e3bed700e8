"""A mean answer with Student's interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cxpulse.core.estimates import Estimates, counted
from cxpulse.core.intervals import student, variances
from cxpulse.core.weighting import robust

# A mean over a 1-5 and a 1-7 scale, or over scales that run opposite ways, is no number at all.
NEVER_MIXED = ("scale_id", "direction", "direct")


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """sum / n, in units of the answers' scale.

    inputs: n, sum, sum_sq (sum of squares). parameters: confidence (0.95), minimum and maximum (ends of the scale, to
    which the interval is cut). variance is per answer, with n - 1 below. With one answer the value stands alone, without
    an interval. Cluster-robust instead when accounts answered several times and the inputs tell it. Answers 1, 2, 3, 4, 5:
    n 5, sum 15, sum_sq 55 -> 3.0, interval (1.0368, 4.9632), variance 2.5.
    """
    n, total, squares, confidence = counted(inputs["n"]), inputs["sum"], inputs["sum_sq"], parameters.get("confidence", 0.95)
    low, high = student(n, total, squares, confidence)
    plain = Estimates.of(total / n, n, low, high, variances(n, total, squares))
    found = robust(plain, inputs, (n, total, squares), confidence)
    return found.within(parameters.get("minimum", -math.inf), parameters.get("maximum", math.inf))


def series(inputs: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """n, sum and sum of squares of the answers as they are."""
    return inputs["n"], inputs["sum"], inputs["sum_sq"]
