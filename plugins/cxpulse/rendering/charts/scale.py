"""Axes: round ticks and the mapping of values to pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


def nice_step(span: float, about: int = 4) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into about `about` parts. nice_step(15) is 5."""
    raw = max(span, 1e-9) / about
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.999)


def places(step: float) -> int:
    """Decimals that a tick of this step needs, two at most. places(2.5) is 1."""
    return next((d for d in range(2) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 2)


@dataclass(frozen=True, slots=True)
class Axis:
    """A vertical axis from `low` (at the pixel `bottom`) to `high` (at `top`) with ticks every `step`."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """The pixel of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def ticks(self) -> list[float]:
        """The values that get a grid line."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]


def axis(
    values: Iterable[float],
    top: float,
    bottom: float,
    *,
    floor: float | None = None,
    ceiling: float | None = None,
) -> Axis:
    """An axis that holds all the values on round ticks, within floor and ceiling (a share stays in [0, 1])."""
    seen = list(values) or [0.0, 1.0]
    low, high = min(seen), max(seen)
    if high - low < 1e-9:
        low, high = low - (abs(low) * 0.1 or 1.0), high + (abs(high) * 0.1 or 1.0)
    step = nice_step(high - low)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    low = low if floor is None else max(low, math.floor(floor / step) * step)
    high = high if ceiling is None else min(high, math.ceil(ceiling / step) * step)
    return Axis(low, max(high, low + step), step, top, bottom)
