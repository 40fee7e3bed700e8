"""Events for so many customers or tickets, with the exact Poisson interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxpulse.core.estimates import Estimates, counted
from cxpulse.core.intervals import poisson

NEVER_MIXED = ("direct",)


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """per x events / exposed.

    inputs: events, exposed (customers, tickets); known, where a metric names it, only tells that events could be seen at
    all, so that none of them is a zero. parameters: per (1), confidence (0.95). n is what was exposed; variance is
    per exposed one. Too narrow where events come in bunches. 10 complaints of 400 customers, per 1,000: 25, interval
    (11.99, 45.98).
    """
    events, exposed = inputs["events"], counted(inputs["exposed"])
    scale = float(parameters.get("per", 1)) / exposed
    low, high = poisson(events, parameters.get("confidence", 0.95))
    return Estimates.of(scale * events, exposed, scale * low, scale * high, scale * scale * exposed * events)
