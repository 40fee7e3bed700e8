"""The DAGs really run, in one process, on a small company's exports: exports in; figures, PDF, mail and Slack out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NOW = dt.datetime.now(dt.UTC)  # Airflow's own clock decides the week of a run
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with the exports of twelve weeks of a small company."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.sample import sample

    root = tmp_path_factory.mktemp("house")
    sample(load_settings(), str(root / "sample"), weeks=12, seed=3, scale=0.03, end=None, now=NOW)
    return root


@pytest.fixture
def run(synced_bag: Any, house: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one DAG to its end as `make run` does; gives what its tasks returned, or None when it failed."""
    from cxpulse.local.dags import execute

    monkeypatch.setenv("CXPULSE_DATA", str(house))
    monkeypatch.setenv("EXPORTS", str(house / "sample"))

    def go(dag_id: str, **conf: Any) -> dict[str, Any] | None:
        done, returned = execute(synced_bag, dag_id, conf)
        return returned if done else None

    return go


def outbox(house: Path) -> list[str]:
    return sorted(p.relative_to(house / "outbox").as_posix() for p in (house / "outbox").rglob("*") if p.is_file())


def week_of_newest_run() -> str | None:
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from cxpulse.web.runs import week_of_run

    with create_session() as session:
        query = select(DagRun.run_id).where(DagRun.dag_id == "cx_weekly_report", DagRun.run_type == "manual")
        run_id = session.scalar(query.order_by(DagRun.id.desc()).limit(1))
    assert run_id
    return week_of_run("cx_weekly_report", run_id)


def the_page_shows_it_in_every_language() -> None:
    from cxpulse.jobs.page import overview
    from cxpulse.web.page import page_html

    shown = overview()
    assert {d["state"] for d in shown["deliveries"]} == {"delivered"}
    assert {"zendesk_support", "typeform_relationship"} <= {i["source"] for i in shown["ingests"]}
    assert shown["model"]["tiles"]
    for code in ("en", "fa", "th"):
        html = page_html(shown, code)
        assert html.count("<tr>") > len(shown["deliveries"])
        assert "None" not in html


def test_the_whole_job_and_again(run: Run, house: Path) -> None:
    from cxpulse.catalog.settings import load_settings

    week = load_settings().calendar.last_complete(NOW)
    assert run("cx_ingest")
    assert run("cx_weekly_report", languages=["en"])
    assert run("cx_alerts")
    archived = house / "archive" / "weekly" / week.isoformat() / "en"
    assert (archived / "report.pdf").read_bytes()[:5] == b"%PDF-"
    sent = outbox(house)
    assert [name for name in sent if name.endswith(".eml")]
    assert week_of_newest_run() == week.isoformat(), "the tab of a run shows the week of the run"
    the_page_shows_it_in_every_language()
    digest = (archived / "report.pdf").read_bytes()
    assert run("cx_ingest")
    assert run("cx_weekly_report", languages=["en"])
    assert run("cx_alerts")
    assert outbox(house) == sent, "a second run sends nothing a second time"
    assert (archived / "report.pdf").read_bytes() == digest, "the same input gives the same bytes"


def test_what_a_person_must_correct_fails_at_once_and_is_told_once(run: Run, synced_bag: Any, house: Path) -> None:
    before = outbox(house)
    done = synced_bag.dags["cx_weekly_report"].test(logical_date=None, run_conf={"week": "2026-11-15"})  # its retries and all
    assert done.state == "failed"
    first = {t.task_id: (t.state, t.try_number) for t in done.get_task_instances()}
    assert first == {"judge": ("failed", 1), "render": ("upstream_failed", 0), "deliver": ("upstream_failed", 0)}
    told = [p for p in outbox(house) if p not in before and p.endswith((".txt", ".eml"))]
    assert len(told) == 1
    text = (house / "outbox" / told[0]).read_text(encoding="utf-8")
    assert "cx_weekly_report" in text
    assert "2026-11-14" in text, "the message says which day would be right"


def test_maintenance_runs(run: Run) -> None:
    done = run("cx_maintenance", dry_run=True)
    assert done
    assert done["remove_expired"]["dry_run"] is True
    assert done["check"]
