"""The doctor names what is wrong, in which file and field, and what to do; it never stops at the first complaint."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cxpulse.catalog.project import project_root
from cxpulse.jobs.doctor import doctor


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's configuration, with its data in a folder of its own."""
    folder = tmp_path / "config"
    shutil.copytree(project_root() / "dags" / "config", folder)
    monkeypatch.setenv("CXPULSE_CONFIG", str(folder))
    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("EXPORTS", str(tmp_path / "exports"))
    for name in ("AIRFLOW_CONN_CX_SMTP", "AIRFLOW_CONN_CX_SLACK"):
        monkeypatch.delenv(name, raising=False)
    return folder


def found(level: str) -> list[dict[str, Any]]:
    return [line for line in doctor() if line["level"] == level]


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_project_as_it_is_has_nothing_that_fails(config: Path) -> None:
    assert found("fail") == []


def test_without_connections_the_outbox_is_named(config: Path, tmp_path: Path) -> None:
    lines = [line for line in found("warn") if line["check"].startswith("channel")]
    assert {line["check"] for line in lines} == {"channel slack", "channel smtp"}
    assert all(str(tmp_path / "var" / "outbox") in line["text"] and "AIRFLOW_CONN_" in line["remedy"] for line in lines)


def test_a_metric_that_does_not_exist_is_named_with_file_and_choices(config: Path) -> None:
    change(config / "reports" / "weekly.yaml", "headline_metric: nps", "headline_metric: npss")
    line = next(line for line in found("fail") if line["check"] == "reports")
    assert line["text"] == "reports/weekly.yaml: metrics: there is no 'npss'"
    assert "nps_transactional" in line["remedy"]


def test_a_wrong_key_is_named_and_the_other_checks_still_run(config: Path) -> None:
    change(config / "reports" / "weekly.yaml", "history_weeks", "histroy_weeks")
    change(config / "settings.yaml", "delivery: purchase", "delivery: buying")
    texts = [line["text"] for line in found("fail")]
    assert any("weekly.yaml" in text and "unknown field 'histroy_weeks'" in text for text in texts)
    assert "touchpoints of unknown stages: delivery -> buying" in texts


def test_an_unknown_vendor_and_missing_files_are_told(config: Path) -> None:
    change(config / "sources" / "typeform_relationship.yaml", "vendor: typeform", "vendor: tapeform")
    assert any("sources/typeform_relationship.yaml: vendor: there is no 'tapeform'" in line["text"] for line in found("fail"))
    assert any("no file matches" in line["text"] for line in found("warn"))


def test_a_recipient_without_his_language_is_told(config: Path) -> None:
    change(config / "reports" / "weekly.yaml", "languages: [en, fa, th]", "languages: [en, fa]")
    assert any("recipients: there is no 'th'" in line["text"] for line in found("fail"))


def test_a_broken_connection_fails(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_CX_SMTP", "smtp://127.0.0.1:1/?disable_ssl=true&disable_tls=true&timeout=2")
    line = next(line for line in found("fail") if line["check"] == "channel smtp")
    assert "127.0.0.1:1" in line["text"]


def test_the_command_ends_with_1_when_something_fails(config: Path) -> None:
    from cxpulse.commands import doctor as command

    app = typer.Typer()
    app.command()(command.run)
    change(config / "reports" / "weekly.yaml", "journey_metric: csat_share", "journey_metric: joy")
    result = CliRunner().invoke(app, ["--json"])
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert any("there is no 'joy'" in line["text"] for line in document["lines"])


def test_an_object_store_asks_for_a_common_database_and_key(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxpulse.jobs.doctor_machine import shared

    monkeypatch.setenv("CXPULSE_DATA", "memory://cx")
    monkeypatch.delenv("CXPULSE_STATE_URL", raising=False)
    monkeypatch.delenv("CXPULSE_PSEUDONYM_KEY", raising=False)
    assert [("CXPULSE_STATE_URL" in x.remedy, "CXPULSE_PSEUDONYM_KEY" in x.remedy) for x in shared()] == [(True, False), (False, True)]
    monkeypatch.setenv("CXPULSE_STATE_URL", "postgresql+psycopg2://cx@db/cx")
    monkeypatch.setenv("CXPULSE_PSEUDONYM_KEY", "k" * 32)
    assert list(shared()) == []
