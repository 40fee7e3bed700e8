"""Numbers without the last bits that depend on the order in which they were added up."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

DIGITS = 10
T = TypeVar("T")


def settled(value: T) -> T:
    """The same records with every float at ten significant digits.

    A sum of floats differs in its last bits with the order of its rows, which an engine that works in parallel does not
    fix. Ten digits are far more than anybody is shown, and make equal input give an equal model, hash and PDF.
    0.1 + 0.2 -> 0.3; -0.0 -> 0.0; whole numbers, words and dates stay as they are.
    """
    return _settled(value)


def _settled(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{f.name: _settled(getattr(value, f.name)) for f in dataclasses.fields(value)})
    if isinstance(value, dict):
        return {k: _settled(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_settled(v) for v in value)
    return value
