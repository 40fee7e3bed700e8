"""What has come in and not gone out again by the end of the week: a backlog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxpulse.core.measurement import Estimate

NEVER_MIXED = ()
CUMULATIVE = True


def estimate(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimate:
    """Everything that came in minus everything that went out, over all weeks up to the end of this one.

    inputs: entered, left, both summed over all weeks so far. A complete count: neither interval nor variance.
    Entered 120, left 95 -> 25. Exports that begin in the middle of history undercount what was open before.
    """
    standing = float(inputs["entered"]) - float(inputs["left"])
    return Estimate(standing, None, None, max(0, round(standing)))
