"""A share of answers, tickets or customers, with Wilson's interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cxpulse.core.estimates import Estimates, counted
from cxpulse.core.intervals import wilson
from cxpulse.core.weighting import robust

NEVER_MIXED = ("direction", "direct")


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """hits / n, a fraction from 0 (none) to 1 (all).

    inputs: hits, n. parameters: confidence (0.95). variance is per observation, p (1 - p). Wilson's interval holds its
    coverage for small n and shares near 0 and 1. Cluster-robust instead when accounts answered several times and the inputs
    tell it. 18 of 20 -> 0.9, interval (.69897, .97213).
    """
    n, hits, confidence = counted(inputs["n"]), inputs["hits"], parameters.get("confidence", 0.95)
    low, high = wilson(hits, n, confidence)
    share = hits / n
    plain = Estimates.of(share, n, low, high, np.maximum(0.0, share * (1 - share)))
    return robust(plain, inputs, (n, hits, hits), confidence).within(0, 1)


def series(inputs: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """n, sum and sum of squares of 100 per hit and 0 otherwise: in percentage points. 20, 18 -> (20, 1800, 180000)."""
    hits = inputs["hits"]
    return inputs["n"], 100.0 * hits, 10_000.0 * hits
