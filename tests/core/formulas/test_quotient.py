"""One count for each of another: value and exact interval by hand, and what is no figure."""

from __future__ import annotations

import pytest

from cxpulse.core.formulas import load_formula

estimate = load_formula("quotient").estimate


def test_forty_visits_and_ten_persons() -> None:
    found = estimate({"top": 40, "base": 10}, {})
    assert (found.value, found.n) == (4.0, 10)
    assert (found.low, found.high) == (pytest.approx(1.9657, abs=1e-4), pytest.approx(8.9699, abs=1e-4))


def test_no_visit_is_a_zero_with_an_upper_bound() -> None:
    found = estimate({"top": 0, "base": 10}, {})
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(0.025 ** (-1 / 10) - 1, abs=1e-9)  # p of no success: 1 - .025^(1/10), turned into a ratio


def test_nobody_in_tickets_is_no_figure() -> None:
    assert estimate({"top": 40, "base": 0}, {}).value is None


def test_the_interval_covers_at_its_rate() -> None:
    import numpy as np

    draw = np.random.default_rng(7)
    pairs = zip(draw.poisson(300, 400), draw.poisson(60, 400), strict=True)
    found = [estimate({"top": int(t), "base": int(b)}, {}) for t, b in pairs]
    covered = sum(e.low <= 5 <= e.high for e in found if e.low is not None and e.high is not None)
    assert 0.93 <= covered / 400 <= 0.99
