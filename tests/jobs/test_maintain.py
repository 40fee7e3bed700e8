"""Retention removes what is too old, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from cxpulse.catalog.settings import RetentionSettings, Settings, WeekSettings
from cxpulse.jobs.maintain import maintain


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        company={"en": "X"},
        week=WeekSettings(first_day="saturday", zone="Asia/Tehran"),
        data_root=str(tmp_path),
        retention=RetentionSettings(raw_days=30, outbox_days=10),
    )


def put(root: Path, name: str, age_days: float, today: dt.datetime) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("12345", encoding="utf-8")
    then = (today - dt.timedelta(days=age_days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_old_raw_files_rejects_and_messages_go(settings: Settings, today: dt.datetime) -> None:
    root = settings.local_root
    old = [put(root, n, 31, today) for n in ("raw/ab/abcd.csv", "rejects/run1.csv", "outbox/mail/a.eml")]
    young = [put(root, n, 9, today) for n in ("raw/cd/cdef.csv", "rejects/run2.csv", "outbox/mail/b.eml")]
    kept = [put(root, n, 4000, today) for n in ("lake/response/x.parquet", "archive/weekly/report.pdf")]
    result = maintain(settings, now=today)
    assert result["raw"] == {"days": 30, "files": 1, "bytes": 5}
    assert result["outbox"] == {"days": 10, "files": 1, "bytes": 5}
    assert not any(p.exists() for p in old)
    assert not (root / "raw/ab").exists()
    assert all(p.exists() for p in [*young, *kept])


def test_a_dry_run_counts_and_removes_nothing(settings: Settings, today: dt.datetime) -> None:
    path = put(settings.local_root, "raw/ab/abcd.csv", 31, today)
    assert maintain(settings, now=today, dry_run=True)["raw"]["files"] == 1
    assert path.exists()


def test_the_last_day_still_counts(settings: Settings, today: dt.datetime) -> None:
    path = put(settings.local_root, "raw/ab/abcd.csv", 30, today)
    maintain(settings, now=today)
    assert path.exists()


def test_a_link_out_of_the_folder_is_left_alone(settings: Settings, today: dt.datetime, tmp_path: Path) -> None:
    outside = put(tmp_path, "precious.txt", 4000, today)
    (settings.local_root / "raw").mkdir(exist_ok=True)
    (settings.local_root / "raw" / "link").symlink_to(outside)
    maintain(settings, now=today)
    assert outside.exists()


def test_an_empty_installation_is_no_error(settings: Settings, today: dt.datetime) -> None:
    assert maintain(settings, now=today)["raw"]["files"] == 0
