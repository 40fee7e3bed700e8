"""Which labels fit: thinning of an axis, and keeping labels apart."""

from __future__ import annotations

from collections.abc import Sequence

from cxpulse.rendering.fonts import text_width


def every(labels: Sequence[str], slot: float, size: float) -> set[int]:
    """Indices to print so that neighbours do not touch; the newest is always among them."""
    if not labels:
        return set()
    need = max(text_width(label, size, 400) for label in labels) + 10
    step = max(1, -(-int(need) // max(int(slot), 1)))
    return set(range(len(labels) - 1, -1, -step))


def apart(first: float, second: float, gap: float) -> float:
    """`second` moved away from `first` until they are `gap` apart. apart(100, 104, 16) is 116."""
    if abs(second - first) >= gap:
        return second
    return first + gap if second >= first else first - gap
