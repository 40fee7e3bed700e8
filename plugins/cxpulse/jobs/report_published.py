"""Gives a past report again: the very files that were delivered, byte by byte."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxpulse.catalog.reports import load_report
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.jobs import report_archive as archive
from cxpulse.state.archive import ArchiveIndex, Version
from cxpulse.state.ledger import DELIVERED, UNKNOWN, Ledger


def published(settings: Settings, report: str, week: dt.date, languages: Sequence[str] | None = None) -> dict[str, Any]:
    """As `report.render` gives it, from the version that was the newest when the first delivery of the week was made.

    Raises InputError: never delivered, or its files are no longer in the archive or no longer what they were.
    """
    settings.calendar.bounds(week)
    result: dict[str, Any] = {"report": report, "week": week.isoformat(), "pdfs": {}, "cards": {}, "models": {}, "figures": {}, "folders": {}}
    index, when = ArchiveIndex(settings.state_database), first_delivery(settings, report, week)
    for code in languages or load_report(report).languages:
        version = index.published(report, week, code, when)
        if version is None:
            raise InputError(f"report '{report}' of the week of {week} in '{code}' was never delivered; see `cxpulse status --week {week}`")
        folder = _whole(settings, version)
        result |= {"hash": version.model_sha256, "definitions": version.definitions_version}
        for key, name in (("pdfs", archive.PDF), ("cards", archive.CARD), ("models", archive.MODEL), ("figures", archive.FIGURES)):
            result[key][code] = str(folder / name)
        result["folders"][code] = str(folder)
    return result


def first_delivery(settings: Settings, report: str, week: dt.date) -> dt.datetime | None:
    """When the report of a week first reached, or may have reached, a reader."""
    entries = Ledger(settings.state_database).entries(week=week)
    times = [e.delivered_at or e.updated_at for e in entries if e.what == f"report:{report}" and e.state in (DELIVERED, UNKNOWN)]
    return min(times, default=None)


def _whole(settings: Settings, version: Version) -> Path:
    folder = archive.version_folder(settings, version.report, version.week, version.language, version.pdf_sha256)
    if folder is None:
        raise InputError(
            f"the archive no longer holds report '{version.report}' of the week of {version.week} in '{version.language}' "
            f"as it was published (model {version.model_sha256[:12]}); restore {settings.local_root / 'archive'} from its backup"
        )
    return folder


def copy_to(out: Path, result: dict[str, Any]) -> list[str]:
    """Copies PDF, card and workbook of every language to <out>/<report>-<week>-<lang>.<ext>; returns the paths."""
    out.mkdir(parents=True, exist_ok=True)
    copies = []
    for key in ("pdfs", "cards", "figures"):
        for code, path in result[key].items():
            target = out / f"{result['report']}-{result['week']}-{code}{Path(path).suffix}"
            shutil.copyfile(path, target)
            copies.append(str(target))
    return copies
