"""Leaving foretold: learned from the past, judged later, and traps refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxpulse.core.churn.assess import Period, assess
from cxpulse.core.churn.propensity import revenue_at_risk
from cxpulse.core.churn.traps import traps


def period(seed: int, n: int = 1500, base: float = -2.2) -> Period:
    rng = np.random.default_rng(seed)
    mood, tickets = rng.normal(size=n), rng.poisson(1.0, n)
    left = rng.random(n) < 1 / (1 + np.exp(-(base - 0.9 * mood + 0.3 * tickets)))
    table = pd.DataFrame({"nps_mean": np.where(rng.random(n) < 0.3, np.nan, mood), "tickets_recent": tickets, "plan": rng.choice(["a", "b"], n)})
    return Period(table, left)


def test_it_is_judged_on_a_later_period_and_its_level_is_right():
    earlier, later = period(1), period(2)
    found = assess(earlier, later, later.features)
    assert found.model == "ridge_logistic"
    assert found.quality.n == len(later.left)
    assert found.quality.events == later.events
    assert found.quality.auc > 0.65
    assert found.quality.lift > 1.5
    assert found.quality.calibration_error < 0.04
    assert found.probability.mean() == pytest.approx(np.mean([earlier.left.mean(), later.left.mean()]), abs=0.01)
    assert found.refused == {}


def test_under_50_leavers_only_the_flags_speak():
    few = period(3, n=300, base=-4.5)
    assert few.events < 50
    found = assess(few, period(4), period(5).features)
    assert (found.model, found.probability, found.quality) == ("flags", None, None)


def test_gradient_boosting_stays_only_if_it_wins_later():
    found = assess(period(6, n=3800), period(7, n=3800), period(8).features)
    assert found.events > 500
    assert found.rival is not None
    assert found.quality.auc >= found.rival.auc


def test_a_field_known_only_after_leaving_is_refused_by_name_and_by_what_it_does():
    told = period(9)
    spoiled = told.features.assign(
        contract_status=np.where(told.left, "ended", "active"),
        last_call=np.where(told.left, 3.0, np.nan),  # filled for leavers only
        reason=np.where(told.left, np.where(np.arange(len(told.left)) % 2, "price", "moved"), "none"),
    )
    assert set(traps(spoiled, told.left)) == {"contract_status", "last_call", "reason"}
    clean = assess(told, period(10), period(10).features)
    both = assess(Period(spoiled, told.left), Period(period(10).features.assign(contract_status="active", last_call=np.nan, reason="none"), period(10).left),
                  period(10).features.assign(contract_status="active", last_call=np.nan, reason="none"))  # fmt: skip
    assert both.probability == pytest.approx(clean.probability)


def test_real_early_signs_are_no_traps():
    told = period(11)
    assert traps(told.features, told.left) == {}


def test_the_level_of_few_leavers_widens_the_revenue_at_risk():
    assert revenue_at_risk([0.5, 0.1], [100, 1000], 4)[2] == pytest.approx(764, abs=0.5)
    p, v = np.full(400, 0.1), np.full(400, 100.0)
    plain, wide = revenue_at_risk(p, v), revenue_at_risk(p, v, 50)
    assert plain[0] == wide[0] == pytest.approx(4000)
    assert wide[1] < plain[1] < plain[2] < wide[2]
