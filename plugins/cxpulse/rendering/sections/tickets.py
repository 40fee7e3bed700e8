"""Support tickets by channel: how many, how fast (median and slowest tenth), reopened, still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxpulse.core.durations import unit_of
from cxpulse.core.measurement import Measurement
from cxpulse.core.report_model import TicketRow
from cxpulse.rendering.paper import Paper, grey, msg

TITLE = msg("Support tickets")
EMPTY = msg("No ticket of this week has come in.")
TOTAL = "all"
MOST = 15


def view(paper: Paper) -> dict[str, Any] | None:
    """Rows by channel and the total last."""
    rows = paper.model.tickets
    if not any(r.created or r.solved or r.backlog for r in rows):
        return None
    total = next((r for r in rows if r.channel == TOTAL), None)
    channels = [r for r in rows if r.channel != TOTAL]
    units = [unit_of(*(m.value for m in column if m and m.unit == "minutes")) for column in zip(*map(_times, rows), strict=True)]
    shown = [_row(paper, r, units) for r in channels[:MOST]]
    left = len(channels) - MOST
    more = paper.language.ngettext(
        "%(n)s more row is in the attached workbook.", "%(n)s more rows are in the attached workbook.", left
    )
    return {
        "rows": shown,
        "long": any(len(r["name"]) > 24 for r in shown),
        "more": more if left > 0 else "",
        "total": _row(paper, total, units) if total else None,
    }


def _times(row: TicketRow) -> tuple[Measurement | None, ...]:
    return row.first_reply_median, row.resolution_median, row.resolution_p90, row.reopen_rate


def _row(paper: Paper, row: TicketRow, units: Sequence[float]) -> dict[str, Any]:
    language = paper.language
    return {
        "name": paper.label("channel", row.channel),
        "created": paper.count(row.created),
        "solved": paper.count(row.solved),
        "figures": [
            {"text": language.measure(m, duration=unit), "grey": grey(m) or m is None or m.value is None}
            for m, unit in zip(_times(row), units, strict=True)
        ],
        "backlog": paper.count(row.backlog),
    }
