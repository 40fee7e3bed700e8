"""The page inside the Airflow UI: who may see it, and which addresses it answers.

Airflow does not authenticate applications that a plugin mounts; the dependency below does, with whatever auth manager is
configured: whoever may read the DAG cx_weekly_report may read these pages; who may edit it may change follow-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response

from cxpulse.catalog.language import language_codes
from cxpulse.catalog.project import templates_dir
from cxpulse.web.follow_ups_app import FollowUpJobs, add_follow_ups
from cxpulse.web.guard import DAG
from cxpulse.web.page import page_html
from cxpulse.web.runs import week_of_run

HERE = Path(__file__).resolve().parent
WEEKLY = (DAG, "cx_alerts")  # whose runs are for a week; what other DAGs hand on is not the page's to read
TYPES = {
    "report.pdf": "application/pdf",
    "figures.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "card.png": "image/png",
}
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
PAGE_HEADERS = {
    **SAFE,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'self'",
}

Overview = Callable[[str | None, str | None], dict[str, Any]]
ReportFile = Callable[[str, str, str, str], Path | None]


def make_app(overview: Overview, report_file: ReportFile, follow_ups: FollowUpJobs) -> FastAPI:
    """The application. overview(report, week) gives what the page shows; report_file(report, week, language, name) a
    file of the archive, or None when there is none of that name; follow_ups: what the second page does."""
    app = FastAPI(
        title="CX Pulse",
        dependencies=[Depends(requires_access_dag("GET", param_dag_id=DAG))],
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
    )

    add_follow_ups(app, follow_ups, PAGE_HEADERS)

    @app.get("/", response_class=HTMLResponse)
    def page(
        lang: str = "en", report: str | None = None, week: str | None = None, run: str | None = None, dag: str = DAG
    ) -> HTMLResponse:
        code = lang if lang in language_codes() else "en"
        shown = week_of_run(dag, run) if run and dag in WEEKLY and not week else week
        return HTMLResponse(page_html(overview(report, shown), code), headers=PAGE_HEADERS)

    @app.get("/reports/{report}/{week}/{language}/{name}")
    def file(report: str, week: str, language: str, name: str) -> FileResponse:
        path = report_file(report, week, language, name) if name in TYPES else None
        if path is None:
            raise HTTPException(404, "There is no such report.")
        shown = f"{report}-{week}-{language}{path.suffix}"
        how = "attachment" if name.endswith(".xlsx") else "inline"
        return FileResponse(path, media_type=TYPES[name], filename=shown, content_disposition_type=how, headers=SAFE)

    @app.get("/page.css")
    def style() -> Response:
        return Response((HERE / "page.css").read_text(encoding="utf-8"), media_type="text/css")

    @app.get("/icon.svg")
    def icon() -> FileResponse:
        return FileResponse(HERE / "icon.svg", media_type="image/svg+xml")

    @app.get("/fonts/{name}")
    def font(name: str) -> FileResponse:
        known = {path.name: path for path in (templates_dir() / "fonts").glob("*.ttf")}
        if name not in known:
            raise HTTPException(404, "There is no such font.")
        return FileResponse(known[name], media_type="font/ttf", headers={"Cache-Control": "private, max-age=86400"})

    return app
