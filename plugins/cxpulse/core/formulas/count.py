"""A complete count: so many answers, so many tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxpulse.core.measurement import Estimate

NEVER_MIXED = ()


def estimate(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimate:
    """The count itself. inputs: n. It is no sample, so it has neither interval nor variance. n 42 -> 42."""
    n = float(inputs["n"])
    return Estimate(n, None, None, round(n))
