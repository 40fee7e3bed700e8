"""Equal input gives equal numbers, whatever the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass

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


def test_the_order_of_adding_up_does_not_show() -> None:
    values = [0.1, 0.2, 0.3]
    one, other = sum(values), sum(reversed(values))
    assert one != other
    assert settled(one) == settled(other) == 0.6
