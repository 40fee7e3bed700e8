"""The pieces of the rule: thresholds that keep a budget, the usual level, what all series do together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from cxpulse.core.alerts.counts import Counts, to_grid
from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.grid import grid_of
from cxpulse.core.alerts.related import also, grouped, nested
from cxpulse.core.alerts.scan import Promise, load_rule
from cxpulse.core.alerts.scatter import scatter
from cxpulse.core.alerts.shared import shared_move
from cxpulse.core.alerts.smallest import smallest_drops
from cxpulse.core.alerts.threshold import EPISODES, OVERLAP, quantile, tail, thresholds
from cxpulse.core.alerts.usual import usual


def test_thresholds_spend_exactly_the_budget_and_most_where_the_drop_shows() -> None:
    errors = np.array([[6.0, 4.2, 3.5, 3.0, 2.7, 2.5, 2.3, 2.2], [40.0, 30, 25, 22, 20, 18, 16, 15]])
    limits = thresholds(errors, np.array([10.0, 10.0]), 0.005)
    spent = (EPISODES / np.arange(1, 9.0) ** OVERLAP * tail(limits)).sum()
    assert spent == pytest.approx(0.005, rel=0.02)
    assert limits[0].min() < limits[1].min()
    assert limits[0, 0] > limits[0, 3]


def test_more_series_or_a_stricter_promise_raise_the_bar() -> None:
    one = np.full((1, 8), 3.0)
    few, many = thresholds(one, np.array([10.0]), 0.003), thresholds(np.repeat(one, 50, 0), np.full(50, 10.0), 0.003)
    assert (many > few.max() + 0.5).all()
    assert np.isnan(thresholds(np.full((2, 8), np.nan), np.ones(2), 0.01)).all()


def test_a_lone_series_does_not_get_the_whole_promise() -> None:
    alone = thresholds(np.full((1, 8), 3.0), np.array([10.0]), 2 / 52)
    assert alone.min() > 2.4
    assert (EPISODES / np.arange(1, 9.0) ** OVERLAP * tail(alone)).sum() == pytest.approx(0.2 / 52, rel=0.02)


def test_the_tail_is_that_of_the_normal_distribution() -> None:
    assert tail(np.array([1.96]))[0] == pytest.approx(0.0249979, abs=1e-6)
    assert quantile(0.0249979) == pytest.approx(1.96, abs=1e-3)


def test_the_usual_level_by_hand() -> None:
    y, n = np.array([[10.0, 20.0, 30.0] * 10]), np.full((1, 30), 50.0)
    found = usual(y, n, np.array([100.0]), np.zeros(1, int))
    assert found.level[0] == pytest.approx(20.0)
    assert found.weeks[0] == 30
    # the weeks scatter by 66.7, sampling explains 2 of it; shrunk towards the prior, but most of it is seen
    assert 30 < found.t2[0] < 70


def test_a_common_movement_is_seen_and_one_falling_series_is_not() -> None:
    rng = np.random.default_rng(2)
    together = rng.normal(0, 5, 61)
    residual = together + rng.normal(0, 1, (30, 61))
    residual[0, -1] -= 100
    move = shared_move(residual, np.ones((30, 61)), np.zeros(30, int), slice(0, 52)).move
    assert np.abs(move - together).max() < 1.0
    alone = shared_move(residual[:2], np.ones((2, 61)), np.zeros(2, int), slice(0, 52)).move
    assert not alone.any()


def test_a_portfolio_that_scatters_twice_as_much_raises_its_own_bar() -> None:
    past = 2 * np.random.default_rng(3).normal(0, 1, (60, 104, 8))
    group = np.repeat([0, 1], 30)
    past[30:] /= 2
    scale = scatter(past, group)
    assert scale[0] == pytest.approx(np.full(8, 1.9), abs=0.25)
    assert scale[40] == pytest.approx(np.ones(8), abs=0.09)


def test_the_smallest_drop_shrinks_with_answers_and_weeks() -> None:
    weeks = [dt.date(2024, 1, 6) + dt.timedelta(weeks=i) for i in range(70)]
    n = np.repeat([[200.0], [5000.0]], 70, axis=1)
    level = 40 + np.random.default_rng(1).normal(0, 1.5, (2, 70))
    grid = grid_of(["small", "large"], weeks, n, n * level, n * (6241 + level**2), margin=np.ones(2))
    found = smallest_drops(load_rule("calibrated")(grid, n > 0, np.ones((2, 8)), Promise(2)), grid)
    assert found[1][0] > found[2][0] > found[4][0] > found[8][0]
    assert found[1][0] > 18 > 10 > found[1][1] > 5


def test_counts_become_a_grid_in_order_of_name_and_week() -> None:
    days = np.array(["2026-11-14", "2026-11-07", "2026-11-14"], dtype="datetime64[D]")
    counts = Counts("x", ["b", "a", "a"], days, np.array([2.0, 4, 0]), np.array([6.0, 8, 0]), np.array([20.0, 16, 0]), ["ces"] * 3, ["lower_is_better"] * 3, np.array([True, False, False]))  # fmt: skip
    grid = to_grid(counts)
    assert grid is not None
    assert (list(grid.names), [str(w) for w in grid.weeks]) == (["a", "b"], ["2026-11-07", "2026-11-14"])
    assert grid.mean.tolist() == [[-2, 0], [0, -3]]
    assert grid.within.tolist() == [[0, 0], [0, 2]]
    assert grid.given.tolist() == [[True, True], [False, True]]
    assert grid.announced.tolist() == [[False, False], [False, True]]


def fallen(z: float, **segment: str) -> Finding:
    """An open alert on a segment."""
    name = "nps|" + (",".join(f"{k}={v}" for k, v in sorted(segment.items())) or "all")
    return Finding(name, "nps", segment, "2026-11-14", "open", "2026-11-14", z, 3.5, 10.0, 40.0, 30.0, 100, 2)


def test_series_that_contain_each_other_tell_one_story() -> None:
    found = grouped(
        [fallen(4.1), fallen(5.0, touchpoint="delivery"), fallen(4.9, touchpoint="delivery", channel="app"), fallen(4.0, channel="web")]
    )
    lead = "nps|channel=app,touchpoint=delivery"  # about as clear as its touchpoint, and closer
    assert [f.explained_by for f in found] == [lead, lead, "", ""]
    assert also(found[2], found).why[-1].values["n"] == 2
    assert also(found[3], found).why == ()
    assert Finding.from_json(also(found[2], found).to_json()) == also(found[2], found)
    assert nested({}, {"a": "b"})
    assert not nested({"a": "c"}, {"a": "b", "x": "y"})


def slower(z: float, **segment: str) -> Finding:
    """An open alert on a waiting time."""
    one = fallen(z, **segment)
    return replace(one, series=one.series.replace("nps", "first_reply_median"), metric="first_reply_median", unit="minutes")


def test_waiting_times_are_told_by_the_fall_of_what_customers_say_in_the_same_place() -> None:
    waits = [slower(7.9), slower(7.0, touchpoint="delivery"), slower(5.0, touchpoint="delivery", channel="email"), slower(4.0, touchpoint="app")]
    cell = fallen(6.0, touchpoint="delivery", channel="app")
    assert [f.explained_by for f in grouped([*waits, cell])] == [cell.series] * 4 + [""]
    alone = grouped([*waits, fallen(6.0, touchpoint="returns")])  # an unrelated fall does not swallow them
    assert [f.explained_by for f in alone] == ["", *[waits[0].series] * 3, ""]
    apart = grouped([slower(5.0, touchpoint="app"), slower(4.0, touchpoint="delivery"), cell])
    assert [f.explained_by for f in apart] == ["", cell.series, ""]
