"""The archive keeps every version that differs, puts files in place whole, and knows when nothing has to be drawn."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cxpulse.catalog.reports import Report
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import report_archive as archive

WEEK = dt.date(2026, 11, 14)


def settings(root: Path) -> Settings:
    return Settings.model_validate({"company": {"en": "Test"}, "week": {"first_day": "saturday", "zone": "Asia/Tehran"}, "data_root": str(root)})


def files(pdf: bytes) -> dict[str, bytes]:
    return {archive.MODEL: b"{}", archive.PDF: pdf, archive.FIGURES: b"x", archive.CARD: b"y"}


def put(folder: Path, pdf: bytes, model: str) -> None:
    archive.write(folder, files(pdf), {"model_sha256": model, "design": "d"})


def test_an_older_version_stays_byte_by_byte(tmp_path: Path) -> None:
    config = settings(tmp_path)
    folder = archive.folder_of(config, "weekly", WEEK, "fa")
    put(folder, b"old", "1")
    old = archive.sha_of(folder / archive.PDF)
    put(folder, b"new", "2")
    kept = archive.version_folder(config, "weekly", WEEK, "fa", old)
    assert kept is not None
    assert (kept / archive.PDF).read_bytes() == b"old"
    assert archive.read_meta(kept)["model_sha256"] == "1"
    assert (folder / archive.PDF).read_bytes() == b"new"


def test_a_file_that_was_changed_by_hand_is_no_version_any_more(tmp_path: Path) -> None:
    config = settings(tmp_path)
    folder = archive.folder_of(config, "weekly", WEEK, "fa")
    put(folder, b"old", "1")
    old = archive.sha_of(folder / archive.PDF)
    (folder / archive.PDF).write_bytes(b"forged")
    assert archive.version_folder(config, "weekly", WEEK, "fa", old) is None
    assert not archive.is_current(folder, "1", "d")


def test_only_another_model_or_design_is_drawn_again(tmp_path: Path) -> None:
    put(tmp_path, b"pdf", "1")
    assert archive.is_current(tmp_path, "1", "d")
    assert not archive.is_current(tmp_path, "2", "d")
    assert not archive.is_current(tmp_path, "1", "other")
    (tmp_path / archive.CARD).unlink()
    assert not archive.is_current(tmp_path, "1", "d")


def test_digits_and_paper_are_part_of_the_design() -> None:
    plain = Report(name="weekly", languages=("fa",))
    versions = {archive.design_version(plain.model_copy(update=u)) for u in ({}, {"digits": {"fa": "latn"}}, {"page_size": "Letter"})}
    assert len(versions) == 3
