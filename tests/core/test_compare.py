"""A change is called better or worse only when its interval excludes zero."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cxpulse.core.compare import clear_at, compare
from cxpulse.core.errors import DefinitionError
from cxpulse.core.measurement import Direction, Measurement, State

WEEK = dt.date(2026, 11, 14)


def figure(value: float | None, low: float | None, high: float | None, n: int = 70, **other: Any) -> Measurement:
    given = {
        "metric": "csat_share", "version": 1, "week": WEEK, "segment": (), "state": State.OK, "unit": "share",
        "direction": Direction.HIGHER, "variance": None,
    } | other
    return Measurement(value=value, low=low, high=high, n=n, **given)


NOW, BEFORE = figure(0.8, 0.69178, 0.87696), figure(0.6, 0.49041, 0.70033, 80)


def test_newcombes_own_example() -> None:
    change = compare(NOW, BEFORE)
    assert change.amount == pytest.approx(0.2)
    assert (change.low, change.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert change.changed == "better"


def test_the_other_way_round_is_worse() -> None:
    assert compare(BEFORE, NOW).changed == "worse"


def test_where_low_is_good_a_rise_is_worse() -> None:
    effort = {"direction": Direction.LOWER}
    assert compare(figure(0.8, 0.69, 0.88, **effort), figure(0.6, 0.49, 0.70, **effort)).changed == "worse"


def test_within_chance_is_no_clear_change() -> None:
    assert compare(figure(0.62, 0.52, 0.72), BEFORE).changed == "no_clear_change"


def test_an_interval_that_touches_zero_is_no_clear_change() -> None:
    assert compare(figure(0.7, 0.7, 0.7), figure(0.6, 0.5, 0.7)).changed == "no_clear_change"


@pytest.mark.parametrize("before", [None, figure(None, None, None, 3, state=State.FEW), figure(None, None, None, 0, state=State.NONE)])
def test_nothing_to_compare_with_is_unknown_and_never_zero(before: Measurement | None) -> None:
    change = compare(NOW, before)
    assert (change.amount, change.changed) == (None, "unknown")


def test_a_late_source_gives_no_verdict() -> None:
    assert compare(figure(0.9, 0.85, 0.95, state=State.NOT_FRESH), BEFORE).changed == "unknown"


def test_without_interval_the_amount_is_told_and_the_verdict_is_not() -> None:
    change = compare(figure(412.0, None, None, unit="count"), figure(380.0, None, None, unit="count"))
    assert (change.amount, change.low, change.changed) == (32.0, None, "unknown")


def test_the_variance_serves_where_there_is_no_interval() -> None:
    change = compare(figure(33.3, None, None, 6, variance=5555.6), figure(0.0, None, None, 2, variance=10000.0))
    # se = sqrt(5555.6 / 6 + 10000 / 2) = 76.98
    assert change.high is not None
    assert change.high - 33.3 == pytest.approx(1.96 * 76.98, rel=1e-3)


@pytest.mark.parametrize("other", [{"metric": "nps"}, {"version": 2}, {"segment": (("channel", "app"),)}])
def test_unlike_figures_are_refused(other: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError, match=next(iter(other))):
        compare(NOW, figure(0.6, 0.5, 0.7, **other))


def test_many_comparisons_need_a_clearer_change() -> None:
    assert clear_at(2.5, 1)
    assert not clear_at(2.5, 10)
