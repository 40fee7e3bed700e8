"""The life of an alert, step by step, on scans written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxpulse.core.alerts import scan as sc
from cxpulse.core.alerts.life import NEW_NORMAL, QUIET_WEEKS, AlertState, Life, published, step, unborn
from cxpulse.core.alerts.scan import Scan

YES = np.array([True])


def seen(z: float, *, history: bool = True, answers: bool = True, window: int = 2) -> Scan:
    """One series whose windows all say z, with threshold 3.5 and errors of one point."""
    one, every = np.array([z]), np.full((1, sc.WINDOWS), z)
    limit, error = np.full((1, sc.WINDOWS), 3.5), np.full((1, sc.WINDOWS), 1.0)
    return Scan(
        z=one, threshold=limit[:, 0], window=np.array([window]), drop=one, usual=one, now=one, n=one,
        history=np.array([history]), answers=np.array([answers]), by_window=every, limits=limit, errors=error,
        unscaled=every, drops=every, means=every, counts=every,
    )  # fmt: skip


def lived(*weeks: Scan | None, announced: tuple[int, ...] = ()) -> tuple[Life, list[AlertState]]:
    """The states of a series over weeks; None: no answers."""
    life, told = unborn(1), []
    for at, scan in enumerate(weeks):
        life, states = step(life, scan or seen(np.nan), at, YES & (scan is not None), YES & (at in announced))
        told += states
    return life, told


Q, O, G, R, N = (AlertState(s) for s in ("quiet", "open", "ongoing", "recovered", "no_data"))  # noqa: E741


def test_it_opens_goes_on_and_recovers_when_the_weeks_since_are_back() -> None:
    _, told = lived(seen(1), seen(5), seen(5), seen(0.5), seen(0))
    assert told == [Q, O, G, R, Q]


def test_it_does_not_recover_on_a_week_that_could_be_either() -> None:
    _, told = lived(seen(5), seen(2.0), seen(1.8))
    assert told == [O, G, G]


def test_it_ends_when_nothing_stood_out_for_four_weeks() -> None:
    _, told = lived(seen(5), seen(1.7), seen(1.7), None, seen(2), *[seen(1.7)] * 4)
    assert told == [O, G, G, N, G, G, G, G, R]


def test_four_quiet_weeks_stand_between_two_alerts() -> None:
    _, told = lived(seen(5), seen(5), seen(0), *[seen(5)] * 6)
    assert told == [O, G, R, *[Q] * QUIET_WEEKS, O, G]


def test_silence_changes_nothing_underneath() -> None:
    _, told = lived(seen(5), None, None, seen(5), seen(0), None, seen(0))
    assert told == [O, N, N, G, R, N, Q]


def test_an_announced_week_neither_opens_nor_ends() -> None:
    _, told = lived(seen(9), seen(1), announced=(0,))
    assert told == [Q, Q]
    _, told = lived(seen(5), seen(0), seen(5), announced=(1,))
    assert told == [O, G, G]


def test_thin_weeks_and_young_series_say_so() -> None:
    _, told = lived(seen(9, history=False), seen(9, answers=False), None)
    assert [s.value for s in told] == ["not_enough_history", "not_enough_answers", "no_data"]


def test_after_half_a_year_the_lower_level_is_the_usual_one() -> None:
    _, told = lived(*[seen(5)] * (NEW_NORMAL + 2))
    assert told[NEW_NORMAL - 1 : NEW_NORMAL + 1] == [G, Q]


def test_what_was_told_holds_whatever_later_answers_say() -> None:
    life = published(unborn(1), 7, {0: O}, seen(1))
    assert (bool(life.alerting[0]), int(life.since[0])) == (True, 7)
    _, states = step(life, seen(3), 8, YES, ~YES)
    assert states == [G]
    calm = published(replace(life), 8, {0: Q}, seen(1))
    assert not calm.alerting[0]
    _, states = step(calm, seen(9), 9, YES, ~YES)
    assert states == [Q]
