"""Answers that this process has worked out already, kept by everything that they were worked out from.

A week's reports, judgement and published figures ask the same of the same counts many times. A key holds the fingerprints of
the files that were read, so a changed file is a new question; the answers must not be changed by who gets them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The answers used last, as many as weigh no more than `most` together (in the unit of `weigh`)."""

    def __init__(self, most: int, weigh: Callable[[T], int]) -> None:
        self._most, self._weigh, self._lock = most, weigh, Lock()
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept under a key, else what `make` gives."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        made = make()
        weight = self._weigh(made)
        with self._lock:
            if key not in self._kept and weight <= self._most:
                self._kept[key] = (made, weight)
                self._weight += weight
            while self._weight > self._most:
                self._weight -= self._kept.popitem(last=False)[1][1]
        return made
