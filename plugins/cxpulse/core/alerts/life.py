"""The life of an alert: quiet -> open -> ongoing -> recovered, beside no data, too few answers, too little history.

A week without data, or with too few answers, changes nothing underneath: an open alert is still open when answers come
again. A new alert of a series needs four quiet weeks since the last one. What is muted is judged like everything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.grid import Bools, Floats, Ints
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
SURE = math.log(30)    # the level must be 30 times likelier back than still fallen
CALM, CALM_WEEKS = 0.5, 4  # or: no window at half of its threshold, four judged weeks in a row
BACK = 0.6             # of its threshold: what is left of the drop must be under this as well
PRESUMED = 3.0         # standard errors of two weeks: the drop of an alert whose size is not known
LUCK = 0.75            # part of the drop in the opening week that is real on average: it opened because chance helped
# Weeks after which the lower level counts as the usual one, and the alert ends without a word: by then it has a baseline of its own.
NEW_NORMAL = sc.LEAST_HISTORY + sc.GAP_WEEKS


@dataclass(frozen=True)
class Life:
    """What is remembered of each series: alerting, since (column of the grid), the window that opened, size of the drop, weeks
    in a row of an alert in which no window stood out any more (calm), quiet weeks in a row."""

    alerting: Bools
    since: Ints
    window: Ints
    size: Floats
    calm: Ints
    quiet: Ints


def unborn(series: int) -> Life:
    """Nothing has happened yet; a first alert needs no quiet weeks before it."""
    zero = np.zeros(series, np.int64)
    return Life(np.zeros(series, bool), zero - 1, zero, np.zeros(series), zero, zero + QUIET_WEEKS)


def step(life: Life, scan: Scan, week: int, answered: Bools, announced: Bools) -> tuple[Life, list[AlertState]]:
    """One week of all series. week: its column; answered: n > 0; announced: special weeks, which change nothing.

    An alert opens when z exceeds its threshold, and ends when the weeks since say clearly that the level is back, when no
    window stood out for four weeks, or when the lower level has lasted so long that it is the usual one.
    """
    judged = answered & scan.history & scan.answers & ~announced
    over = judged & (scan.z > scan.threshold)
    opens = over & ~life.alerting & (life.quiet >= QUIET_WEEKS)
    faint = np.where(judged, np.where(scan.z < CALM * scan.threshold, life.calm + 1, 0), life.calm)
    back = judged & life.alerting & ((recovery(life, scan, week) > 0) | (faint >= CALM_WEEKS))
    usual_now = answered & ~announced & life.alerting & ~back & (week - life.since >= NEW_NORMAL)
    alerting = (life.alerting | opens) & ~back & ~usual_now
    states = _states(life.alerting & ~usual_now, opens, back, answered, scan)
    at_rest = np.array([s is AlertState.QUIET for s in states])
    quiet = np.where(alerting | back, 0, life.quiet + at_rest)
    size = np.where(opens, LUCK * scan.z * _error(scan), life.size)
    since, window = np.where(opens, week, life.since), np.where(opens, scan.window, life.window)
    return Life(alerting, since, window, size, np.where(alerting, faint, 0), quiet), states


def _error(scan: Scan) -> Floats:
    return scan.errors[np.arange(len(scan.window)), np.maximum(scan.window, 1) - 1]


def recovery(life: Life, scan: Scan, week: int) -> Ints:
    """Weeks over which a series has clearly come back, K; 0 where it has not.

    Only windows inside the alert count. Over such a window the drop is worth r = size / error standard errors, and the log
    likelihood ratio of "back" against "still fallen" is r (r / 2 - z): it must exceed SURE (Wald's sequential test).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = life.size[:, None] / scan.errors
        back = (worth * (worth / 2 - scan.by_window) > SURE) & (scan.by_window < BACK * scan.limits)
    length = np.arange(1, sc.WINDOWS + 1)
    inside = length[None, :] <= (week - life.since + life.window)[:, None]
    back &= inside & (length >= SHORTEST_RECOVERY) & life.alerting[:, None]
    longest = sc.WINDOWS - back[:, ::-1].argmax(axis=1)
    return np.where(back.any(axis=1), longest, 0)


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


def published(life: Life, week: int, states: dict[int, AlertState], scan: Scan) -> Life:
    """The memory after a week whose states were already told to people: those hold, whatever later answers say.

    states: row of the series -> state told. A series that is not among them keeps the memory that was computed.
    """
    error = PRESUMED * np.nan_to_num(scan.errors[:, SHORTEST_RECOVERY - 1])
    alerting, since, quiet, size = life.alerting.copy(), life.since.copy(), life.quiet.copy(), life.size.copy()
    for row, state in states.items():
        if state in (AlertState.OPEN, AlertState.ONGOING):
            since[row] = since[row] if alerting[row] else week
            size[row] = size[row] or error[row]
            alerting[row], quiet[row] = True, 0
        elif state is AlertState.RECOVERED:
            alerting[row], quiet[row] = False, 0
        elif state is AlertState.QUIET and alerting[row]:
            alerting[row], quiet[row] = False, max(quiet[row], 1)
    return replace(life, alerting=alerting, since=since, size=size, quiet=quiet)
