"""Our figures beside the helpdesk's own: every step worked by hand, and the changes add up to the gap."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.settings import Settings
from cxpulse.jobs.measure import measure
from cxpulse.jobs.reconcile import load_comparisons, reconcile
from lake_fixtures import answer, put, settings, utc

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
WEEK = dt.date(2026, 3, 23)
CSAT = {
    "survey_id": "support_csat", "survey_kind": "transactional", "scale": "csat", "scale_min": 0, "scale_max": 1,
    "satisfied_from": 1,
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    (tmp_path / "config" / "sources" / "zd.yaml").write_text("vendor: zendesk\npath: zendesk/*\n")
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path / "config"))
    return settings(tmp_path / "data")


def ticket(number: int, **more: Any) -> dict[str, Any]:
    """Created on Monday, first reply after `number` minutes, solved on Tuesday after 1000 + number minutes."""
    return {
        "ticket_id": f"t{number}", "created_at": utc("2026-03-23 10:00:00"), "solved_at": utc("2026-03-24 10:00:00"),
        "first_reply_minutes": float(number), "resolution_minutes": 1000.0 + number, **more,
    }  # fmt: skip


def fill(config: Settings) -> None:
    tickets = [ticket(n) for n in range(1, 20)] + [
        ticket(500, status="merged"),
        ticket(600, status="open", solved_at=utc("2026-03-24 10:00:00")),  # opened again after its solve
    ]
    put(config, "ticket", "2026-03-23", tickets, "zd")
    rated = [answer("2026-03-25 10:00:00", 1, ticket_id=f"t{n}", **CSAT) for n in range(1, 13)]
    rated += [answer("2026-03-25 10:00:00", 0, ticket_id=f"t{n}", **CSAT) for n in range(13, 17)]
    # the same person rates two tickets: bad, then good
    rated += [
        answer("2026-03-25 10:00:00", 0, ticket_id="t17", respondent_key="p", **CSAT),
        answer("2026-03-26 10:00:00", 1, ticket_id="t18", respondent_key="p", **CSAT),
    ]
    put(config, "response", "2026-03-23", rated, "zd")
    # rated in the next week, solved in this one
    put(config, "response", "2026-03-30", [answer("2026-03-31 10:00:00", 0, ticket_id="t19", **CSAT)], "zd")
    # tickets of another helpdesk are in none of the vendor's figures
    put(config, "ticket", "2026-03-23", [ticket(n) for n in (9000, 9001)], "other")
    measure(config, touched=None, now=NOW)


def test_each_step_from_the_vendors_figure_to_ours_by_hand(config: Settings) -> None:
    fill(config)
    found = {c["metric"]: c for c in reconcile(config, WEEK)}
    csat = found["csat_support"]
    assert [(s["n"], s["value"]) for s in csat["steps"]] == [
        (19, pytest.approx(13 / 19)),
        (18, pytest.approx(13 / 18)),
        (17, pytest.approx(13 / 17)),
        (17, pytest.approx(13 / 17)),
    ]
    reply = found["first_reply_median"]
    assert [(s["n"], s["value"]) for s in reply["steps"][:2]] == [(21, 11.0), (20, 10.5)]
    assert reply["steps"][2]["n"] == 22  # with the other helpdesk's two
    resolution = found["resolution_median"]
    assert [(s["n"], s["value"]) for s in resolution["steps"][:2]] == [(21, 1011.0), (19, 1010.0)]
    for one in found.values():
        if one["gap"] is not None:
            assert sum(s["change"] for s in one["steps"]) == pytest.approx(one["gap"], abs=1e-9)
    assert found["first_reply_business_median"]["theirs"] is None


def test_nothing_without_such_a_vendor(config: Settings, tmp_path: Path) -> None:
    (tmp_path / "config" / "sources" / "zd.yaml").write_text("vendor: generic\npath: x/*\nentities: [ticket]\n")
    fill(config)
    assert reconcile(config, WEEK) == []
    assert {c.vendor for c in load_comparisons()} == {"zendesk"}
