"""A public event log of an Italian helpdesk: our cases and durations against ten independent lines of pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.jobs.measure import counts, measure
from ingest_world import NOW, World


def of_pandas(file: Path) -> pd.DataFrame:
    """One row per case: first and last event, and whether the last event closes it (activity 3)."""
    log = pd.read_csv(file, sep=";", parse_dates=["timestamp"])
    log = log.sort_values(["case_id", "timestamp"], kind="stable")
    cases = log.groupby("case_id").agg(
        first=("timestamp", "min"), last=("timestamp", "max"), end=("activity", "last")
    )
    cases["minutes"] = (cases["last"] - cases["first"]).dt.total_seconds() / 60
    return cases


def test_cases_and_durations_are_those_of_pandas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_data: Path
) -> None:
    world = World(tmp_path, monkeypatch)
    file = shared_data / "tickets" / "helpdesk_italian.csv"
    world.source("log", vendor="event_log", path="log.csv", zone="UTC", values={"activity": {"3": "closed"}})
    world.export("log.csv", file.read_bytes())
    rows = world.ingest()["rows"]
    assert (rows["accepted"], rows["rejected"], rows["duplicates"]) == (4580, 0, 127)
    theirs = of_pandas(file)
    found = world.rows("ticket", "ticket_id, created_at, updated_at, solved_at, resolution_minutes")
    ours = pd.DataFrame(found, columns=["case_id", "first", "last", "solved", "minutes"])
    ours = ours.astype({"case_id": int}).set_index("case_id").sort_index()
    assert len(ours) == len(theirs) == 4580
    assert (ours["first"] == theirs["first"]).all()
    days = (ours["last"] - ours["first"]).dt.total_seconds() / 86400
    assert np.allclose(days, theirs["minutes"] / 1440, atol=1e-9, rtol=0)
    assert (days.median().round(1), days.max().round(1)) == (102.0, 689.0)
    closed = theirs["end"] == 3
    assert (ours["solved"].notna() == closed).all()
    assert np.allclose(ours.loc[closed, "minutes"], theirs.loc[closed, "minutes"], atol=1e-9, rtol=0)

    settings = load_settings()
    measure(settings, touched=None, now=NOW)
    assert sum(r["created"] for r in counts(settings, "tickets").to_pylist()) == 4580
    solved = counts(settings, "ticket_times").to_pylist()
    kinds = {"only_resolution", "last_resolution"}
    assert sum(r["n"] for r in solved if r["measure_name"] in kinds and r["clock"] == "calendar") == closed.sum()
    assert sum(r["sum"] for r in solved if r["measure_name"] in kinds and r["clock"] == "calendar") == pytest.approx(
        theirs.loc[closed, "minutes"].sum(), rel=1e-12
    )


def test_a_case_is_solved_when_it_is_solved_not_when_it_closes_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, monkeypatch)
    world.source("log", vendor="event_log", path="log.csv", zone="UTC", values={"activity": {"s": "solved", "c": "closed"}})
    steps = {
        "a": [("01", "o"), ("02", "s"), ("06", "c")],  # solved on the 2nd
        "b": [("01", "o"), ("02", "s"), ("03", "o"), ("05", "c")],  # opened again, closed on the 5th
        "c": [("01", "o"), ("02", "c"), ("04", "c")],
        "d": [("01", "o"), ("02", "s"), ("03", "o")],
    }
    lines = [f"{case},{activity},2026-11-{day} 10:00:00,team" for case, events in steps.items() for day, activity in events]
    world.export("log.csv", "\n".join(["case_id,activity,timestamp,resource", *lines]) + "\n")
    world.ingest()
    found = world.rows("ticket", "day(solved_at), resolution_minutes / 1440, first_resolution_minutes / 1440, reopens, status")
    assert found == [(2, 1, 1, 0, "closed"), (5, 4, 1, 1, "closed"), (4, 3, 1, 0, "closed"), (None, None, 1, 1, "open")]
