"""Do the portfolio's standardised drops scatter as they should? Its own past tells, and raises the bar where not."""

from __future__ import annotations

import numpy as np

from cxpulse.core.alerts.grid import Floats, Ints

LOOK_BACK = 104     # weeks
LATEST = 8          # weeks not looked at: a drop that is under way must not raise its own bar
EVERY = 4           # weeks between two looks
ASSUMED = 0.08      # how much more they scatter while nothing is known: seasons and trends that were not seen yet
WORTH = 300.0       # values that this assumption is worth, times sqrt(window)


def scatter(past: Floats, group: Ints) -> Floats:
    """By how much to divide, K by windows, at least 1.

    past: standardised drops, K by weeks by windows, NaN where none was judged or an alert was open. Compares the distance
    from the median to the quantile 0.9332 with the 1.5 that a standard normal has; overlapping windows say less, so
    they are trusted less.
    """
    out = np.full((past.shape[0], past.shape[2]), 1.0 + ASSUMED)
    for g in np.unique(group):
        rows = group == g
        for w in range(past.shape[2]):
            seen = past[rows, :, w]
            seen = seen[np.isfinite(seen)]
            if seen.size < 50:
                continue
            middle, high = np.quantile(seen, [0.5, 0.9332])
            trust = seen.size / (seen.size + WORTH * np.sqrt(w + 1))
            out[rows, w] = 1 + trust * max((high - middle) / 1.5 - 1, 0.0) + (1 - trust) * ASSUMED
    return out
