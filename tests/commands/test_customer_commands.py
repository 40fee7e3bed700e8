"""cxpulse accounts, journey, followups and initiatives, as a person types them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from cxpulse.catalog.settings import load_settings
from cxpulse.commands import accounts, followups, initiatives, journey, retention
from cxpulse.core.errors import InputError
from cxpulse.jobs.measure import measure
from lake_fixtures import answer, put

WEEK = "2026-03-23"


@pytest.fixture
def run(tmp_path: Path, monkeypatch):
    folder = tmp_path / "config"
    (folder / "initiatives").mkdir(parents=True)
    (folder / "settings.yaml").write_text(yaml.safe_dump({"company": {"en": "T"}, "week": {"first_day": "monday", "zone": "UTC"}, "touchpoints": {"delivery": "purchase"}}))
    (folder / "follow_ups.yaml").write_text(yaml.safe_dump({"rules": [{"name": "unhappy", "kind": "detractor"}], "owners": [{"owner": "Ann"}], "open_within_days": 36500}))
    monkeypatch.setenv("CXPULSE_CONFIG", str(folder))
    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path / "data"))
    settings = load_settings()
    put(settings, "contract", "all", [{"account_id": "A1", "start_date": dt.date(2025, 1, 1), "yearly_value": 900.0}])
    put(settings, "response", WEEK, [answer(f"{WEEK} 10:00:00", 2, respondent_key="p1", account_id="A1")])
    measure(settings, touched=None, now=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    app = typer.Typer()
    for name, command in (("accounts", accounts), ("journey", journey), ("followups", followups), ("initiatives", initiatives), ("retention", retention)):
        app.command(name=name)(command.run)

    def call(*words: str):
        return CliRunner().invoke(app, list(words))

    return call


@pytest.mark.parametrize("name", ["accounts", "journey", "initiatives", "retention"])
def test_json_is_one_document_and_nothing_else(run, name):
    done = run(name, "--week", WEEK, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) is not None
    assert run(name, "--week", WEEK).exit_code == 0


def test_accounts_say_that_only_flags_speak(run):
    said = run("accounts", "--week", WEEK).stdout
    assert "0 of 1 accounts at risk" in said
    assert "Flags only: 0 leavers are too few for a model." in said


def test_a_list_of_some_accounts_says_of_how_many():
    from cxpulse.commands.accounts import listed

    assert listed(20, 93) == "20 of 93 are listed, the most value at risk first; all of them: --most 93"
    assert listed(7, 7) == ""


def test_follow_ups_from_opening_to_the_customers_answer(run, tmp_path):
    assert json.loads(run("followups", "--open", WEEK, "--json").stdout)["opened"]["opened"] == 1
    (one,) = json.loads(run("followups", "--json").stdout)["follow_ups"]
    assert (one["rule"], one["account_id"], one["owner"], one["reason"]) == ("unhappy", "A1", "Ann", "score 2")
    assert "score 2 of 10" in run("followups").stdout
    assert "acknowledged" in run("followups", one["key"], "--step", "acknowledged", "--note", "called").stdout
    path = tmp_path / "list.csv"
    assert run("followups", "--csv", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8-sig").startswith("key,week,rule,owner,account")
    path.write_text(f"key,answered_at\n{one['key']},2026-03-31 10:00\n", encoding="utf-8")
    assert "Nobody waits." in run("followups", "--update", str(path)).stdout
    (done,) = json.loads(run("followups", "--all", "--json").stdout)["follow_ups"]
    assert (done["answered_at"], done["note"]) == ("2026-03-31T10:00:00+00:00", "called")


def test_a_wrong_step_or_week_is_told(run):
    assert isinstance(run("followups", "nothing", "--step", "acted").exception, InputError)
    assert isinstance(run("followups", "nothing").exception, InputError)
    assert isinstance(run("accounts", "--week", "2026-03-24").exception, InputError)
