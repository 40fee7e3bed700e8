"""Against target: each key figure that has one, as a bullet with its interval and what is missing."""

from __future__ import annotations

from typing import Any

from cxpulse.core.measurement import Direction
from cxpulse.core.report_model import Tile, Value
from cxpulse.rendering.charts.bullet import bullet
from cxpulse.rendering.paper import Paper, msg
from cxpulse.rendering.sections.tiles import duration_unit

TITLE = msg("Against target")
EMPTY = msg("No key figure has a target.")


def view(paper: Paper) -> dict[str, Any] | None:
    """One row for each tile with a target."""
    rows = [_row(paper, t, t.target) for t in paper.model.tiles if t.target is not None]
    return {"rows": rows} if rows else None


def _row(paper: Paper, tile: Tile, target: float) -> dict[str, Any]:
    language, now = paper.language, tile.now
    unit = duration_unit(tile)
    goal = language.number(Value(target, now.unit, tile.decimals), unit=unit)
    value = language.measure(now, tile.decimals, duration=unit)
    name = paper.short(tile.metric)
    gap = "" if now.value is None else paper.change(now.value - target, now.unit, tile.decimals, unit)
    return {
        "name": name,
        "value": value,
        "target": goal,
        "gap": gap,
        "picture": bullet(
            language.locale,
            now.value,
            target,
            _ends(tile, target),
            language.gettext("%(name)s: %(value)s, target %(target)s", name=name, value=value, target=goal),
            higher_is_better=now.direction == Direction.HIGHER,
            low=now.low,
            high=now.high,
        ),
    }


def _ends(tile: Tile, target: float) -> tuple[float, float]:
    """The scale: from zero to a fifth beyond the largest of value, interval and target; below zero, all of the scale."""
    seen = [v for v in (tile.now.value, tile.now.low, target) if v is not None]
    if min(seen) < 0:
        return (-100.0, 100.0) if tile.now.unit == "points" else (1.2 * min(seen), 1.2 * max(*seen, 0.0))
    most = max(v for v in (tile.now.value, tile.now.high, target) if v is not None)
    return 0.0, 1.2 * most if tile.now.unit != "share" else min(1.0, 1.2 * most)
