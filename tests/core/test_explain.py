"""Why a series fell: the right dimension and segment, and a mix shift called by its name."""

from __future__ import annotations

import datetime as dt

import pytest

from cxpulse.core import explain as ex
from cxpulse.core.alerts import reasons as say
from cxpulse.core.report_model import Term, Value
from cxpulse.core.split import Sums


def share(n: int, percent: float) -> Sums:
    """n answers of 100 or 0."""
    return n, n * percent, n * percent * 100


def test_the_segment_that_fell_is_named_with_its_interval() -> None:
    sides = {
        "channel": ({"app": share(1000, 80), "web": share(1000, 80)}, {"app": share(500, 60), "web": share(500, 80)}),
        "plan": ({"basic": share(1000, 80), "plus": share(1000, 80)}, {"basic": share(500, 70), "plus": share(500, 70)}),
    }
    found = ex.explain(sides, worse=-1, z=6, threshold=3.5)
    assert found is not None
    assert (found.dimension, found.part and found.part.key, found.mix_shift) == ("channel", "app", None)
    assert (found.low, found.high) == (pytest.approx(-24.6, abs=0.4), pytest.approx(-15.4, abs=0.4))
    first, second = say.reasons(found, unit="share", decimals=1, scale=100)
    assert first.values["segment"] == Term("channel", "app")
    assert first.values["part"] == Value(pytest.approx(-0.1), "share", 1, signed=True, delta=True)
    assert second.values["n"] == 500


def test_where_a_rise_is_bad_the_segment_that_rose_is_named() -> None:
    sides = {"channel": ({"app": share(900, 10), "web": share(900, 10)}, {"app": share(900, 10), "web": share(900, 25)})}
    found = ex.explain(sides, worse=1, z=6, threshold=3.5)
    assert found is not None
    assert found.part is not None
    assert found.part.key == "web"


def test_a_fall_of_everything_is_spread() -> None:
    sides = {"channel": ({"app": share(1000, 80), "web": share(1000, 82)}, {"app": share(500, 70), "web": share(500, 72)})}
    found = ex.explain(sides, worse=-1, z=6, threshold=3.5)
    assert found is not None
    assert found.part is None
    assert say.reasons(found, unit="share", decimals=1, scale=100)[0].msgid.startswith("It is spread over the segments")


def test_a_shift_of_the_mix_is_called_that() -> None:
    sides = {"channel": ({"app": share(800, 90), "call": share(200, 60)}, {"app": share(500, 90), "call": share(500, 60)})}
    found = ex.explain(sides, worse=-1, z=5, threshold=3.5)
    assert found is not None
    assert found.mix_shift == "channel"
    assert say.reasons(found, unit="share", decimals=1, scale=100)[0].msgid == say.ALL_MIX


def test_a_shift_beside_a_real_fall_is_still_an_alert() -> None:
    sides = {"channel": ({"app": share(800, 90), "call": share(200, 60)}, {"app": share(500, 75), "call": share(500, 45)})}
    found = ex.explain(sides, worse=-1, z=12, threshold=3.5)
    assert found is not None
    assert found.mix_shift is None


def test_a_small_but_clear_shift_without_which_there_would_be_no_alert_is_named_as_a_part() -> None:
    sides = {"channel": ({"app": share(8000, 90), "call": share(2000, 60)}, {"app": share(3500, 86), "call": share(1500, 57)})}
    found = ex.explain(sides, worse=-1, z=4.2, threshold=3.5)
    assert found is not None
    assert found.mix_shift == "channel"
    assert say.reasons(found, unit="share", decimals=1, scale=100)[0].msgid == say.PARTLY_MIX


def test_chance_in_the_shares_is_no_shift() -> None:
    sides = {"channel": ({"app": share(400, 90), "call": share(100, 60)}, {"app": share(37, 86), "call": share(13, 57)})}
    found = ex.explain(sides, worse=-1, z=3.6, threshold=3.5)
    assert found is not None
    assert found.mix_shift is None


def test_nothing_to_split_is_nothing_to_say() -> None:
    assert ex.explain({"channel": ({"app": share(9, 50)}, {"app": share(9, 40)})}, worse=-1, z=5, threshold=3) is None
    assert ex.explain({}, worse=-1, z=5, threshold=3) is None


def test_a_driver_is_named_when_it_clearly_worsened() -> None:
    calm: list[float | None] = [10, 11, 9, 10, 11, 9, 10, 10]
    assert ex.moved([*calm, 30], 1, 1) == (10, 30)
    assert ex.moved([*calm, 30], 1, -1) is None
    assert ex.moved([*calm, 11], 1, 1) is None
    assert ex.moved([*calm[:4], None, 30], 1, 1) is None
    assert ex.moved([*calm, None], 1, 1) is None


def test_events_and_related_series_are_phrases() -> None:
    event = say.event_reason("Nowruz", dt.date(2026, 3, 20), dt.date(2026, 4, 2))
    assert event.values["event"] == Term("event", "Nowruz")
    assert say.also_reason([Term("series", "a")]).plural == "n"
