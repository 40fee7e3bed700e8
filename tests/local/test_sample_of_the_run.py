"""The sample is made once, made again when it is stale, and never at the cost of somebody's own figures."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cxpulse.catalog.settings import Settings, WeekSettings
from cxpulse.local import sample as local

WEEK = dt.date(2026, 11, 14)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        company={"en": "X"},
        week=WeekSettings(first_day="saturday", zone="Asia/Tehran"),
        data_root=str(tmp_path),
        exports=str(tmp_path / "sample"),
    )


def truth(root: Path, end: str) -> None:
    (root / "sample").mkdir(exist_ok=True)
    (root / "sample" / "truth.json").write_text(json.dumps({"made_with": {"end": end}}), encoding="utf-8")


def test_a_folder_of_ones_own_is_not_the_sample(settings: Settings) -> None:
    assert local.uses_sample(settings)
    assert not local.uses_sample(settings.model_copy(update={"exports": str(Path("elsewhere").resolve())}))


@pytest.mark.parametrize(
    ("end", "marked", "current"),
    [(None, True, False), ("2026-11-14", True, True), ("2026-11-07", True, False), ("2026-11-07", False, True)],
)
def test_when_the_sample_is_current(settings: Settings, tmp_path: Path, end: str | None, marked: bool, current: bool) -> None:
    if end:
        truth(tmp_path, end)
    if marked:
        (tmp_path / local.MARKER).touch()
    assert local.sample_is_current(settings, WEEK) is current


@pytest.mark.parametrize(("marked", "kept"), [(True, False), (False, True)])
def test_figures_go_only_where_the_run_began_them(
    settings: Settings, tmp_path: Path, today: dt.datetime, monkeypatch: pytest.MonkeyPatch, marked: bool, kept: bool
) -> None:
    monkeypatch.setattr("cxpulse.jobs.sample.sample", lambda *_, **__: None)
    figures = tmp_path / "lake" / "x.parquet"
    figures.parent.mkdir()
    figures.touch()
    if marked:
        (tmp_path / local.MARKER).touch()
    local.make_sample(settings, today)
    assert figures.exists() is kept
    assert (tmp_path / local.MARKER).exists() is marked


def test_a_fresh_data_root_is_marked(settings: Settings, tmp_path: Path, today: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxpulse.jobs.sample.sample", lambda *_, **__: None)
    local.make_sample(settings, today)
    assert (tmp_path / local.MARKER).exists()
