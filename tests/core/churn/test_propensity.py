"""Propensity: the model that the data can carry, judged on customers it has not seen."""

from __future__ import annotations

import pandas as pd
import pytest

from cxpulse.core.churn.propensity import build, model_for, quality, revenue_at_risk
from cxpulse.core.churn.traps import traps


def test_few_leavers_get_flags_not_a_model():
    assert [model_for(n) for n in (0, 49, 50, 500, 501)] == [
        "flags", "flags", "ridge_logistic", "ridge_logistic", "gradient_boosting",
    ]  # fmt: skip


def test_auc_by_hand():
    assert quality([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).auc == pytest.approx(0.75)
    with pytest.raises(ValueError, match="both leavers and stayers"):
        quality([0, 0], [0.1, 0.2])


def test_revenue_at_risk_stays_inside_the_whole():
    expected, low, high = revenue_at_risk([0.5, 0.1], [100, 1000])
    assert expected == 150
    assert low == 0
    assert high == pytest.approx(745.9, abs=0.2)


def test_telco_auc_and_calibration(shared_data):
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    table = pd.read_csv(shared_data / "churn/ibm_telco_churn.csv", na_values=[" "])
    left = (table["Churn"] == "Yes").to_numpy()
    assert (int(left.sum()), len(table)) == (1869, 7043)
    features = table.drop(columns=["customerID", "Churn"])
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    score = cross_val_predict(build("ridge_logistic", features), features, left, cv=folds, method="predict_proba")[:, 1]
    judged = quality(left, score)
    assert 0.84 <= judged.auc <= 0.85
    assert judged.calibration_error < 0.03
    assert judged.lift > 2.5


def test_telco_has_no_trap_but_the_outcome_itself(shared_data):
    table = pd.read_csv(shared_data / "churn/ibm_telco_churn.csv", na_values=[" "]).drop(columns=["customerID"])
    left = (table["Churn"] == "Yes").to_numpy()
    assert set(traps(table, left)) == {"Churn"}
    assert traps(table.drop(columns=["Churn"]).assign(exit_interview=left.astype(float)), left).keys() == {"exit_interview"}
    hidden = table.drop(columns=["Churn"]).assign(note=left.astype(float))
    assert "AUC 1.00" in traps(hidden, left)["note"]
