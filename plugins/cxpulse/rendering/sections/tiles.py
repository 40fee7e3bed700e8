"""Key figures: up to six tiles with value, change and its verdict, interval, n, target and the last weeks."""

from __future__ import annotations

from typing import Any

from cxpulse.core.durations import unit_of
from cxpulse.core.measurement import State
from cxpulse.core.report_model import Tile, Value
from cxpulse.rendering.charts.spark import spark
from cxpulse.rendering.fonts import line_count
from cxpulse.rendering.paper import Paper, arrow, grey, msg

TITLE = msg("Key figures")
EMPTY = msg("No figure of this week can be shown.")
MOST = 6
NAME_WIDTH = 198.0


def view(paper: Paper) -> dict[str, Any] | None:
    """The tiles in rows of three."""
    tiles = [_tile(paper, t) for t in paper.model.tiles[:MOST]]
    rows = [tiles[i : i + 3] for i in range(0, len(tiles), 3)]
    for row in rows:  # tiles of one row are equally high
        lines = max(line_count(t["name"], NAME_WIDTH, 12) for t in row)
        for t in row:
            t["lines"] = lines
    return {"rows": rows} if rows else None


def _tile(paper: Paper, tile: Tile) -> dict[str, Any]:
    language, now = paper.language, tile.now
    unit = duration_unit(tile)
    value, _, small = _parts(paper, tile, unit)
    target = ""
    if tile.target is not None:
        target = language.gettext(
            "target %(t)s", t=language.number(Value(tile.target, now.unit, tile.decimals), unit=unit)
        )
    name = paper.short(tile.metric)
    low, high = now.low, now.high
    return {
        "name": name,
        "value": value,
        "unit": small,
        "missing": now.value is None,
        "grey": grey(now),
        "verdict": {"better": "good", "worse": "bad"}.get(tile.changed, "flat"),
        "arrow": arrow(tile.change if tile.changed in ("better", "worse") else 0),
        "change": _change(paper, tile),
        "interval": language.interval(low, high, now.unit, tile.decimals, duration=unit) if now.unit != "count" else "",
        "n": "" if now.state is State.NOT_SUPPLIED else language.gettext("n = %(n)s", n=language.locale.number(now.n)),
        "target": target,
        "spark": ""
        if all(v is None for v in tile.history)
        else spark(
            language.locale,
            tile.history,
            language.ngettext(
                "%(name)s over the last week",
                "%(name)s over the last %(n)s weeks",
                len(tile.history),
                name=name,
            ),
            target=tile.target,
        ),
    }


def duration_unit(tile: Tile) -> float:
    """The unit of all durations of one figure: value, interval, target and change."""
    return unit_of(tile.now.value, tile.now.low, tile.now.high, tile.target)


def _parts(paper: Paper, tile: Tile, unit: float) -> tuple[str, str, str]:
    """Value and unit apart, so that the unit can be small: ('38', ' ', 'min')."""
    written = paper.language.measure(tile.now, tile.decimals, duration=unit)
    if tile.now.value is None or tile.now.unit != "minutes":
        return written, "", ""
    return written.partition(" ")


def _change(paper: Paper, tile: Tile) -> str:
    if tile.now.state is State.NOT_FRESH:
        return paper.language.gettext("not complete yet")
    if tile.change is None or tile.changed == "unknown":
        return paper.language.gettext("nothing to compare with")
    amount = paper.change(tile.change, tile.now.unit, tile.decimals, duration_unit(tile))
    if tile.changed == "no_clear_change":
        return paper.language.gettext("%(change)s, no clear change", change=amount)
    return amount
