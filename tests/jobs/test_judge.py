"""Judging the lake: the fallen cell is found, explained and kept; judging again changes nothing that was told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxpulse.catalog.alerts import Alert, Announced
from cxpulse.catalog.language import load_language
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DefinitionError
from cxpulse.core.report_reading import read_phrase
from cxpulse.jobs import judge as job
from cxpulse.jobs.measure import measure
from cxpulse.state.alert_states import AlertStates
from lake_fixtures import answer, put, settings

FIRST = dt.date(2025, 9, 1)
WEEKS = 44
LAST = FIRST + dt.timedelta(weeks=WEEKS - 1)
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
BY = ((), ("channel",), ("touchpoint",), ("channel", "touchpoint"))
ALERT = Alert(name="test", rule="calibrated", false_alerts_per_year=1, metrics=("nps",), by=BY)


def answers(at: int, channel: str, touchpoint: str, n: int, up: float, comment: str = "") -> Iterator[dict[str, Any]]:
    """n answers of a week: a share `up` of tens, a quarter of eights, the rest zeros, moved a little from week to week."""
    day = FIRST + dt.timedelta(weeks=at, days=2)
    tens = round(n * up) + (at * 7 + len(channel) * 3 + len(touchpoint)) % 5 - 2
    eights = round(n * 0.25)
    for i in range(n):
        score = 10 if i < tens else 8 if i < tens + eights else 0
        yield answer(f"{day} 10:00:00", score, channel=channel, touchpoint=touchpoint, comment=comment if score == 0 else None)


def fill(made: Settings, at: int, *, app_delivery: float = 0.6, call: int = 60, skip: str = "") -> None:
    """One week: three channels at two touchpoints; the call centre is worse than the others, and always was."""
    rows = [
        row
        for channel in ("app", "web", "call")
        for touchpoint in ("delivery", "checkout")
        if channel != skip
        for row in answers(
            at, channel, touchpoint, call if channel == "call" else 90,
            0.35 if channel == "call" else app_delivery if (channel, touchpoint) == ("app", "delivery") else 0.6,
            "The parcel is lost, call +98 912 345 6789",
        )
    ]  # fmt: skip
    put(made, "response", (FIRST + dt.timedelta(weeks=at)).isoformat(), rows)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """44 weeks; in the last two, delivery by app falls. Tests of this file only add weeks of their own."""
    made = settings(tmp_path_factory.mktemp("lake"))
    for at in range(WEEKS):
        fill(made, at, app_delivery=0.25 if at >= WEEKS - 2 else 0.6)
    fill(made, WEEKS, skip="app")  # a channel stops
    measure(made, touched=None, now=NOW)
    return made


def of(findings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f["series"]: f for f in findings}


def fresh(lake: Settings, tmp_path: Path) -> Settings:
    """The same lake with a state database of its own."""
    return lake.model_copy(update={"state_url": f"sqlite:///{tmp_path / 'state.db'}"})


CELL = "nps|channel=app,touchpoint=delivery"


def test_the_fallen_cell_opens_with_its_reasons(lake: Settings, tmp_path: Path) -> None:
    mine = fresh(lake, tmp_path)
    found = of(job.judge(mine, LAST - dt.timedelta(weeks=1), ALERT))
    cell = found[CELL]
    assert (cell["state"], cell["since"], cell["n"], cell["window"]) == ("open", "2026-06-22", 90, 1)
    assert cell["usual"] == pytest.approx(45, abs=2)
    assert cell["now"] == pytest.approx(-25, abs=4)
    assert cell["low"] < cell["now"] < cell["high"]
    assert cell["segment"] == {"channel": "app", "touchpoint": "delivery"}
    assert {f["series"]: f["explained_by"] for f in found.values() if f["explained_by"]}.get("nps|touchpoint=delivery", CELL) == CELL
    assert cell["comments"]
    assert "912" not in json.dumps(cell["comments"])
    assert found["nps|channel=web,touchpoint=checkout"]["state"] == "quiet"
    assert job.findings(mine, LAST - dt.timedelta(weeks=1), "test") == list(found.values())


def test_a_fix_that_began_then_and_there_is_named(lake: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "initiatives").mkdir()
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path))
    week = LAST - dt.timedelta(weeks=1)
    fixes = {"new_app": (10, {"channel": "app"}), "old": (60, {"channel": "app"}), "elsewhere": (10, {"channel": "web"})}
    for name, (days, segment) in fixes.items():
        told = {"title": {"en": name, "fa": "برنامهٔ تازه"}, "started": week - dt.timedelta(days=days), "metric": "nps", "segment": segment}
        (tmp_path / "initiatives" / f"{name}.yaml").write_text(yaml.safe_dump(told), "utf-8")
    why = of(job.judge(fresh(lake, tmp_path), week, ALERT))[CELL]["why"]
    named = [p["values"]["title"]["names"]["en"] for p in why if p["msgid"].startswith("A registered fix")]
    assert named == ["new_app"]
    said = [load_language(code).say(read_phrase(p)) for code in ("fa", "th") for p in why if "title" in p["values"]]
    assert ["برنامهٔ تازه" in said[0], "new_app" in said[1]] == [True, True]


def test_judging_twice_changes_nothing_and_the_next_week_goes_on(lake: Settings, tmp_path: Path) -> None:
    mine = fresh(lake, tmp_path)
    first = job.judge(mine, LAST - dt.timedelta(weeks=1), ALERT)
    assert job.judge(mine, LAST - dt.timedelta(weeks=1), ALERT) == first
    found = of(job.judge(mine, LAST, ALERT))
    assert (found[CELL]["state"], found[CELL]["since"]) == ("ongoing", "2026-06-22")
    assert job.judge(mine, LAST - dt.timedelta(weeks=1), ALERT) == first
    assert of(job.findings(mine, LAST, "test")) == found


def test_an_alert_that_began_in_a_week_nobody_judged_opens_when_it_is_first_judged(lake: Settings, tmp_path: Path) -> None:
    cell = of(job.judge(fresh(lake, tmp_path), LAST, ALERT))[CELL]
    assert (cell["state"], cell["since"], cell["window"]) == ("open", "2026-06-22", 2)


def test_what_was_told_is_not_taken_back(lake: Settings, tmp_path: Path) -> None:
    mine = fresh(lake, tmp_path)
    states = AlertStates(mine.state_database)
    week = LAST - dt.timedelta(weeks=3)
    steady = "nps|channel=web,touchpoint=checkout"
    told = [{**f, "state": "open"} if f["series"] == steady else f for f in job.judge(mine, week, ALERT)]
    states.save("test", week, told)
    found = of(job.judge(mine, week + dt.timedelta(weeks=1), ALERT))
    assert found[steady]["state"] == "ongoing"
    assert found[steady]["since"] == week.isoformat()


def test_a_mix_shift_is_named_and_opens_nothing(tmp_path: Path) -> None:
    made = settings(tmp_path)
    for at in range(40):
        fill(made, at, call=400 if at == 39 else 60)  # only who answers changes
    measure(made, touched=None, now=NOW)
    found = of(job.judge(made, FIRST + dt.timedelta(weeks=39), ALERT))
    whole = found["nps|all"]
    assert (whole["state"], whole["mix_shift"]) == ("quiet", True)
    assert whole["why"][0]["values"]["dimension"] == {"id": "channel", "kind": "dimension"}


def test_a_channel_that_stops_is_no_data_and_was_expected(lake: Settings, tmp_path: Path) -> None:
    found = of(job.judge(fresh(lake, tmp_path), LAST + dt.timedelta(weeks=1), ALERT))
    app = found["nps|channel=app"]
    assert (app["state"], app["stopped"], app["silent_weeks"], app["now"], app["n"]) == ("no_data", True, 1, None, 0)
    assert app["since"] == (LAST + dt.timedelta(weeks=1)).isoformat()


def test_an_announced_week_opens_nothing(lake: Settings, tmp_path: Path) -> None:
    week = LAST - dt.timedelta(weeks=1)
    sale = Announced(name="Sale", first_day=week + dt.timedelta(days=3), last_day=week + dt.timedelta(days=4))
    found = job.judge(fresh(lake, tmp_path), week, ALERT.model_copy(update={"announced": (sale,)}))
    assert {f["state"] for f in found} == {"quiet"}


def test_a_day_that_begins_no_week_is_refused(lake: Settings, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="weeks here begin on monday"):
        job.judge(fresh(lake, tmp_path), LAST + dt.timedelta(days=1), ALERT)


def test_an_empty_lake_has_no_findings(tmp_path: Path) -> None:
    assert job.judge(settings(tmp_path), LAST, ALERT) == []


def test_a_week_is_judged_again_only_when_something_it_depends_on_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, week = settings(tmp_path), FIRST + dt.timedelta(weeks=29)
    for at in range(30):
        fill(made, at)
    measure(made, touched=None, now=NOW)
    asked: list[dt.date] = []
    load = job.load_grid
    monkeypatch.setattr(job, "load_grid", lambda *given: asked.append(given[2]) or load(*given))
    first = job.judge(made, week, ALERT)
    assert job.judge(made, week, ALERT) == first
    assert asked == [week]
    job.judge(made, week, ALERT.model_copy(update={"false_alerts_per_year": 3}))
    job.judge(made, week, ALERT)
    assert asked == [week] * 3
    fill(made, 29, call=80)  # late answers
    measure(made, touched={}, now=NOW)
    assert job.judge(made, week, ALERT) != first
    assert len(asked) == 4
    job.judge(made, week - dt.timedelta(weeks=1), ALERT)  # what was kept of the week before holds for this one
    job.judge(made, week, ALERT)
    assert len(asked) == 6
