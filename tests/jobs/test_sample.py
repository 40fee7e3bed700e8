"""`cxpulse sample`: the week it ends with, what it prints, and what it refuses."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cxpulse.catalog.settings import load_settings
from cxpulse.commands import sample as command
from cxpulse.core.errors import InputError
from cxpulse.jobs.sample import sample


def test_it_ends_with_the_last_complete_week(tmp_path: Path, today: dt.datetime) -> None:
    told = sample(load_settings(), str(tmp_path), weeks=2, seed=1, scale=0.01, end=None, now=today)
    assert (told["first_week"], told["last_week"]) == ("2026-11-07", "2026-11-14")
    assert told["rows"] == sum(
        f["accepted"] + f["duplicates"] + f["rejected"] + f["left_out"] for f in told["files"]
    )


def test_a_week_that_begins_on_another_day_is_refused(tmp_path: Path, today: dt.datetime) -> None:
    with pytest.raises(InputError, match="did you mean 2026-11-14"):
        sample(load_settings(), str(tmp_path), weeks=2, seed=1, scale=0.01, end="2026-11-16", now=today)


def test_a_folder_with_real_exports_is_left_alone(tmp_path: Path, today: dt.datetime) -> None:
    (tmp_path / "zendesk").mkdir()
    (tmp_path / "zendesk" / "ours.csv").write_text("Id\n1\n")
    with pytest.raises(InputError, match="choose an empty folder"):
        sample(load_settings(), str(tmp_path), weeks=2, seed=1, scale=0.01, end=None, now=today)
    assert (tmp_path / "zendesk" / "ours.csv").read_text() == "Id\n1\n"


def test_the_command_prints_one_json_document(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command.run)
    asked = [str(tmp_path), "--weeks", "1", "--scale", "0.01", "--end", "2026-11-14", "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["weeks"] == 1
    text = CliRunner().invoke(app, asked[:-1]).stdout
    assert "rows, weeks 2026-11-14 to 2026-11-14" in text
    assert "truth.json says what was put into them" in text
