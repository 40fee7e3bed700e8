"""Drivers, journeys and gaps, against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxpulse.core.journey.drivers import relative_weights
from cxpulse.core.journey.journeys import biggest_gap, journey_scores, repeatedly_failed


def test_uncorrelated_drivers_get_their_squared_correlations():
    rng = np.random.default_rng(1)
    basis, _ = np.linalg.qr(rng.normal(size=(600, 4)) - 0)
    basis -= basis.mean(axis=0)
    basis, _ = np.linalg.qr(basis)
    one, two, rest = basis[:, 0], basis[:, 1], basis[:, 2]
    score = pd.Series(0.6 * one + 0.3 * two + np.sqrt(1 - 0.45) * rest)
    table = relative_weights(pd.DataFrame({"support": one, "delivery": -two}), score)
    assert table.loc["support", "weight"] == pytest.approx(0.36, abs=0.01)
    assert table.loc["delivery", "weight"] == pytest.approx(0.09, abs=0.01)
    assert table.loc["delivery", "sign"] == -1
    assert table["share"].sum() == pytest.approx(1)


def test_weights_add_up_to_r_squared_for_correlated_drivers():
    rng = np.random.default_rng(2)
    shared = rng.normal(size=500)
    frame = pd.DataFrame({k: shared + rng.normal(size=500) for k in "abc"})
    score = frame.sum(axis=1) + rng.normal(size=500) * 3
    table = relative_weights(frame, score)
    design = np.column_stack([np.ones(500), frame])
    residual = score - design @ np.linalg.lstsq(design, score, rcond=None)[0]
    assert table["weight"].sum() == pytest.approx(1 - residual.var() / score.var(ddof=0), abs=0.005)


def test_too_few_answers_are_refused():
    with pytest.raises(ValueError, match="shown from 400"):
        relative_weights(pd.DataFrame({"a": range(399)}), pd.Series(range(399)))


def test_a_journey_can_be_bad_when_each_touchpoint_looks_fine():
    rows = [(f"c{i}", stage, 0 if i == j else 1) for i in range(10) for j, stage in enumerate(["buy", "use", "support"])]
    scores = journey_scores(pd.DataFrame(rows, columns=["respondent", "stage", "satisfied"]))
    assert scores["mean"].mean() == pytest.approx(0.9)
    assert scores["all_good"].mean() == pytest.approx(0.7)


def test_the_biggest_gap_is_tested_for_having_looked_at_all_pairs():
    gap = biggest_gap({"app": (80, 900, 100), "store": (90, 900, 100)})
    assert gap is not None
    assert (gap.high, gap.low, gap.difference) == ("store", "app", 10)
    assert gap.half_width == pytest.approx(8.3, abs=0.05)
    assert gap.p_value == pytest.approx(0.018, abs=0.001)
    many = {f"s{i}": (80.0, 900.0, 100.0) for i in range(9)} | {"store": (90.0, 900.0, 100.0)}
    wide = biggest_gap(many)
    assert wide is not None
    assert not wide.clear
    assert biggest_gap({"app": (80, 900, 29), "store": (90, 900, 100)}) is None


def test_customers_failed_again_are_listed():
    at = pd.Timestamp("2026-11-01")
    rows = pd.DataFrame({"respondent": ["a", "a", "b"], "answered_at": [at, at + pd.Timedelta(days=3), at], "bad": [True, True, True]})
    table = repeatedly_failed(rows)
    assert table["respondent"].tolist() == ["a"]
    assert table.loc[0, "bad"] == 2
