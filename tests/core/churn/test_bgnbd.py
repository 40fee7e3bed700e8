"""BG/NBD reproduces its published fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxpulse.core.churn.bgnbd import BgNbd, fit, shows_leaving, summarise, without_leaving


def test_cdnow_gives_the_published_parameters(shared_data):
    lines = (shared_data / "churn/cdnow/CDNOW_sample.txt").read_text().splitlines()
    rows = pd.DataFrame([line.split() for line in lines], columns=["master", "customer", "day", "items", "value"])
    assert len(rows) == 6919
    rows["day"] = pd.to_datetime(rows["day"], format="%Y%m%d")
    table = summarise(rows, pd.Timestamp("1997-09-30"))
    assert len(table) == 2357
    assert int(table["frequency"].sum()) == 2457

    model = fit(*(table[c].to_numpy(float) for c in ("frequency", "recency", "age")))

    assert (round(model.r, 3), round(model.alpha, 3), round(model.a, 3), round(model.b, 3)) == pytest.approx(
        (0.243, 4.414, 0.793, 2.426), abs=0.0011
    )
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert model.converged
    assert without_leaving(table["frequency"].to_numpy(float), table["age"].to_numpy(float)) == pytest.approx(-9763.7, abs=0.05)
    assert shows_leaving(model, table["frequency"].to_numpy(float), table["age"].to_numpy(float))
    ahead = model.expected_purchases(39, np.array([2.0, 26.0]), np.array([30.43, 30.86]), np.array([38.86, 31.0]))
    assert ahead == pytest.approx([1.226, 20.75], rel=2e-3)


def test_silence_lowers_the_chance_of_being_alive():
    model = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)
    alive = model.probability_alive(np.array([5.0, 5.0, 0.0]), np.array([30.0, 10.0, 0.0]), np.array([31.0, 31.0, 31.0]))
    assert alive[0] > 0.85
    assert alive[1] < 0.3
    assert alive[2] == 1.0


def test_one_time_buyers_only_cannot_be_fitted():
    with pytest.raises(ValueError, match="bought twice"):
        fit(np.zeros(3), np.zeros(3), np.ones(3))


def test_two_purchases_on_one_day_are_one():
    day = pd.Timestamp("2026-01-01")
    table = summarise(pd.DataFrame({"customer": ["a", "a", "a"], "day": [day, day, day + pd.Timedelta(days=14)]}), day + pd.Timedelta(days=28))
    assert table.loc["a"].tolist() == [1.0, 2.0, 4.0]


def simulated(seed: int, a: float, b: float, customers: int = 1500) -> list[np.ndarray]:
    """Purchases by the model's own story (r 0.5, alpha 6); a 0: nobody ever leaves."""
    chance = np.random.default_rng(seed)
    rows = []
    rates, ages = chance.gamma(0.5, 1 / 6, customers), chance.uniform(35, 104, customers)
    leaves = chance.beta(a, b, customers) if a else np.zeros(customers)
    for rate, leave, age in zip(rates, leaves, ages, strict=True):
        bought, last, at = 0, 0.0, chance.exponential(1 / rate)
        while at <= age:
            bought, last = bought + 1, at
            at = np.inf if chance.random() < leave else at + chance.exponential(1 / rate)
        rows.append((bought, last, age))
    return [np.array(column, dtype=float) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_parameters_of_simulated_customers_come_back(seed: int):
    model = fit(*(columns := simulated(seed, 0.8, 2.4)))
    assert (model.r, model.alpha, model.a / (model.a + model.b)) == pytest.approx((0.5, 6, 0.25), rel=0.3)
    assert shows_leaving(model, columns[0], columns[2])


@pytest.mark.parametrize("seed", range(5))
def test_customers_who_never_leave_show_no_leaving(seed: int):
    model = fit(*(columns := simulated(seed, 0, 1)))
    assert model.converged
    assert not shows_leaving(model, columns[0], columns[2])
