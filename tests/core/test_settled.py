"""Equal input gives equal numbers, whatever the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from cxpulse.core.settled import settled


@dataclass(frozen=True)
class Inner:
    value: float | None
    words: dict[str, float]


@dataclass(frozen=True)
class Outer:
    parts: tuple[Inner, ...]
    n: int


def test_last_bits_and_the_sign_of_zero_are_gone_and_nothing_else() -> None:
    given_ = Outer((Inner(0.1 + 0.2, {"a": -0.0}), Inner(None, {})), 3)
    assert settled(given_) == Outer((Inner(0.3, {"a": 0.0}), Inner(None, {})), 3)
    assert str(settled(-0.0)) == "0.0"


@given(st.lists(st.floats(1, 1e6), min_size=2, max_size=50))
def test_the_order_of_adding_up_does_not_show(values: list[float]) -> None:
    one, other = settled(sum(values)), settled(sum(reversed(values)))
    assert abs(one - other) <= 1e-9 * abs(one)
