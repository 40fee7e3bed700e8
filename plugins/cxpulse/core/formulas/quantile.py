"""A median or another quantile of durations, read from an additive histogram."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cxpulse.core.estimates import Estimates
from cxpulse.core.intervals import order_ranks
from cxpulse.core.quantiles import Histograms, each, minutes_of

# Which durations belong together (the only solve, and the last of several) is said by the metric; the clock never differs.
NEVER_MIXED = ("clock",)
BINS = "bin"


def estimates(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Estimates:
    """The q-quantile in minutes, within 0.5% of the exact one (bins are 1% wide, see core/quantiles.py).

    inputs: bins (a core/quantiles.Histograms: bin number -> count). parameters: q (0.5), confidence (0.95). The interval runs between two order
    statistics chosen by the binomial distribution, whatever the distribution of the durations; a side is NaN when n is
    too small to bound it (a 90th percentile has an upper bound from n = 36 on). No variance per observation.
    Durations 10, 20, ..., 200 minutes: median 105, interval from the 6th to the 15th: (60, 150), all within 0.5%.
    """
    histograms: Histograms = inputs["bins"]
    n, q = histograms.n, float(parameters.get("q", 0.5))
    below, above = (each(histograms.at_rank(r), minutes_of) for r in order_ranks(n, q, parameters.get("confidence", 0.95)))
    return Estimates.of(histograms.quantile(q), n, below, above)


def watched(inputs: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """n, sum and sum of squares of 100 ln(minutes): what an alert on a median watches, because it adds up.

    Durations scatter by factors, so their logarithms are near enough to symmetric for the mean to move with the median: a
    change by 10 is a change by about 10%. Two of 1 minute and one of e minutes: (3, 100, 10,000), within 0.5 each.
    """
    histograms: Histograms = inputs["bins"]
    return histograms.sums(lambda b: 100 * math.log(minutes_of(b)))
