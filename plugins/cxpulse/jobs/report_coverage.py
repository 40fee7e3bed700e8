"""Which source gave what for the week: told from the rows in the lake, so that it does not depend on when we look."""

from __future__ import annotations

import datetime as dt

from cxpulse.catalog.settings import Settings
from cxpulse.core.freshness import FRESH, LATE
from cxpulse.core.measurement import State
from cxpulse.core.report_model import Coverage
from cxpulse.jobs.freshness import Standing, at_week

STATES = {FRESH: State.OK.value, LATE: State.NOT_FRESH.value}
"""Words of a report where they differ from those of core/freshness.py."""


def coverage(settings: Settings, week: dt.date) -> tuple[Coverage, ...]:
    """One line per source that has ever delivered, by name: ok, not_fresh (late), incomplete, stopped or not_supplied.

    Of a file that no declared source names the first day is told too: nobody has said what it should hold.
    """
    return tuple(_line(standing) for standing in at_week(settings, week))


def _line(standing: Standing) -> Coverage:
    """Without the day on which a file came: that is no fact of the week."""
    found = standing.found
    return Coverage(
        standing.source, found.rows or 0, found.last_seen if standing.dated else None, STATES.get(found.state, found.state), found.usual,
        None if standing.declared else standing.first_seen, standing.dated,
    )  # fmt: skip
