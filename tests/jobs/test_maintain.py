"""Retention removes what is too old, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
import threading
from pathlib import Path

import pytest

from cxpulse.catalog.settings import RetentionSettings, Settings, WeekSettings
from cxpulse.jobs.maintain import maintain
from cxpulse.lake.statistics import only_one
from cxpulse.lake.store import Store
from fakes.s3 import BUCKET, S3


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


def test_an_object_store_is_cleared_too_and_the_outbox_of_this_machine(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import s3fs

    server = S3()
    for name, value in (
        ("ACCESS_KEY_ID", "novin"), ("SECRET_ACCESS_KEY", "s3-secret"), ("ENDPOINT_URL", server.endpoint), ("DEFAULT_REGION", "us-east-1"),
    ):  # fmt: skip
        monkeypatch.setenv(f"AWS_{name}", value)
    s3fs.S3FileSystem.clear_instance_cache()
    there = ("raw/ab/abcd.csv", "rejects/run1.csv", "lake/response/x.parquet")
    for name in there:
        server.put(f"root/{name}", "12345")
    remote = settings.model_copy(update={"data_root": f"s3://{BUCKET}/root", "state_url": f"sqlite:///{tmp_path / 'state.db'}"})
    monkeypatch.setattr(Settings, "local_root", property(lambda _: tmp_path))
    then = dt.datetime.now(dt.UTC) + dt.timedelta(days=29)
    assert maintain(remote, now=then)["raw"] == {"days": 30, "files": 0, "bytes": 0}
    mail = put(tmp_path, "outbox/mail/a.eml", 0, then)
    later = then + dt.timedelta(days=11)
    assert maintain(remote, now=later, dry_run=True)["rejects"] == {"days": 30, "files": 1, "bytes": 5}
    store = Store(remote.data_root)
    assert all(store.exists(name) for name in there)
    result = maintain(remote, now=later)
    assert [result[kind]["files"] for kind in ("raw", "rejects", "outbox")] == [1, 1, 1]
    assert [store.exists(name) for name in there] == [False, False, True]
    assert not mail.exists()
    assert maintain(remote, now=later)["raw"]["files"] == 0
    s3fs.S3FileSystem.clear_instance_cache()  # the next test has another server
    server.close()


def test_it_waits_for_a_run_that_changes_the_lake(settings: Settings, today: dt.datetime) -> None:
    path = put(settings.local_root, "raw/ab/abcd.csv", 31, today)
    waiting = threading.Thread(target=maintain, args=(settings,), kwargs={"now": today})
    with only_one(settings.local_root, Store(str(settings.local_root))):
        waiting.start()
        waiting.join(0.5)
        assert path.exists()
    waiting.join(10)
    assert not path.exists()
