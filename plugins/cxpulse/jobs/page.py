"""What the page in the Airflow UI shows: figures, alerts, archive, deliveries, files read. Data only; the page writes it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from cxpulse.catalog.metrics import load_metrics
from cxpulse.catalog.reports import load_report, report_names
from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.jobs import report_archive as archive

MOST_ROWS = 60
SHOWN_FILES = (archive.PDF, archive.FIGURES, archive.CARD)


def overview(report: str | None = None, week: str | None = None) -> dict[str, Any]:
    """Everything for one report and week; the newest week of the first report when none (or an unknown one) is asked for.

    Returns {"company", "zone", "reports", "report", "weeks" (newest first), "week", "model" (the report model, or None),
    "alerts", "archive", "deliveries", "ingests"}; dates and instants are ISO text.
    """
    settings = load_settings()
    kept = archived(settings)
    reports = list(dict.fromkeys([*widest_first(), *(k["report"] for k in kept)]))
    chosen = report if report in reports else next(iter(reports), None)
    weeks = [k["week"] for k in kept if k["report"] == chosen]
    shown = week if week in weeks else next(iter(weeks), None)
    model = newest_model(settings, str(chosen), shown) if shown else None
    return {
        "company": dict(settings.company),
        "zone": settings.week.zone,
        "reports": reports,
        "report": chosen,
        "weeks": weeks,
        "week": shown,
        "model": model,
        "alerts": alert_notes(settings, shown) if shown else [],
        "archive": kept[:MOST_ROWS],
        "deliveries": deliveries(settings),
        "ingests": ingests(settings),
    }


def widest_first() -> list[str]:
    """Names of the configured reports: those about everything before those about a part."""
    reports = [load_report(name) for name in report_names()]
    return [r.name for r in sorted(reports, key=lambda r: (bool(r.metrics or r.segment), -len(r.tiles), r.name))]


def archived(settings: Settings) -> list[dict[str, Any]]:
    """Reports of the archive, newest week first: {"report", "week", "languages"}."""
    found: dict[tuple[str, str], list[str]] = {}
    for meta in (settings.local_root / "archive").glob(f"*/*/*/{archive.META}"):
        report, week, language = meta.parent.parts[-3:]
        found.setdefault((week, report), []).append(language)
    return [
        {"report": report, "week": week, "languages": sorted(languages)}
        for (week, report), languages in sorted(found.items(), key=lambda item: (item[0][0], item[0][1]), reverse=True)
    ]


def newest_model(settings: Settings, report: str, week: str) -> dict[str, Any] | None:
    """The report model of a week; it is the same for every language, so any will do. None when it is gone."""
    for path in sorted((settings.local_root / "archive" / report / week).glob(f"*/{archive.MODEL}")):
        model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return model
    return None


def report_file(report: str, week: str, language: str, name: str) -> Path | None:
    """One file of the archive, or None. Every part is checked against what is there, so no part can lead out of it."""
    settings = load_settings()
    known = any(k["report"] == report and k["week"] == week and language in k["languages"] for k in archived(settings))
    path = settings.local_root / "archive" / report / week / language / name
    return path if known and name in SHOWN_FILES and path.is_file() else None


def alert_notes(settings: Settings, week: str) -> list[dict[str, Any]]:
    """The alerts of a week as they are known now, in the shape of `AlertNote`; the report has them as they were then."""
    from cxpulse.core.report_model import to_plain
    from cxpulse.jobs.report_alerts import alerts

    notes = alerts(settings, dt.date.fromisoformat(week), {m.name: m for m in load_metrics()}, ())
    return [to_plain(note) for note in notes[:MOST_ROWS]]


def deliveries(settings: Settings) -> list[dict[str, Any]]:
    """Rows of the ledger: unknown outcomes first, then the newest."""
    from cxpulse.state.ledger import UNKNOWN, Ledger

    rows = [entry.to_json() for entry in Ledger(settings.state_database).entries()]
    rows.sort(key=lambda row: (row["state"] == UNKNOWN, row["updated_at"]), reverse=True)
    return rows[:MOST_ROWS]


def ingests(settings: Settings) -> list[dict[str, Any]]:
    """The files read last, newest first: {"source", "file", "at", "read", "accepted", "rejected", "duplicates"}."""
    from cxpulse.state.ingest_log import last_seen

    rows = [{"source": source, "file": seen["name"], **seen} for source, seen in last_seen(settings.state_database).items()]
    return sorted(rows, key=lambda row: str(row["at"]), reverse=True)[:MOST_ROWS]
