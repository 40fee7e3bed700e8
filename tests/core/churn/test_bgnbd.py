"""BG/NBD reproduces its published fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxpulse.core.churn.bgnbd import BgNbd, fit, summarise


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
