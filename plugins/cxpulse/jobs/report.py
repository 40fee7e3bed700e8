"""Builds a report as data, renders it in every language, and keeps it in the archive.

`build` is a function of the lake, the state database and the definitions only: no clock, so the same input gives the
same model, the same hash and the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cxpulse.catalog.language import load_language
from cxpulse.catalog.reports import Report, load_report
from cxpulse.catalog.settings import Settings
from cxpulse.core.report_model import ReportModel
from cxpulse.jobs import freshness_gate, report_build
from cxpulse.jobs import report_archive as archive
from cxpulse.jobs.measure_published import publish
from cxpulse.state.archive import ArchiveIndex


def build(settings: Settings, report: Report | str, week: dt.date) -> ReportModel:
    """The report of one audience and week as data.

    Raises ValueError when `week` is not a first day, ConfigurationError for a metric that does not exist.
    """
    report = load_report(report) if isinstance(report, str) else report
    settings.calendar.bounds(week)
    return report_build.model(report_build.material(settings, report, week))


def render(
    settings: Settings,
    report: Report | str,
    week: dt.date,
    languages: Sequence[str] | None = None,
    *,
    now: dt.datetime | None = None,
) -> dict[str, Any]:
    """Builds, renders what is not there yet, and archives. A week that is over at `now` counts as published by this.

    Returns {"report", "week", "hash", "definitions", "pdfs": {lang: path}, "cards", "models", "figures", "folders",
    "drawn": languages that had to be drawn}. Raises NotFresh when the settings hold a
    report whose sources are late, RenderingError when a page cannot be drawn as it should be.
    """
    report = load_report(report) if isinstance(report, str) else report
    now = now or dt.datetime.now(dt.UTC)
    over = now >= settings.calendar.bounds(week)[1]
    if over:
        freshness_gate.hold(settings, week)
    model = build(settings, report, week)
    digest = model.digest()
    result: dict[str, Any] = {
        "report": report.name, "week": week.isoformat(), "hash": digest, "definitions": model.definitions_version,
        "pdfs": {}, "cards": {}, "models": {}, "figures": {}, "folders": {}, "drawn": [],
    }  # fmt: skip
    for code in languages or report.languages:
        folder = archive.folder_of(settings, report.name, week, code)
        if not archive.is_current(folder, digest, archive.design_version(report)):
            _draw(model, report, code, digest, folder)
            result["drawn"].append(code)
        _index(settings, report.name, week, code, archive.read_meta(folder), now)
        for key, name in (("pdfs", archive.PDF), ("cards", archive.CARD), ("models", archive.MODEL), ("figures", archive.FIGURES)):
            result[key][code] = str(folder / name)
        result["folders"][code] = str(folder)
    if over:
        publish(settings, week, now=now)
    return result


def _index(settings: Settings, report: str, week: dt.date, code: str, meta: dict[str, Any], now: dt.datetime) -> None:
    ArchiveIndex(settings.state_database).record(
        report,
        week,
        code,
        model_sha256=meta["model_sha256"],
        pdf_sha256=meta["files"][archive.PDF],
        definitions_version=meta["definitions_version"],
        now=now,
    )


def _draw(model: ReportModel, report: Report, code: str, digest: str, folder: Any) -> None:
    from cxpulse.rendering.card import render_card
    from cxpulse.rendering.pdf import render_pdf
    from cxpulse.rendering.workbook import render_workbook

    language = load_language(code, report.calendar.get(code), report.digits.get(code), names=model.terms)
    workbook = render_workbook(model, language)
    files = {
        archive.MODEL: model.to_json().encode(),
        archive.FIGURES: workbook,
        archive.PDF: render_pdf(model, language, page_size=report.page_size, workbook=workbook, brand=report.brand),
        archive.CARD: render_card(model, language, brand=report.brand),
    }
    meta = {
        "report": report.name, "week": model.week.isoformat(), "language": code, "model_sha256": digest,
        "definitions_version": model.definitions_version, "design": archive.design_version(report),
        "published_on": model.published_on.isoformat(),
    }  # fmt: skip
    archive.write(folder, files, meta)
