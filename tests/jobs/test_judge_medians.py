"""Ticket medians are watched: what opens says medians in minutes that can be worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from cxpulse.catalog.alerts import Alert
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import judge as job
from cxpulse.jobs.measure import measure
from lake_fixtures import put, settings

FIRST = dt.date(2025, 9, 1)
WEEKS = 42
LAST = FIRST + dt.timedelta(weeks=WEEKS - 1)
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
ALERT = Alert(name="test", rule="calibrated", false_alerts_per_year=1, metrics=("first_reply_median",), by=((), ("channel",)))


def tickets(at: int, channel: str, slower: float) -> Iterator[dict[str, Any]]:
    """41 tickets, first answered after 20, 21, ... 60 minutes, times `slower`, moved a little from week to week."""
    created = dt.datetime.combine(FIRST + dt.timedelta(weeks=at, days=2), dt.time(10))
    for i in range(41):
        minutes = (20 + i) * slower * (1 + 0.02 * ((at * 7) % 5 - 2))
        reply = created + dt.timedelta(minutes=minutes)
        yield {"created_at": created, "first_reply_at": reply, "first_reply_minutes": minutes, "channel": channel}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """42 weeks; in the last two, e-mail is answered in twice the time."""
    made = settings(tmp_path_factory.mktemp("lake"))
    for at in range(WEEKS):
        rows = [*tickets(at, "email", 2.0 if at >= WEEKS - 2 else 1.0), *tickets(at, "chat", 0.1)]
        put(made, "ticket", (FIRST + dt.timedelta(weeks=at)).isoformat(), rows)
    measure(made, touched=None, now=NOW)
    return made


def test_a_slower_first_reply_opens_with_its_medians_in_minutes(lake: Settings) -> None:
    found = {f["series"]: f for f in job.judge(lake, LAST, ALERT)}
    email = found["first_reply_median|channel=email"]
    assert (email["state"], email["n"], email["window"], email["unit"]) == ("open", 82, 2, "minutes")
    assert email["usual"] == pytest.approx(40, rel=0.02)  # the middle one of 20 to 60
    assert email["now"] == pytest.approx(80, rel=0.04)
    assert email["drop"] == pytest.approx(email["now"] - email["usual"], abs=0.01)
    assert email["low"] < email["now"] < email["high"]
    assert 0 < email["smallest"]["2"] < 40
    assert not [p for p in email["why"] if p["values"].get("metric") == {"kind": "metric", "id": "first_reply_median"}]
    assert found["first_reply_median|channel=chat"]["state"] == "quiet"
    assert found["first_reply_median|channel=chat"]["now"] == pytest.approx(4, rel=0.04)


def test_the_reason_is_told_as_a_ratio(lake: Settings) -> None:
    whole = next(f for f in job.judge(lake, LAST, ALERT.model_copy(update={"by": ((),)})) if f["series"].endswith("|all"))
    said = [p for p in whole["why"] if "change" in p["values"]]
    assert all(p["values"]["change"]["unit"] == "share" for p in said)
