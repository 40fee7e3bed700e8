"""A ratio of sums over customers: by hand, and its interval by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from cxpulse.core.formulas import load_formula

estimate = load_formula("ratio").estimate


def sums(base, top):
    return {
        "n": len(base), "base": base.sum(), "top": top.sum(), "base_base": (base**2).sum(), "top_top": (top**2).sum(),
        "base_top": (base * top).sum(),
    }  # fmt: skip


def test_two_customers_by_hand():
    found = estimate(sums(np.array([60.0, 40.0]), np.array([60.0, 20.0])), {"most": 1})
    assert found.value == pytest.approx(0.8)
    assert (found.low, found.high) == (0.0, 1.0)  # 12.7 x 0.24 wide: cut at what can be
    assert found.n == 2


def test_nothing_under_contract_is_no_figure():
    assert estimate(sums(np.zeros(0), np.zeros(0)), {}).value is None
    assert estimate(sums(np.array([5.0]), np.array([5.0])), {}).low is None


def test_the_interval_covers_at_its_rate():
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(600):
        base = np.exp(rng.normal(7, 0.6, 400))
        kept = base * np.where(rng.random(400) < 0.1, 0.0, 1.02)
        found = estimate(sums(base, kept), {})
        hits += found.low <= 0.9 * 1.02 <= found.high
    assert 0.92 <= hits / 600 <= 0.97
