"""The whole chain on a company made by hand (tests/mini_company.py): every figure equals what its docstring works out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import mini_company as mini
from cxpulse.catalog.project import project_root
from cxpulse.catalog.settings import load_settings
from cxpulse.core.measurement import State
from cxpulse.jobs import measure
from cxpulse.jobs.report_published import published
from cxpulse.jobs.status import status
from cxpulse.jobs.week import run_week

MONDAY = dt.datetime(2026, 11, 2, 6, tzinfo=dt.UTC)
VARIABLES = ("CXPULSE_CONFIG", "CXPULSE_DATA", "CXPULSE_STATE_URL", "EXPORTS", "AIRFLOW_CONN_CX_SMTP", "AIRFLOW_CONN_CX_SLACK")


@dataclass
class Company:
    """Folders of one installation."""

    root: Path

    def run(self, week: dt.date | None, days: int = 0) -> dict[str, Any]:
        """The chain, `days` after Monday 2 November 2026."""
        return run_week(load_settings(), week, now=MONDAY + dt.timedelta(days=days))

    def use(self) -> None:
        """Points the environment at this installation."""
        os.environ.update(CXPULSE_CONFIG=str(self.root / "config"), CXPULSE_DATA=str(self.root / "var"), EXPORTS=str(self.root / "exports"))

    def outbox(self) -> dict[str, str]:
        """Every file of the outbox with its hash."""
        box = self.root / "var" / "outbox"
        return {str(p.relative_to(box)): sha(p) for p in sorted(box.rglob("*")) if p.is_file()}


def sha(path: Path | str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def make(root: Path) -> Company:
    mini.exports(root / "exports")
    mini.config(root / "config", project_root() / "dags" / "config" / "sources")
    return Company(root)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What happened, in order: the week, the week again, the week before as a backfill, then late answers of it."""
    kept = {name: os.environ.pop(name, None) for name in VARIABLES}
    told: dict[str, Any] = {}
    try:
        company = make(tmp_path_factory.mktemp("company"))
        company.use()
        told["first"], told["outbox"] = company.run(None), company.outbox()
        told["second"], told["outbox_second"] = company.run(None, days=1), company.outbox()
        told["back"], told["outbox_back"] = company.run(mini.W1, days=2), company.outbox()
        told["figures"] = measure.measurements(load_settings(), [mini.W0, mini.W1, mini.W2])
        told["pdf"] = sha(told["back"]["reports"]["weekly"]["pdfs"]["fa"])
        mini.late_export(company.root / "exports")
        told["late"], told["outbox_late"] = company.run(mini.W1, days=3), company.outbox()
        told["published"] = published(load_settings(), "weekly", mini.W1)
        told["status"] = status(load_settings(), mini.W1, MONDAY)
        told["company"] = company
        other = make(tmp_path_factory.mktemp("other"))
        other.use()
        told["other"], told["outbox_other"] = other.run(None, days=4), other.outbox()
        yield told
    finally:
        for name in VARIABLES:
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in kept.items() if value is not None})


def figure(story: dict[str, Any], metric: str, week: dt.date) -> Any:
    return next(m for m in story["figures"] if (m.metric, m.week, m.segment) == (metric, week, ()))


@pytest.mark.parametrize(("week", "n", "value"), [(mini.W0, 10, 30.0), (mini.W1, 12, 100 / 3), (mini.W2, 11, -500 / 11)])
def test_the_figures_are_those_worked_by_hand_edges_and_clock_change_included(
    story: dict[str, Any], week: dt.date, n: int, value: float
) -> None:
    nps = figure(story, "nps", week)
    assert (nps.n, nps.value) == (n, pytest.approx(value))


def test_tickets_and_churn_keep_the_edges_too(story: dict[str, Any]) -> None:
    assert figure(story, "tickets_created", mini.W2).value == 4
    assert figure(story, "tickets_solved", mini.W2).value == 3
    assert figure(story, "backlog", mini.W2).value == 1
    assert figure(story, "churn_rate", mini.W2).value == pytest.approx(1 / 12)
    assert figure(story, "first_reply_median", mini.W2).state is State.FEW


