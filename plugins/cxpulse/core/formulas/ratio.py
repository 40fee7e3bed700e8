"""A ratio of two sums over customers, such as value kept / value at the start, with the interval of a ratio estimate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cxpulse.core.intervals import student_quantile
from cxpulse.core.measurement import Estimate

NEVER_MIXED = ()


def estimate(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimate:
    """top / base, and Student's interval from the residuals top_i - ratio x base_i (Cochran, Sampling Techniques, 6.4).

    inputs: n (customers), base and top (their sums), base_base, top_top, base_top (sums of products). parameters:
    confidence (0.95), most (the ratio's upper bound, such as 1 for gross retention; none by default). The customers
    weigh by their value, so one large customer makes the interval wide. It misleads under some 30 customers.

    Values 60, 40 of which 60, 20 are left: ratio 0.8; residuals 12, -12; standard error sqrt(2 x 288) / 100 = 0.24.
    """
    n, base = float(inputs["n"]), float(inputs["base"])
    if n <= 0 or base <= 0:
        return Estimate(None, None, None, 0)
    ratio = float(inputs["top"]) / base
    if n < 2:
        return Estimate(ratio, None, None, round(n))
    squares = float(inputs["top_top"]) - 2 * ratio * float(inputs["base_top"]) + ratio**2 * float(inputs["base_base"])
    squares = max(0.0, squares)
    half = student_quantile(round(n) - 1, parameters.get("confidence", 0.95)) * math.sqrt(n / (n - 1) * squares) / base
    most = float(parameters.get("most", math.inf))
    return Estimate(ratio, max(0.0, ratio - half), min(ratio + half, most), round(n), n * n / base**2 * squares / (n - 1))
