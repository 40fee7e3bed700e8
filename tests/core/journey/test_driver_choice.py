"""Which drivers can be looked at together, and whether they explain anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxpulse.core.journey.drivers import answerable, chance_of, relative_weights


def table(n: int = 1000) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    support, delivery = rng.normal(size=(2, n))
    score = 0.6 * support + 0.3 * delivery + rng.normal(size=n) * 0.7
    frame = pd.DataFrame({"nps": score, "support": support, "delivery": delivery, "rare": rng.normal(size=n), "flat": 1.0})
    frame.loc[rng.random(n) < 0.2, "delivery"] = np.nan
    frame.loc[300:, "rare"] = np.nan
    return frame


def test_as_many_drivers_as_leave_400_customers():
    assert set(answerable(table(), "nps")) == {"support", "delivery"}
    assert answerable(table(350), "nps") == []


def test_the_stronger_driver_weighs_more_and_chance_is_ruled_out():
    frame = table()
    chosen = answerable(frame, "nps")
    found = relative_weights(frame[chosen], frame["nps"])
    assert found.index[0] == "support"
    assert found["share"].sum() == pytest.approx(1)
    n = len(frame[["nps", *chosen]].dropna())
    assert chance_of(found["weight"].sum(), n, 2) < 1e-6
    assert chance_of(0.01, 614, 6) == pytest.approx(0.41, abs=0.01)
