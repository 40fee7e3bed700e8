"""How long what is still open has been waiting, at the end of the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cxpulse.core.estimates import Estimates
from cxpulse.core.quantiles import Histograms

NEVER_MIXED = ()
BINS = "bin"
CUMULATIVE = True
MINUTES_A_DAY = 1440.0


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """The q-quantile of the ages of everything that is open when the week ends, in minutes, right to half a day.

    inputs: bins (a core/quantiles.Histograms: day of creation, as days since 1970 -> how many of that day came, minus how many
    left, over all weeks so far), week (its first day, as days since 1970). parameters: q (0.5). Ages count from the middle of
    the day. A complete count of what was open: neither interval nor variance. Week of 2026-03-23 with 3 open from 2026-03-29
    and 1 from 2026-03-20: median 0.5 days = 720 minutes, 90th percentile 9.5 days = 13,680 minutes.
    """
    open_now: Histograms = inputs["bins"]
    youngest_first = np.ceil(np.maximum(1.0, float(parameters.get("q", 0.5)) * open_now.n))
    day = open_now.at_rank(open_now.n - youngest_first + 1)
    return Estimates.of(np.maximum(0.0, inputs["week"] + 7 - day - 0.5) * MINUTES_A_DAY, open_now.n)
