"""The archive knows which version of a report was the newest when it was delivered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cxpulse.state.archive import ArchiveIndex

WEEK = dt.date(2026, 11, 14)
NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def index(folder: Path, *hashes: str) -> ArchiveIndex:
    made = ArchiveIndex(f"sqlite:///{folder / 'state.db'}")
    for hour, name in enumerate(hashes):
        made.record(
            "weekly",
            WEEK,
            "en",
            model_sha256=name,
            pdf_sha256=name,
            definitions_version="1",
            now=NOON + dt.timedelta(hours=hour),
        )
    return made


def test_what_was_delivered_stays_what_was_published(tmp_path: Path) -> None:
    known = index(tmp_path, "a", "b", "c")
    at = NOON + dt.timedelta(hours=1, minutes=30)
    found = known.published("weekly", WEEK, "en", delivered_at=at)
    assert found is not None
    assert found.model_sha256 == "b"


def test_nothing_delivered_means_nothing_published(tmp_path: Path) -> None:
    assert index(tmp_path, "a").published("weekly", WEEK, "en", delivered_at=None) is None


def test_the_same_version_again_is_no_new_version_and_a_return_is_one(tmp_path: Path) -> None:
    known = index(tmp_path, "a", "a", "b", "a")
    assert [v.model_sha256 for v in known.versions(report="weekly")] == ["a", "b", "a"]
