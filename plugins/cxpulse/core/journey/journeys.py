"""The journey beside its touchpoints: scores per customer, gaps between touchpoints or channels, and who is failed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import ndtr


def journey_scores(answers: pd.DataFrame, minimum_stages: int = 2) -> pd.DataFrame:
    """One row per customer who answered at several stages.

    answers: columns respondent, stage, satisfied (0 or 1, one scale). Several answers at one stage count as their mean.
    Gives stages, mean (over the stages), worst (lowest stage mean) and all_good (every stage mean at least .5): a journey
    can be bad when each touchpoint looks fine. Touchpoints .9, .9 and .9 with independent failures: all_good .73.
    """
    per_stage = answers.groupby(["respondent", "stage"])["satisfied"].mean()
    table = per_stage.groupby("respondent").agg(stages="count", mean="mean", worst="min")
    table = table.loc[table["stages"] >= minimum_stages]
    return table.assign(all_good=table["worst"] >= 0.5)


@dataclass(frozen=True, slots=True)
class Gap:
    """The largest difference between two groups and how sure it is.

    p_value is corrected for having looked at every pair (Holm's first step, which is Bonferroni's).
    """

    high: str
    low: str
    difference: float
    half_width: float
    p_value: float

    @property
    def clear(self) -> bool:
        """True when a difference this large is unlikely (under 5%) if all groups were alike."""
        return self.p_value < 0.05


def biggest_gap(groups: Mapping[str, tuple[float, float, float]], minimum_n: int = 30) -> Gap | None:
    """The pair of groups that differ most, in standard errors.

    groups: name -> (mean, variance per answer, n); groups under `minimum_n` answers or without variance are left out.
    None when fewer than two remain. {"app": (80, 900, 100), "store": (90, 900, 100)} -> 10 points, half width 8.3, p .018.
    """
    known = {k: v for k, v in sorted(groups.items()) if v[2] >= minimum_n and v[1] > 0}
    pairs = list(combinations(known, 2))
    if not pairs:
        return None
    found = []
    for one, two in pairs:
        (mean1, var1, n1), (mean2, var2, n2) = known[one], known[two]
        error = float(np.sqrt(var1 / n1 + var2 / n2))
        found.append((abs(mean1 - mean2) / error, error, one, two))
    z, error, one, two = max(found)
    high, low = (one, two) if known[one][0] >= known[two][0] else (two, one)
    p_value = min(1.0, 2 * float(ndtr(-z)) * len(pairs))
    return Gap(high, low, known[high][0] - known[low][0], 1.959963985 * error, p_value)


def repeatedly_failed(answers: pd.DataFrame, times: int = 2) -> pd.DataFrame:
    """Customers with at least `times` bad answers: columns respondent, answered_at, bad (bool).

    Gives bad (count), first and last instant of a bad answer, most failed first; ties in the order of respondent.
    """
    bad = answers.loc[answers["bad"].astype(bool)]
    table = bad.groupby("respondent")["answered_at"].agg(bad="count", first="min", last="max")
    table = table.loc[table["bad"] >= times].reset_index()
    return table.sort_values(["bad", "respondent"], ascending=[False, True], ignore_index=True)
