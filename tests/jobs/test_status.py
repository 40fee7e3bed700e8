"""The status leaves nothing out: what is unknown or failed comes first, with what to do about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.jobs.status import status
from cxpulse.state.archive import ArchiveIndex
from cxpulse.state.ledger import Key, Ledger

WEEK = dt.date(2026, 11, 14)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The project's settings without alerts, on a data root of its own."""
    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path))
    monkeypatch.setattr("cxpulse.jobs.status.alert_names", list)
    return load_settings()


def delivery(settings: Settings, recipient: str, end: str, now: dt.datetime, week: dt.date = WEEK) -> None:
    ledger = Ledger(settings.state_database)
    claim = ledger.claim(Key("report:weekly", week, "weekly.en", recipient, "smtp"), now=now)
    ledger.sending(claim, now=now)
    if end == "delivered":
        ledger.delivered(claim, receipt="<id@host>", now=now)
    elif end == "failed":
        ledger.failed(claim, detail="550 no such person", permanent=True, now=now)
    elif end == "unknown":
        ledger.unknown(claim, detail="the line broke", now=now)


def test_trouble_comes_first_and_says_what_to_do(settings: Settings, today: dt.datetime) -> None:
    for recipient, end in (("a@x.org", "delivered"), ("b@x.org", "failed"), ("c@x.org", "unknown")):
        delivery(settings, recipient, end, today)
    found = status(settings, WEEK)
    assert [d["recipient"] for d in found["deliveries"]] == ["c@x.org", "b@x.org", "a@x.org"]
    unknown, failed = found["attention"][:2]
    assert "nobody knows whether it arrived (the line broke)" in unknown
    assert f"--resend-unknown {found['deliveries'][0]['id']}" in unknown
    assert "550 no such person" in failed


def test_a_week_shows_only_its_own(settings: Settings, today: dt.datetime) -> None:
    delivery(settings, "a@x.org", "delivered", today, WEEK - dt.timedelta(weeks=1))
    assert status(settings, WEEK)["deliveries"] == []
    assert len(status(settings)["deliveries"]) == 1


def test_sources_that_were_never_read_are_told_in_one_line_and_are_not_late(settings: Settings) -> None:
    found = status(settings)
    (line,) = found["attention"]
    assert line.startswith("declared, and no file has been read: ")
    assert "zendesk_support" in line
    assert (found["sources"], found["freshness"]) == ([], [])
    assert "zendesk_support" in found["never"]


def test_the_archive_is_listed_with_its_versions(settings: Settings, today: dt.datetime) -> None:
    for name in ("a", "b"):
        ArchiveIndex(settings.state_database).record(
            "weekly", WEEK, "fa", model_sha256=name, pdf_sha256=name, definitions_version="1", now=today
        )
    assert [(v["number"], v["model_sha256"]) for v in status(settings, WEEK)["archive"]] == [(1, "a"), (2, "b")]


def test_a_day_that_begins_no_week_is_refused(settings: Settings) -> None:
    with pytest.raises(ValueError, match="did you mean 2026-11-14"):
        status(settings, dt.date(2026, 11, 16))
