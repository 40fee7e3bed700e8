"""The split of a change into rate and mix: exact, whatever the segments."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.split import Sums, split_change


def answers(*values: float) -> Sums:
    return (float(len(values)), float(sum(values)), float(sum(v * v for v in values)))


cell = st.lists(st.sampled_from([-100.0, 0.0, 100.0]), max_size=30).map(lambda values: answers(*values))
side = st.dictionaries(st.sampled_from("abcdef"), cell, min_size=1).filter(
    lambda s: sum(v[0] for v in s.values()) > 0
)


@settings(deadline=None)
@given(side, side)
def test_the_parts_add_up_to_the_change_to_1e_9(before: dict[str, Sums], after: dict[str, Sums]) -> None:
    split = split_change(before, after)  # type: ignore[arg-type]
    assert split.start + split.rate + split.mix == pytest.approx(split.end, abs=1e-9)
    assert split.start + sum(p.rate + p.mix for p in split.parts) == pytest.approx(split.end, abs=1e-9)


def test_a_slide_in_one_segment_is_rate() -> None:
    before = {"app": (50.0, 2000.0, 200_000.0), "web": (50.0, 1000.0, 200_000.0)}
    after = {"app": (50.0, 1500.0, 200_000.0), "web": (50.0, 1000.0, 200_000.0)}
    split = split_change(before, after)  # type: ignore[arg-type]
    assert (split.start, split.end, split.rate, split.mix) == (30.0, 25.0, -5.0, 0.0)
    assert split.standout is not None
    assert split.standout.key == "app"


def test_a_shift_of_weights_alone_is_mix() -> None:
    before = {"app": (80.0, 80 * 50.0, 0.0), "store": (20.0, 20 * -10.0, 0.0)}
    after = {"app": (20.0, 20 * 50.0, 0.0), "store": (80.0, 80 * -10.0, 0.0)}
    split = split_change(before, after)  # type: ignore[arg-type]
    assert split.rate == 0.0
    assert split.mix == pytest.approx(split.end - split.start) == pytest.approx(-36.0)


def test_a_new_segment_is_mix_and_a_side_without_answers_an_error() -> None:
    split = split_change({"a": answers(0, 100)}, {"a": answers(0, 100), "b": answers(-100, -100)})
    assert split.rate == 0.0
    assert {p.key: p.z for p in split.parts}["b"] is None
    with pytest.raises(ValueError, match="both sides"):
        split_change({"a": answers()}, {"a": answers(100)})
