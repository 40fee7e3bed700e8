"""How long what is still open has been waiting, at the end of the week."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from cxpulse.core.measurement import Estimate

NEVER_MIXED = ()
BINS = "bin"
CUMULATIVE = True
EPOCH = 719_163  # ordinal of 1970-01-01
MINUTES_A_DAY = 1440.0


def estimate(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimate:
    """The q-quantile of the ages of everything that is open when the week ends, in minutes, right to half a day.

    inputs: bins (day of creation, as days since 1970 -> how many of that day came, minus how many left, over all weeks so
    far), week (its first day). parameters: q (0.5). Ages count from the middle of the day. A complete count of what was
    open: neither interval nor variance. Week of 2026-03-23 with 3 open from 2026-03-29 and 1 from 2026-03-20: median 0.5 days
    = 720 minutes, 90th percentile 9.5 days = 13,680 minutes.
    """
    open_now = sorted(((day, count) for day, count in inputs["bins"].items() if count > 0), reverse=True)
    n = round(sum(count for _, count in open_now))
    if not n:
        return Estimate(None, None, None, 0)
    end = inputs["week"].toordinal() + 7 - EPOCH
    rank = max(1.0, float(parameters.get("q", 0.5)) * n)
    running = accumulate(count for _, count in open_now)
    day = next(d for (d, _), so_far in zip(open_now, running, strict=True) if so_far >= rank)
    return Estimate(max(0.0, end - day - 0.5) * MINUTES_A_DAY, None, None, n)
