"""Did a fix work? Difference-in-differences, with its error measured on placebos.

The segment that got the fix is compared with the rest of the company, before and after; the same comparison is made at
every earlier date on which nothing happened, and the spread of those placebos is the yardstick. It holds whatever makes
weeks alike (seasons, shared shocks) that a textbook standard error does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Verdict = Literal["improved", "no_clear_change", "worse", "too_few_answers"]
WEEKS_BEFORE, WEEKS_AFTER = 30, 8


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect in the metric's unit, positive = better; its 95% interval; and what may be said of it."""

    verdict: Verdict
    effect: float | None
    low: float | None
    high: float | None
    placebos: int


def judge_initiative(
    treated: npt.ArrayLike,
    control: npt.ArrayLike,
    start: int,
    *,
    higher_is_better: bool = True,
    answers_after: int = 10_000,
    minimum_answers: int = 100,
) -> Effect:
    """Judges a fix that began in week `start` (index into both weekly series; missing weeks are NaN).

    Compares the mean of 8 weeks from `start` with the 30 weeks before, treated minus control. Placebo starts are the weeks
    whose 8 weeks lie wholly before `start` and have at least 15 weeks before them. Too few answers: under
    `minimum_answers` after the start, under 8 weeks after, or under 8 placebos.

    Treated up 8 from week 30 on, 8 placebos with a spread of 1.5 -> improved, 8 (1.5 to 14.5).
    """
    sign = 1.0 if higher_is_better else -1.0
    difference = sign * (np.asarray(treated, dtype=float) - np.asarray(control, dtype=float))
    first = max(start - WEEKS_BEFORE, 0)
    placebos = [
        value
        for s in range(first + 15, start - WEEKS_AFTER + 1)
        if np.isfinite(value := _jump(difference, s, first))
    ]
    effect = _jump(difference, start, first) if start + WEEKS_AFTER <= len(difference) else float("nan")
    if answers_after < minimum_answers or not np.isfinite(effect) or len(placebos) < 8:
        return Effect("too_few_answers", None, None, None, len(placebos))
    spread = float(np.sqrt(np.mean(np.square(placebos))))
    # Placebo windows overlap: only about one in four is new information.
    width = float(stdtrit(max(len(placebos) / 4, 2), 0.975)) * spread
    low, high = effect - width, effect + width
    verdict: Verdict = "improved" if low > 0 else "worse" if high < 0 else "no_clear_change"
    return Effect(verdict, float(effect), low, high, len(placebos))


def _jump(difference: npt.NDArray[np.float64], start: int, first: int) -> float:
    before, after = difference[first:start], difference[start : start + WEEKS_AFTER]
    if np.isfinite(before).sum() < 10 or np.isfinite(after).sum() < WEEKS_AFTER // 2:
        return float("nan")
    return float(np.nanmean(after) - np.nanmean(before))
