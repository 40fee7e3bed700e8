"""Intervals against published numbers and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.intervals import normal_quantile, order_ranks, student, student_quantile, wilson


def test_wilson_gives_the_published_numbers() -> None:
    assert wilson(18, 20) == (pytest.approx(0.69897, abs=5e-6), pytest.approx(0.97213, abs=5e-6))
    assert wilson(4, 20) == (pytest.approx(0.08066, abs=5e-6), pytest.approx(0.41602, abs=5e-6))


@settings(deadline=None)
@given(st.integers(1, 5000), st.data())
def test_wilson_holds_the_share_and_stays_in_range(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


def test_nothing_is_told_from_nothing() -> None:
    assert np.isnan(wilson(0, 0)).all()
    assert np.isnan(student(1, 5, 25)).all()


def test_student_on_the_numbers_one_to_five() -> None:
    assert student(5, 15, 55) == (pytest.approx(1.03676, abs=1e-5), pytest.approx(4.96324, abs=1e-5))
    assert student_quantile(9) == pytest.approx(2.262157, abs=1e-6)
    assert normal_quantile() == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize(
    ("n", "q", "ranks"),
    [
        (20, 0.5, (6, 15)),
        (6, 0.5, (1, 6)),
        (5, 0.5, (0, 0)),
        (36, 0.9, (29, 36)),
        (35, 0.9, (28, 0)),
        (100, 0.5, (40, 61)),
    ],
)
def test_ranks_that_enclose_a_quantile(n: int, q: float, ranks: tuple[int, int]) -> None:
    assert order_ranks(n, q) == ranks


@settings(deadline=None)
@given(st.integers(40, 3000), st.sampled_from([0.5, 0.9]))
def test_ranks_enclose_with_at_least_their_confidence(n: int, q: float) -> None:
    from scipy.stats import binom

    low, high = order_ranks(n, q)
    assert low > 0
    assert high > 0
    assert binom.cdf(high - 1, n, q) - binom.cdf(low - 1, n, q) >= 0.95 - 1e-9