def test_the_week_is_the_last_complete_one_unless_another_is_asked_for(story: dict[str, Any]) -> None:
    assert [story[run]["week"] for run in ("first", "second", "back")] == ["2026-10-26", "2026-10-26", "2026-10-19"]


def test_every_row_is_accounted_for(story: dict[str, Any]) -> None:
    rows = story["first"]["ingest"]["rows"]
    assert rows["read"] == rows["accepted"] + rows["rejected"] + rows["duplicates"] + rows.get("no_answers", 0)
    assert rows["rejected"] == 0


def test_the_report_says_what_happened(story: dict[str, Any]) -> None:
    model = json.loads(Path(story["first"]["reports"]["weekly"]["models"]["en"]).read_text(encoding="utf-8"))
    assert model["headline"]["msgid"] == "%(metric)s fell to %(now)s, below its target of %(target)s"
    assert {c["side"] for c in model["comments"]} == {"complaint"}
    assert model["churn"]["lost"] == 1
    assert [p["value"] for p in model["trends"][0]["points"]] == [None, 30.0, pytest.approx(100 / 3), pytest.approx(-500 / 11)]


def test_everybody_is_served_once_by_the_outbox(story: dict[str, Any]) -> None:
    reports = [r for r in story["first"]["receipts"] if r["what"] == "report:weekly"]
    assert sorted(r["recipient"] for r in reports) == ["C0WEEKLY", "director@example.com", "modir@example.com"]
    assert {r["state"] for r in reports} == {"delivered"}
    assert story["outbox"]


def test_a_rerun_draws_and_delivers_nothing_twice(story: dict[str, Any]) -> None:
    assert story["outbox_second"] == story["outbox"]
    assert {r["state"] for r in story["second"]["receipts"]} == {"already"}
    assert story["second"]["reports"]["weekly"]["drawn"] == []
    assert story["second"]["reports"]["weekly"]["hash"] == story["first"]["reports"]["weekly"]["hash"]


def test_a_backfill_adds_the_older_week_and_changes_nothing_else(story: dict[str, Any]) -> None:
    assert story["outbox"].items() < story["outbox_back"].items()
    assert figure(story, "nps", mini.W1).n == 12


def test_a_late_answer_restates_the_week_and_the_published_file_stays(story: dict[str, Any]) -> None:
    late = story["late"]["reports"]["weekly"]
    model = json.loads(Path(late["models"]["en"]).read_text(encoding="utf-8"))
    restated = next(r for r in model["restatements"] if r["metric"] == "nps")
    assert (restated["published"], restated["now"], restated["late_answers"]) == (pytest.approx(100 / 3), pytest.approx(300 / 13), 1)
    assert late["hash"] != story["back"]["reports"]["weekly"]["hash"]
    assert sha(story["published"]["pdfs"]["fa"]) == story["pdf"]
    assert story["outbox_late"] == story["outbox_back"]


def test_the_status_shows_both_versions_and_every_receipt(story: dict[str, Any]) -> None:
    found = story["status"]
    assert [(v["language"], v["number"]) for v in found["archive"]] == [("en", 1), ("en", 2), ("fa", 1), ("fa", 2)]
    assert {d["state"] for d in found["deliveries"]} == {"delivered"}
    assert found["attention"] == []


def test_another_folder_and_another_day_give_the_same_bytes(story: dict[str, Any]) -> None:
    ours, theirs = story["first"]["reports"]["weekly"], story["other"]["reports"]["weekly"]
    assert ours["hash"] == theirs["hash"]
    root = story["company"].root / "var" / "archive" / "weekly" / "2026-10-26"
    assert [sha(root / code / "report.pdf") for code in ("en", "fa")] == [sha(theirs["pdfs"][code]) for code in ("en", "fa")]
    assert story["outbox_other"] == story["outbox"]
