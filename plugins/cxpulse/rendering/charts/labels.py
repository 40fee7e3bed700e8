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


def spread(middles: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near `middles`, in their order, at least `gap` apart and inside [low, high] where there is room.

    spread([100, 104, 160], 16, 0, 200) is [100, 116, 160].
    """
    order = sorted(range(len(middles)), key=lambda i: middles[i])
    out = list(middles)
    for before, i in zip([None, *order], order, strict=False):
        out[i] = max(out[i], low) if before is None else max(out[i], out[before] + gap)
    limit = high
    for i in reversed(order):
        out[i] = min(out[i], limit)
        limit = out[i] - gap
    return out
