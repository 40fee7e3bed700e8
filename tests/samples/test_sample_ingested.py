"""What ingest and measure make of the sample is what truth.json says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.core.weeks import Calendar
from cxpulse.jobs.ingest import ingest
from cxpulse.jobs.measure import counts, measure
from cxpulse.samples.make import make_sample

TODAY = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
LAST = "_2026-11-21.csv"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Any], list[dict[str, Any]]]:
    """Settings, truth, and the accounts of all files: the history came first, the last week's exports came later."""
    root = tmp_path_factory.mktemp("taken")
    truth = make_sample(
        root / "exports", Calendar("Asia/Tehran", 5), end=dt.date(2026, 11, 14), weeks=5, seed=3, scale=0.1
    )
    settings = load_settings().model_copy(
        update={"data_root": str(root / "data"), "exports": str(root / "exports"), "state_url": ""}
    )
    late = sorted((root / "exports").rglob(f"*{LAST}"))
    (root / "aside").mkdir()
    for path in late:
        path.rename(root / "aside" / path.name)
    reports = ingest(settings, sources=None, now=TODAY)["files"]
    for path in late:
        (root / "aside" / path.name).rename(path)
    reports += [f for f in ingest(settings, sources=None, now=TODAY)["files"] if f["state"] == "taken"]
    measure(settings, touched=None, now=TODAY)
    return settings, truth, reports


def test_each_row_has_the_fate_that_was_meant_for_it(
    taken: tuple[Settings, dict[str, Any], list[dict[str, Any]]],
) -> None:
    _, truth, reports = taken
    found = {Path(r["file"]).name: r for r in reports if r["state"] == "taken"}
    for name, told in truth["files"].items():
        report = found[Path(name).name]
        assert {
            "read": report["read"], "rejected": report["rejected"], "accepted": report["accepted"],
            "duplicates": report["duplicates"], "left_out": _left_out(report),
        } == {
            "read": told["rows"] - sum(told["left_out"].values()), "rejected": sum(told["rejected"].values()),
            "accepted": told["accepted"], "duplicates": told["duplicates"], "left_out": sum(told["left_out"].values()),
        }, name  # fmt: skip


def _left_out(report: dict[str, Any]) -> int:
    """Rows that are no answers, rows that only label the columns aside."""
    return sum(n for word, n in report["not_answers"].items() if word != "labels")


def test_the_counts_of_every_week_are_the_true_ones(
    taken: tuple[Settings, dict[str, Any], list[dict[str, Any]]],
) -> None:
    settings, truth, _ = taken
    counted = counts(settings, "responses").to_pandas()
    for told in truth["surveys"]:
        rows = counted[
            (counted["week"].astype(str) == told["week"]) & (counted["survey_id"] == told["survey"])
        ]
        names = [
            "n",
            "sum",
            "comments",
            *(("promoters", "detractors") if "promoters" in told else ("satisfied",)),
        ]
        assert {k: int(rows[k].sum()) for k in names} == {k: told[k] for k in names}, (
            told["survey"],
            told["week"],
        )
        if "delivery_app" in told:
            cell = rows[(rows["touchpoint"] == "delivery") & (rows["channel"] == "app")]
            assert int(cell["n"].sum()) == told["delivery_app"]["n"]


def test_tickets_of_every_week_are_the_true_ones(
    taken: tuple[Settings, dict[str, Any], list[dict[str, Any]]],
) -> None:
    settings, truth, _ = taken
    counted = counts(settings, "tickets").to_pandas()
    for told in truth["tickets"]:
        rows = counted[counted["week"].astype(str) == told["week"]]
        assert int(rows["created"].sum()) == told["created"], told["week"]
        delivered = rows[rows["touchpoint"] == "delivery"]
        assert int(delivered["created"].sum()) == told["delivery"], told["week"]
