"""Early-warning flags: each rule at its edge."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cxpulse.core.churn.early_warning import FLAGS, flags_of

CALM = {
    "detractor_at": None, "detractor_old": False, "seen_at": None, "tickets_recent": 0, "tickets_before": 0, "open_late": 0,
    "reopened": 0, "orders_recent": 0, "orders_before": 0,
}  # fmt: skip
DAY = dt.datetime(2026, 9, 1)


def flags(**facts):
    return flags_of({**CALM, **facts}, recent_weeks=8)


def test_a_calm_customer_has_no_flag():
    assert flags() == ()
    assert flags(seen_at=DAY, tickets_recent=1, orders_recent=4, orders_before=12) == ()


def test_a_detractor_who_is_not_heard_of_again():
    assert flags(detractor_at=DAY) == ("detractor",)
    assert flags(detractor_at=DAY, detractor_old=True, seen_at=DAY) == ("detractor", "silent_after_detractor")
    assert flags(detractor_at=DAY, detractor_old=True, seen_at=DAY + dt.timedelta(days=1)) == ("detractor",)


def test_a_surge_is_against_the_customers_own_rate():
    assert flags(tickets_recent=2) == ()  # too few to call
    assert flags(tickets_recent=3) == ("ticket_surge",)  # after none in 44 weeks
    assert flags(tickets_recent=5, tickets_before=4) == ("ticket_surge",)
    assert flags(tickets_recent=5, tickets_before=20) == ()  # a busy customer as ever


def test_orders_that_stop_against_the_customers_own_rhythm():
    assert flags(orders_before=5) == ()  # too few to know a rhythm
    assert flags(orders_before=12, orders_recent=0) == ("falling_cadence",)  # 4 expected
    assert flags(orders_before=12, orders_recent=2) == ()


def test_tickets_that_wait_or_come_back():
    assert flags(open_late=1, reopened=2) == ("ticket_past_target", "reopened")


@given(st.integers(0, 60), st.integers(0, 300))
def test_more_tickets_never_take_the_flag_away(recent, before):
    surge = "ticket_surge" in flags(tickets_recent=recent, tickets_before=before)
    assert not surge or "ticket_surge" in flags(tickets_recent=recent + 1, tickets_before=before)
    assert set(flags(tickets_recent=recent, tickets_before=before)) <= set(FLAGS)
