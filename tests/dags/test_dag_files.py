"""The DAG files: they load, say what they do, are typed, cheap to parse, and give right weeks in a backfill."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAGS = ("cx_alerts", "cx_ingest", "cx_maintenance", "cx_weekly_report")
HEAVY = ("pandas", "weasyprint", "scipy", "statsmodels", "duckdb", "sklearn", "matplotlib")


def test_every_dag_loads(dag_bag: Any) -> None:
    assert dag_bag.import_errors == {}
    assert tuple(sorted(dag_bag.dags)) == DAGS


@pytest.mark.parametrize("dag_id", DAGS)
def test_a_dag_is_its_own_manual(dag_bag: Any, dag_id: str) -> None:
    dag = dag_bag.dags[dag_id]
    headings = re.findall(r"^### (.+)$", dag.doc_md, flags=re.M)
    assert headings == ["What it does", "Parameters", "How to resume", "What errors mean"]
    documented = re.findall(r"^\| `(\w+)` \|", dag.doc_md, flags=re.M)
    assert documented == list(dag.params), "the table of parameters names each one, in the order of the form"
    assert all(task.doc_md for task in dag.tasks)


@pytest.mark.parametrize("dag_id", DAGS)
def test_a_dag_is_careful(dag_bag: Any, dag_id: str) -> None:
    dag = dag_bag.dags[dag_id]
    assert (dag.max_active_runs, dag.catchup) == (1, False)
    assert 2 <= len(dag.tasks) <= 4
    for task in dag.tasks:
        assert task.retries >= 1
        assert task.execution_timeout
        assert task.on_failure_callback
        assert task.retry_policy


@pytest.mark.parametrize(
    ("params", "fits"),
    [
        ({"week": "2026-11-14"}, True),
        ({"week": None, "languages": ["fa"], "channels": ["smtp"]}, True),
        ({"week": "last week"}, False),
        ({"languages": ["de"]}, False),
        ({"dry_run": "yes"}, False),
        ({"channels": ["fax"]}, False),
        ({"reports": ["no such report"]}, False),
    ],
)
def test_parameters_are_typed(dag_bag: Any, params: dict[str, Any], fits: bool) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    declared = dag_bag.dags["cx_weekly_report"].params
    with nullcontext() if fits else pytest.raises(ParamValidationError):
        for name, value in params.items():
            declared.get_param(name).resolve(value)


@pytest.mark.parametrize("dag_id", DAGS)
def test_a_dag_survives_being_written_to_the_database(dag_bag: Any, dag_id: str) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dag = dag_bag.dags[dag_id]
    again = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert type(again.timetable).__name__ == type(dag.timetable).__name__
    assert [t.task_id for t in again.tasks] == [t.task_id for t in dag.tasks]
    assert again.doc_md == dag.doc_md


def test_the_weekly_report_follows_the_settings(dag_bag: Any) -> None:
    from cxpulse.catalog.settings import load_settings

    settings, table = load_settings(), dag_bag.dags["cx_weekly_report"].timetable
    assert (table.calendar, table.hour) == (settings.calendar, settings.week.report_hour)


def test_parsing_imports_nothing_heavy() -> None:
    code = (
        f"import sys, runpy; sys.path.insert(0, {str(ROOT / 'plugins')!r})\n"
        f"import pathlib\n"
        f"[runpy.run_path(str(p)) for p in sorted(pathlib.Path({str(ROOT / 'dags')!r}).glob('*.py'))]\n"
        f"runpy.run_path({str(ROOT / 'plugins' / 'cx_plugin.py')!r})\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


def test_a_backfill_over_five_weeks_makes_five_right_runs(synced_bag: Any) -> None:
    """What `airflow backfill create` calls, on the real database; every run then says which week it is for."""
    from airflow.models.backfill import _create_backfill
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from cxpulse.catalog.settings import load_settings
    from cxpulse.schedule.runs import channels_of_run, week_of_run

    settings = load_settings()
    first = settings.calendar.first_day(dt.date(2026, 10, 17))
    weeks = [first + dt.timedelta(weeks=i) for i in range(5)]
    _create_backfill(
        dag_id="cx_weekly_report",
        from_date=settings.calendar.bounds(weeks[0])[0],
        to_date=settings.calendar.bounds(weeks[-1])[0],
        max_active_runs=1,
        reverse=False,
        dag_run_conf={"dry_run": True},
        triggering_user_name=None,
    )
    with create_session() as session:
        runs = session.scalars(select(DagRun).where(DagRun.run_type == "backfill").order_by(DagRun.logical_date)).all()
        contexts = [{"dag_run": run, "params": {"week": None, "channels": None}} for run in runs]
        assert [week_of_run(settings, c) for c in contexts] == weeks
        assert {tuple(channels_of_run(c) or ()) for c in contexts} == {("folder",)}
        assert [run.conf for run in runs] == [{"dry_run": True}] * 5


def test_only_the_failed_task_tells_the_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    from cxpulse.schedule.retries import failure_of

    run = SimpleNamespace(dag_id="cx_ingest", run_id="scheduled__1")
    task = SimpleNamespace(task_id="ingest", log_url="http://localhost:8080/dags/cx_ingest")
    assert failure_of({"dag_run": run, "ti": task, "exception": ValueError("no such file")}) == {
        "dag": "cx_ingest",
        "run": "scheduled__1",
        "task": "ingest",
        "error": "no such file",
        "log_url": "http://localhost:8080/dags/cx_ingest",
    }
    bare = failure_of({"dag": run, "run_id": "scheduled__2", "reason": "timed out"})
    assert (bare["dag"], bare["run"], bare["task"], bare["error"]) == ("cx_ingest", "scheduled__2", "", "timed out")


@pytest.mark.parametrize(
    ("error", "again"), [("InputError", False), ("Unreachable", True), ("ConfigurationError", False), ("CheckFailed", False), ("DeliveryError", True)]
)
def test_what_a_person_must_correct_is_not_tried_again(error: str, again: bool) -> None:
    from airflow.sdk import RetryAction

    from cxpulse.core import errors
    from cxpulse.schedule.retries import retry_policy

    decision = retry_policy().evaluate(getattr(errors, error)("x"), try_number=1, max_tries=2)
    assert (decision.action is not RetryAction.FAIL) is again


def test_one_bad_file_does_not_keep_the_others_from_being_counted(dag_bag: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxpulse.core.errors import InputError
    from cxpulse.jobs import ingest, measure

    counted: list[Any] = []

    def unreadable(*_: Any, **__: Any) -> None:
        raise InputError("broken.xlsx: cannot be read (7 other files were taken in)")

    monkeypatch.setattr(ingest, "ingest", unreadable)
    monkeypatch.setattr(measure, "measure", lambda *_, touched, **__: counted.append(touched))
    task = dag_bag.dags["cx_ingest"].task_dict["ingest"].python_callable
    monkeypatch.setitem(task.__globals__, "get_current_context", lambda: {"params": {"sources": []}})
    with pytest.raises(InputError):
        task()
    assert counted == [{}], "what is out of date is counted, whatever it is"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"week": None, "reports": ["weekly"]}, "needs 'week' and 'reports'"),
        ({"week": "2026-11-14", "reports": []}, "needs 'week' and 'reports'"),
        ({"week": "2026-11-14", "reports": ["weekly"]}, ""),
    ],
)
def test_a_correction_is_of_a_report_of_a_week(dag_bag: Any, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], told: str) -> None:
    from cxpulse.core.errors import InputError
    from cxpulse.jobs import deliver

    sent: list[Any] = []
    monkeypatch.setattr(deliver, "deliver_reports", lambda *_, correction, **__: sent.append(correction))
    task = dag_bag.dags["cx_weekly_report"].task_dict["deliver"].python_callable
    params = {"languages": [], "channels": ["folder"], "dry_run": True, "resend_unknown": "", "correction": "late exports", **asked}
    monkeypatch.setitem(task.__globals__, "get_current_context", lambda: {"params": params})
    with pytest.raises(InputError, match=told) if told else nullcontext():
        task("2026-11-14", {"weekly": {}})
    assert sent == ([] if told else ["late exports"])


def test_a_further_language_can_be_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from cxpulse.catalog import language
    from cxpulse.schedule.parameters import languages_param

    (tmp_path / "locale").mkdir()
    for code in ("ar", "en"):
        (tmp_path / "locale" / f"{code}.po").touch()
    monkeypatch.setattr(language, "templates_dir", lambda: tmp_path)
    assert languages_param().schema["items"]["enum"] == ["ar", "en"]
