"""The gate before the weekly report: what happens when a source is late, incomplete or stopped (settings.freshness_gate)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import NotFresh
from cxpulse.core.freshness import INCOMPLETE
from cxpulse.jobs.freshness import Standing, at_week


def hold(settings: Settings, week: dt.date) -> None:
    """With the gate 'hold', raises NotFresh while a source is wanting: nothing is published or sent; a later run goes on."""
    if settings.freshness_gate == "hold" and (found := wanting(settings, week)):
        raise NotFresh(
            f"the report of the week of {week} is held, because {'; '.join(map(said, found))}. Bring the data and run it again; "
            "or set freshness_gate in settings.yaml to 'mark' or 'warn'"
        )


def warn(settings: Settings, week: dt.date, *, now: dt.datetime | None = None) -> list[dict[str, Any]]:
    """With the gate 'warn', tells the operators once per week and state of the sources; gives the receipts ([]: nothing to tell)."""
    if settings.freshness_gate != "warn" or not (found := wanting(settings, week)):
        return []
    from cxpulse.jobs.deliver_notice import tell_operators

    lines = [f"Week of {week}; the report is sent as usual.", *map(said, found)]
    states = ",".join(f"{s.source}={s.found.state}" for s in found)
    return tell_operators(settings, f"freshness:{states}", f"CX Pulse: {len(found)} sources are wanting", lines, week=week, now=now)


def wanting(settings: Settings, week: dt.date) -> list[Standing]:
    """The sources that are late, incomplete or stopped at the end of a week."""
    return [standing for standing in at_week(settings, week) if standing.found.wanting]


def said(standing: Standing) -> str:
    """One source in plain English: 'zendesk_support is late (last row 2026-11-12, expected by 2026-11-19)'."""
    found = standing.found
    if found.state == INCOMPLETE:
        return f"{standing.source} is incomplete ({found.rows} rows, usual {found.usual:.0f})"
    what = "last row" if standing.dated else "last file"
    return f"{standing.source} is {found.state} ({what} {found.last_seen}, expected by {found.expected_by})"
