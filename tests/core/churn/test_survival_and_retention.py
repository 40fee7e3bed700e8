"""Curves, cohorts, money kept, and customers gone quiet."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxpulse.core.churn.retention import gone_quiet, revenue_retention
from cxpulse.core.churn.survival import cohorts, kaplan_meier


def test_kaplan_meier_by_hand():
    curve = kaplan_meier([1, 2, 2, 3], [True, True, False, True])
    assert curve["survival"].tolist() == pytest.approx([0.75, 0.5, 0.0])
    assert curve["at_risk"].tolist() == [4, 3, 1]
    assert curve.loc[0, "low"] < 0.75 < curve.loc[0, "high"]


def test_kaplan_meier_agrees_with_statsmodels():
    from statsmodels.duration.survfunc import SurvfuncRight

    time, ended = [5, 3, 9, 8, 10, 4, 4, 2], [1, 1, 0, 1, 0, 1, 0, 1]
    assert kaplan_meier(time, ended)["survival"].tolist() == pytest.approx(SurvfuncRight(time, ended).surv_prob.tolist())


def test_a_running_month_never_looks_like_a_fall():
    jan, feb, mar = pd.period_range("2026-01", "2026-03", freq="M")
    first = pd.Series({"a": jan, "b": jan, "c": feb})
    active = pd.DataFrame({"customer": ["a", "b", "a", "c", "a"], "period": [jan, jan, feb, feb, mar]})
    table = cohorts(first, active, last_complete=feb)
    assert table.loc[jan, "size"] == 2
    assert table.loc[jan, [0, 1]].tolist() == [1.0, 0.5]
    assert pd.isna(table.loc[feb, 1])
    assert 2 not in table.columns


def test_retention_by_hand():
    kept = revenue_retention({"a": 60, "b": 40, "d": 100}, {"a": 55, "c": 90, "d": 120})
    assert (kept.start, kept.contraction, kept.churned, kept.expansion) == (200, 5, 40, 20)
    assert kept.gross == pytest.approx(155 / 200)
    assert kept.net == pytest.approx(175 / 200)
    assert revenue_retention({}, {"a": 1}).gross is None


def test_quiet_is_measured_by_ones_own_cadence():
    start = pd.Timestamp("2026-01-01")
    rows = [("weekly", start + pd.Timedelta(days=7 * i)) for i in range(5)] + [("rare", start)]
    orders = pd.DataFrame(rows, columns=["customer", "ordered_at"])
    state = gone_quiet(orders, start + pd.Timedelta(days=28 + 21))["state"]
    assert state["weekly"] == "active"
    assert state["rare"] == "not_enough_history"
    assert gone_quiet(orders, start + pd.Timedelta(days=28 + 22))["state"]["weekly"] == "quiet"


values = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1e6), max_size=8)


@given(values, values)
def test_gross_retention_is_never_above_one_or_net(before, after):
    kept = revenue_retention(before, after)
    if kept.gross is None:
        assert kept.start == 0
        return
    assert -1e-9 <= kept.gross <= 1 + 1e-9
    assert kept.net >= kept.gross - 1e-9
    assert kept.gross == pytest.approx(1 - (kept.contraction + kept.churned) / kept.start, abs=1e-9)
    assert kept.start == pytest.approx(sum(v for v in before.values() if v > 0))


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from("ab")), min_size=1, max_size=30))
def test_a_customer_who_just_ordered_is_never_quiet(rows):
    start = pd.Timestamp("2025-01-01")
    orders = pd.DataFrame([(c, start + pd.Timedelta(days=d)) for d, c in rows], columns=["customer", "ordered_at"])
    last = orders["ordered_at"].max()
    state = gone_quiet(orders, last)["state"]
    assert state[orders.loc[orders["ordered_at"].idxmax(), "customer"]] != "quiet"
