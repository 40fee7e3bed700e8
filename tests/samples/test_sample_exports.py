"""The sample's files look as the vendors write them, hold what truth.json says, and come out the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.weeks import Calendar
from cxpulse.samples.headers import HEADERS
from cxpulse.samples.make import make_sample

Rows = list[dict[str, str]]
Company = tuple[Path, dict[str, Any]]
END = dt.date(2026, 11, 14)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_same_arguments_give_the_same_bytes(tmp_path: Path, calendar: Calendar) -> None:
    for name in ("a", "b"):
        make_sample(tmp_path / name, calendar, end=END, weeks=3, seed=5, scale=0.05)
    assert _hashes(tmp_path / "a") == _hashes(tmp_path / "b")
    make_sample(tmp_path / "b", calendar, end=END, weeks=3, seed=6, scale=0.05)
    assert _hashes(tmp_path / "a") != _hashes(tmp_path / "b")


def test_a_longer_history_leaves_the_last_export_as_it_is(tmp_path: Path, calendar: Calendar) -> None:
    for weeks in (3, 6):
        make_sample(tmp_path / str(weeks), calendar, end=END, weeks=weeks, seed=5, scale=0.05)
    name = "typeform/nps_2026-11-21.csv"
    assert (tmp_path / "3" / name).read_bytes() == (tmp_path / "6" / name).read_bytes()


def test_a_second_sample_leaves_no_file_of_the_first(tmp_path: Path, calendar: Calendar) -> None:
    make_sample(tmp_path, calendar, end=END, weeks=2, seed=1, scale=0.02)
    make_sample(tmp_path, calendar, end=END - dt.timedelta(weeks=1), weeks=2, seed=1, scale=0.02)
    assert not list(tmp_path.rglob("*_2026-11-21.csv"))


def test_scale_doubles_the_rows(tmp_path: Path, calendar: Calendar) -> None:
    totals = []
    for scale in (0.1, 0.2):
        truth = make_sample(tmp_path / str(scale), calendar, end=END, weeks=2, seed=1, scale=scale)
        totals.append(sum(w["rows"] for w in truth["surveys"]))
    assert totals[1] / totals[0] == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize("stem", sorted(HEADERS))
def test_header_rows_are_the_documented_ones(company: Company, stem: str) -> None:
    files = sorted(company[0].glob(f"{stem}_*.csv"))
    assert len(files) == 2
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            assert tuple(tuple(next(lines)) for _ in HEADERS[stem]) == HEADERS[stem]


def test_the_bytes_around_the_cells(company: Company) -> None:
    folder = company[0]
    day = "2026-11-21.csv"
    assert (
        (folder / f"surveymonkey/csat_{day}")
        .read_bytes()
        .startswith(b"\xef\xbb\xbfRespondent ID,Collector ID,")
    )
    assert (folder / f"surveymonkey/csat_{day}").read_bytes().endswith(b"\r\n")
    assert (
        (folder / f"zendesk/tickets_{day}").read_bytes().startswith(b'"Summation column","Id","Requester",')
    )
    assert (folder / f"salesforce/Contract_{day}").read_bytes().startswith(b'"ID","ISDELETED","ACCOUNTID",')
    assert b'"{""ImportId"":""recordedDate"",""timeZone"":""Asia/Bangkok""}"' in (
        (folder / f"qualtrics/effort_{day}").read_bytes()
    )


def test_every_row_is_accounted_for(company: Company, rows_of: Callable[[str], Rows]) -> None:
    _, truth = company
    assert set(truth["files"]) == {str(p.relative_to(company[0])) for p in company[0].rglob("*.csv")}
    for name, told in truth["files"].items():
        rows = rows_of(name)
        assert len(rows) == told["rows"], name
        assert told["accepted"] + told["duplicates"] + sum(told["rejected"].values()) == told["rows"] - sum(
            told["left_out"].values()
        ), name
        for bad in told["bad"]:
            assert rows[bad["row"] - 1][bad["field"]] == bad["value"], name
        good = [r for n, r in enumerate(rows, 1) if n not in {b["row"] for b in told["bad"]}]
        key = next(
            c
            for c in ("#", "Id", "ID", "Response ID", "ResponseId", "Respondent ID", "Order ID")
            if c in rows[0]
        )
        distinct = len({r[key] for r in good})
        assert distinct == told["new"] + told["changed"] + told["unchanged"], name
        assert len(good) - distinct == told["repeated"] + told["superseded"], name
        exact = sum(n - 1 for n in Counter(tuple(r.values()) for r in good).values())
        assert exact == told["repeated"], name


def test_new_changed_and_unchanged_are_told_rightly(company: Company, rows_of: Callable[[str], Rows]) -> None:
    keys = {
        "typeform/nps": "#",
        "delighted/touchpoints": "Response ID",
        "zendesk/tickets": "Id",
        "salesforce/Contract": "ID",
    }
    for stem, key in keys.items():
        names = sorted(n for n in company[1]["files"] if n.startswith(stem))
        latest = []
        for name in names:
            bad = {b["row"] for b in company[1]["files"][name]["bad"]}
            latest.append({r[key]: r for n, r in enumerate(rows_of(name), 1) if n not in bad})
        told = company[1]["files"][names[1]]
        again = latest[0].keys() & latest[1].keys()
        assert len(latest[1]) - len(again) == told["new"], stem
        assert sum(latest[0][k] != latest[1][k] for k in again) == told["changed"], stem


def test_truth_is_what_stands_in_the_files(
    company: Company, rows_of: Callable[[str], Rows], calendar: Calendar
) -> None:
    answers: dict[str, dict[str, str]] = {}
    for name in sorted(n for n in company[1]["files"] if n.startswith("typeform")):
        bad = {b["row"] for b in company[1]["files"][name]["bad"]}
        answers |= {r["#"]: r for n, r in enumerate(rows_of(name), 1) if n not in bad}
    latest: dict[tuple[dt.date, str], tuple[str, int]] = {}
    for row in answers.values():
        at = row["Submit Date (UTC)"]
        week = calendar.week_of(dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC))
        score = int(next(v for k, v in row.items() if k.startswith("How likely")))
        cell = (week, row["customer_id"])
        latest[cell] = max(latest.get(cell, ("", 0)), (at, score))
    for told in (w for w in company[1]["surveys"] if w["survey"] == "relationship_nps"):
        scores = [s for (week, _), (_, s) in latest.items() if week.isoformat() == told["week"]]
        found = (len(scores), sum(s >= 9 for s in scores), sum(s <= 6 for s in scores), sum(scores))
        assert found == (told["n"], told["promoters"], told["detractors"], told["sum"]), told["week"]


def test_a_week_holds_its_first_and_its_last_second(rows_of: Callable[[str], Rows]) -> None:
    times = {r["Submit Date (UTC)"] for r in rows_of("typeform/nps_2026-11-14.csv")}
    assert {"2026-11-06 20:30:00", "2026-10-31 20:29:59", "2026-10-31 20:30:00"} & times == {
        "2026-11-06 20:30:00"
    }
    assert "2026-11-06 20:29:59" in times


def test_truth_file_is_the_truth(company: Company) -> None:
    assert json.loads((company[0] / "truth.json").read_text("utf-8")) == json.loads(json.dumps(company[1]))
