"""One file that no source names: it is told with its rows and days, and nobody is late who was never there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.core.errors import InputError
from cxpulse.core.freshness import FRESH
from cxpulse.jobs import freshness
from cxpulse.jobs.report_coverage import coverage
from cxpulse.jobs.status import status
from ingest_world import NOW, TYPEFORM, World

LOG = "case_id;activity;timestamp\n1;0;2026-10-20 10:00:00\n1;6;2026-10-21 10:00:00\n2;0;2026-11-17 10:00:00\n"
WEEK = dt.date(2026, 11, 14)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("cxpulse.jobs.status.alert_names", list)
    world = World(tmp_path, monkeypatch)
    world.source("nps", **TYPEFORM)
    monkeypatch.setenv("EXPORTS", str(world.export("helpdesk.csv", LOG)))
    world.ingest()
    return world


def test_the_report_lists_the_file_that_was_read_and_no_other_source(world: World) -> None:
    (line,) = coverage(load_settings(), WEEK)
    assert (line.source, line.rows, line.state) == ("event_log_files", 1, "ok")
    assert (line.first_seen, line.last_seen) == (dt.date(2026, 10, 20), dt.date(2026, 11, 17))


def test_a_file_that_nobody_declared_is_never_late(world: World) -> None:
    (later,) = freshness.at_week(load_settings(), WEEK + dt.timedelta(weeks=9))
    assert (later.found.state, later.found.expected_by, later.found.wanting) == (FRESH, None, False)


def test_the_status_tells_the_file_its_rows_and_its_days_and_who_never_came_in_one_line(world: World) -> None:
    found = status(load_settings(), now=NOW)
    assert [(s["source"], s["file"], s["accepted"]) for s in found["sources"]] == [("event_log_files", "helpdesk.csv", 2)]
    (line,) = found["freshness"]
    assert (line["declared"], line["first_seen"], line["last_seen"], line["rows"]) == (False, "2026-10-20", "2026-11-17", 1)
    assert found["attention"] == ["declared, and no file has been read: nps"]


def test_rows_without_a_time_are_told_by_the_day_on_which_they_were_taken_in(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.source("crm", vendor="generic", path="crm/*.csv", entities=["account"], columns={"account_id": "id", "name": "name"})
    world.export("crm/accounts.csv", "id,name\na,Ann Ltd\n")
    world.monkeypatch.setenv("EXPORTS", str(world.exports))
    world.ingest("crm")
    found = status(load_settings(), now=NOW)
    crm = next(s for s in found["freshness"] if s["source"] == "crm")
    assert (crm["dated"], crm["last_seen"], crm["first_seen"]) == (False, "2026-11-25", None)
    assert next(s["at"] for s in found["sources"] if s["source"] == "crm") == "2026-11-25T12:30:00+03:30"
    from cxpulse.commands.status import _print

    _print(found)
    assert "taken in 2026-11-25" in capsys.readouterr().out
    told = {c.source: (c.dated, c.last_seen, c.rows) for c in coverage(load_settings(), WEEK)}
    assert told["crm"] == (False, None, 1)


def test_a_table_that_no_figure_needs_says_what_a_row_of_it_is(world: World) -> None:
    world.monkeypatch.setenv("EXPORTS", str(world.export("tags.csv", "tag,ticket_id\nvip,7\n")))
    with pytest.raises(InputError, match=r"tags\.csv: a row is one tag of one ticket: a label.* \(no figure needs it\)"):
        world.ingest()
