"""The life of an alert: quiet -> open -> ongoing -> recovered, beside no data, too few answers, too little history.

A week without data, or with too few answers, changes nothing underneath: an open alert is still open when answers come
again. A new alert of a series needs four quiet weeks since the last one. What is muted is judged like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.grid import Bools, Ints
from cxpulse.core.alerts.scan import Scan


class AlertState(StrEnum):
    """What is said of a series in a week. Exactly one."""

    QUIET = "quiet"
    OPEN = "open"                          # the week in which the alert began
    ONGOING = "ongoing"
    RECOVERED = "recovered"                # the week in which it ended
    NO_DATA = "no_data"                    # no answers at all
    NOT_ENOUGH_ANSWERS = "not_enough_answers"
    NOT_ENOUGH_HISTORY = "not_enough_history"


QUIET_WEEKS = 4        # before a series may open again
SHORTEST_RECOVERY = 2  # weeks that a recovery is judged on, at least
NEW_NORMAL = 26        # weeks after which the lower level counts as the usual one, and the alert ends without a word


@dataclass(frozen=True)
class Life:
    """What is remembered of each series: alerting, since (column of the grid), window that opened, quiet weeks in a row."""

    alerting: Bools
    since: Ints
    window: Ints
    quiet: Ints


def unborn(series: int) -> Life:
    """Nothing has happened yet; a first alert needs no quiet weeks before it."""
    zero = np.zeros(series, np.int64)
    return Life(np.zeros(series, bool), zero - 1, zero, zero + QUIET_WEEKS)


def step(life: Life, scan: Scan, week: int, answered: Bools, announced: Bools) -> tuple[Life, list[AlertState]]:
    """One week of all series. week: its column; answered: n > 0; announced: special weeks, which change nothing.

    An alert opens when z exceeds its threshold. It recovers when the drop over the window that opened it (two weeks at
    least) is under half of what it takes to open: half-way back to the usual level.
    """
    judged = answered & scan.history & scan.answers & ~announced
    over = judged & (scan.z > scan.threshold)
    opens = over & ~life.alerting & (life.quiet >= QUIET_WEEKS)
    back = judged & life.alerting & _recovered(life, scan)
    usual_now = judged & life.alerting & ~back & (week - life.since >= NEW_NORMAL)
    alerting = (life.alerting | opens) & ~back & ~usual_now
    states = _states(life.alerting & ~usual_now, opens, back, answered, scan)
    calm = np.array([s is AlertState.QUIET for s in states])
    quiet = np.where(alerting | back, 0, life.quiet + calm)
    since, window = np.where(opens, week, life.since), np.where(opens, scan.window, life.window)
    return Life(alerting, since, window, quiet), states


def _recovered(life: Life, scan: Scan) -> Bools:
    column = np.clip(np.maximum(life.window, SHORTEST_RECOVERY), 1, sc.WINDOWS) - 1
    rows = np.arange(len(column))
    z, limit = scan.by_window[rows, column], scan.limits[rows, column]
    return z < limit / 2  # False where z is NaN


def _states(was: Bools, opens: Bools, back: Bools, answered: Bools, scan: Scan) -> list[AlertState]:
    choices = [
        (~answered, AlertState.NO_DATA),
        (~scan.history, AlertState.NOT_ENOUGH_HISTORY),
        (~scan.answers, AlertState.NOT_ENOUGH_ANSWERS),
        (opens, AlertState.OPEN),
        (back, AlertState.RECOVERED),
        (was, AlertState.ONGOING),
    ]
    return [
        next((state for when, state in choices if when[i]), AlertState.QUIET) for i in range(len(answered))
    ]


def published(life: Life, week: int, states: dict[int, AlertState]) -> Life:
    """The memory after a week whose states were already told to people: those hold, whatever later answers say.

    states: row of the series -> state told. A series that is not among them keeps the memory that was computed.
    """
    alerting, since, quiet, window = life.alerting.copy(), life.since.copy(), life.quiet.copy(), life.window.copy()
    for row, state in states.items():
        if state in (AlertState.OPEN, AlertState.ONGOING):
            since[row] = week if state is AlertState.OPEN or not alerting[row] else since[row]
            window[row] = max(window[row], 1)
            alerting[row], quiet[row] = True, 0
        elif state is AlertState.RECOVERED:
            alerting[row], quiet[row] = False, 0
        elif state is AlertState.QUIET and alerting[row]:
            alerting[row], quiet[row] = False, max(quiet[row], 1)
    return replace(life, alerting=alerting, since=since, window=window, quiet=quiet)
