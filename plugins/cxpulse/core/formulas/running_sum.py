"""What has come in and not gone out again by the end of the week: a backlog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cxpulse.core.estimates import Estimates

NEVER_MIXED = ()
CUMULATIVE = True


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """Everything that came in minus everything that went out, over all weeks up to the end of this one.

    inputs: entered, left, both summed over all weeks so far. A complete count: neither interval nor variance.
    Entered 120, left 95 -> 25. Exports that begin in the middle of history undercount what was open before.
    """
    standing = inputs["entered"] - inputs["left"]
    return Estimates.of(standing, np.maximum(0.0, standing))
