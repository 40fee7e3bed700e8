"""A ratio of two sums over customers, such as value kept / value at the start, with the interval of a ratio estimate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cxpulse.core.estimates import Estimates, counted
from cxpulse.core.intervals import student_quantile

NEVER_MIXED = ()


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """top / base, and Student's interval from the residuals top_i - ratio x base_i (Cochran, Sampling Techniques, 6.4).

    inputs: n (customers), base and top (their sums), base_base, top_top, base_top (sums of products). parameters:
    confidence (0.95), most (the ratio's upper bound, such as 1 for gross retention; none by default). The customers
    weigh by their value, so one large customer makes the interval wide. It misleads under some 30 customers.

    Values 60, 40 of which 60, 20 are left: ratio 0.8; residuals 12, -12; standard error sqrt(2 x 288) / 100 = 0.24.
    """
    n, base, most = counted(inputs["n"]), counted(inputs["base"]), float(parameters.get("most", math.inf))
    ratio = inputs["top"] / base
    squares = inputs["top_top"] - 2 * ratio * inputs["base_top"] + ratio * ratio * inputs["base_base"]
    squares = np.where(n >= 2, np.maximum(0.0, squares), np.nan)  # one customer tells no spread
    freedom = np.where(n >= 2, n - 1, np.nan)
    half = student_quantile(np.rint(n) - 1, parameters.get("confidence", 0.95)) * np.sqrt(n / freedom * squares) / base
    return Estimates.of(
        value=np.where(n > 0, ratio, np.nan),
        n=n,
        low=np.maximum(0.0, ratio - half),
        high=np.minimum(ratio + half, most),
        variance=n * n / (base * base) * squares / freedom,
    )
