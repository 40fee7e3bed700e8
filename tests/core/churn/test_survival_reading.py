"""The survival curve read at some times."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.churn.survival import kaplan_meier, survival_at


def test_ten_customers_of_each_kind_by_hand():
    curve = kaplan_meier([1, 2, 2, 3] * 10, [True, True, False, True] * 10)
    read = survival_at(curve, (0, 1, 2, 3, 4))
    assert read["time"].tolist() == [0, 1, 2, 3]  # nobody is watched at 4
    assert read["survival"].round(6).tolist() == [1.0, 0.75, 0.5, 0.0]
    assert read["at_risk"].tolist() == [40, 40, 30, 10]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=80))
def test_a_curve_only_falls_and_stays_between_0_and_1(spans):
    curve = kaplan_meier([t for t, _ in spans], [e for _, e in spans])
    survival = curve["survival"].to_numpy()
    assert ((survival >= -1e-12) & (survival <= 1)).all()
    assert (np.diff(survival) <= 1e-12).all()
    inside = curve.dropna(subset=["low"])
    assert ((inside["low"] <= inside["survival"] + 1e-12) & (inside["survival"] <= inside["high"] + 1e-12)).all()
