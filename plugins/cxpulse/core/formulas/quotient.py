"""One count for each of another, with the exact interval of a ratio of two counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxpulse.core.estimates import Estimates, counted

NEVER_MIXED = ()


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """top / base, such as visits of the help centre for each person who opened a ticket.

    inputs: top, base (counts). parameters: confidence (0.95). n is base; no figure without any. Of top + base events, a share
    p = r / (1 + r) falls to the top when the ratio is r; the interval is that of the share (Clopper and Pearson 1934), turned
    back. It supposes that events come independently, and is too narrow where one person's visits come in bunches. No variance.
    Source: Przyborowski and Wilenski, Biometrika 31 (1940). 40 visits and 10 persons: 4, interval (1.9657, 8.9699).
    """
    import numpy as np
    from scipy.special import betaincinv

    top, base = np.asarray(inputs["top"], dtype=float), counted(inputs["base"])
    tail = (1 - float(parameters.get("confidence", 0.95))) / 2
    low = np.where(top > 0, betaincinv(np.maximum(top, 1.0), base + 1, tail), 0.0)
    high = betaincinv(top + 1, base, 1 - tail)
    return Estimates.of(top / base, base, low / (1 - low), high / (1 - high))
