"""Fresh, late, incomplete, stopped: both edges of each, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from cxpulse.core.freshness import Rule, judge

SEEN = dt.date(2026, 11, 13)
WEEKLY = Rule(every_days=7)


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, "fresh"), (0, "fresh"), (6, "fresh"), (7, "late"), (20, "late"), (21, "stopped"), (400, "stopped")],
)
def test_by_the_days_since_it_was_last_seen(days: int, state: str) -> None:
    found = judge(SEEN, SEEN + dt.timedelta(days=days), WEEKLY)
    assert (found.state, found.expected_by) == (state, dt.date(2026, 11, 20))


def test_a_monthly_source_is_given_its_month() -> None:
    rule = Rule(every_days=31, stopped_after=2)
    assert [judge(SEEN, SEEN + dt.timedelta(days=d), rule).state for d in (30, 31, 61, 62)] == ["fresh", "late", "late", "stopped"]


def test_never_seen_is_a_state_of_its_own_and_no_fault() -> None:
    found = judge(None, SEEN, WEEKLY)
    assert (found.state, found.expected_by, found.wanting) == ("not_supplied", None, False)


@pytest.mark.parametrize(("rows", "state"), [(100, "fresh"), (99, "incomplete"), (0, "incomplete"), (500, "fresh"), (None, "fresh")])
def test_by_the_usual_rows(rows: int | None, state: str) -> None:
    history = [190, 210, 200, 0, 5000, 200, 195, 205]  # median 200: one empty and one huge week change nothing
    found = judge(SEEN, SEEN, WEEKLY, rows, history)
    assert (found.state, found.usual, found.least) == (state, 200, 100)


def test_few_rows_vary_by_chance() -> None:
    assert judge(SEEN, SEEN, WEEKLY, 4, [16] * 8).state == "fresh"  # 16 - 3 x 4 = 4
    assert judge(SEEN, SEEN, WEEKLY, 3, [16] * 8).state == "incomplete"
    assert judge(SEEN, SEEN, WEEKLY, 0, [9] * 8).state == "fresh"  # 9 - 3 x 3 = 0


def test_without_four_weeks_nothing_is_usual() -> None:
    assert judge(SEEN, SEEN, WEEKLY, 1, [200] * 3).usual is None
    assert judge(SEEN, SEEN, WEEKLY, 1, [200] * 3).state == "fresh"
    assert judge(SEEN, SEEN, WEEKLY, 1, [200] * 4).state == "incomplete"


def test_late_says_more_than_incomplete() -> None:
    assert judge(SEEN, SEEN + dt.timedelta(days=7), WEEKLY, 0, [200] * 8).state == "late"


def test_the_share_that_may_be_missing_is_a_setting() -> None:
    strict = Rule(missing_share=0.1)
    assert [judge(SEEN, SEEN, strict, n, [10_000] * 8).state for n in (9_000, 8_999)] == ["fresh", "incomplete"]
