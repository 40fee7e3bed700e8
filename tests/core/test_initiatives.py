"""Verdicts on fixes: found when there, rarely claimed when not."""

from __future__ import annotations

import numpy as np

from cxpulse.core.initiatives import judge_initiative


def _series(rng: np.random.Generator, effect: float) -> tuple[np.ndarray, np.ndarray]:
    shock = rng.normal(0, 3, 38)
    treated, control = 40 + shock + rng.normal(0, 1.5, 38), 45 + shock + rng.normal(0, 0.7, 38)
    treated[30:] += effect
    return treated, control


def test_a_fix_that_works_is_called_improved_and_one_that_hurts_worse():
    rng = np.random.default_rng(3)
    assert judge_initiative(*_series(rng, 6), 30).verdict == "improved"
    assert judge_initiative(*_series(rng, -6), 30).verdict == "worse"
    assert judge_initiative(*_series(rng, -6), 30, higher_is_better=False).verdict == "improved"


def test_nothing_happened_is_rarely_called_a_change():
    rng = np.random.default_rng(4)
    claims = [judge_initiative(*_series(rng, 0), 30).verdict != "no_clear_change" for _ in range(400)]
    assert np.mean(claims) < 0.06


def test_what_cannot_be_told_is_said():
    flat = np.zeros(38)
    assert judge_initiative(flat, flat, 34).verdict == "too_few_answers"
    assert judge_initiative(flat, flat, 30, answers_after=20).verdict == "too_few_answers"
    assert judge_initiative(flat[:20], flat[:20], 12).verdict == "too_few_answers"
