"""A week in which the survey's export did not come (tests/mini_company.py, week of 2 November): what each gate does.

The survey's last answer is of 27 October, so new ones were due by 3 November; on Sunday the 8th it is late. The helpdesk's
last ticket is of 2 November: fresh.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mini_company as mini
from cxpulse.catalog.project import project_root
from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.core.errors import NotFresh
from cxpulse.jobs import freshness, freshness_gate, measure, report
from cxpulse.jobs.ingest import ingest
from cxpulse.jobs.status import status
from cxpulse.jobs.week import run_week
from cxpulse.state.published import published

W3 = dt.date(2026, 11, 2)
MONDAY = dt.datetime(2026, 11, 9, 6, tzinfo=dt.UTC)
MARK = "Preliminary: %(count)s source is late or incomplete."
Make = Callable[[str], Settings]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """The company with a gate, with one language and an operators' channel."""

    def build(gate: str) -> Settings:
        mini.exports(tmp_path / "exports")
        config = mini.config(tmp_path / "config", project_root() / "dags" / "config" / "sources")
        with (config / "settings.yaml").open("a", encoding="utf-8") as file:
            file.write(f"freshness_gate: {gate}\n")
        report = mini.REPORT.split("  fa:")[0].replace("[en, fa]", "[en]")
        (config / "reports" / "weekly.yaml").write_text(report, encoding="utf-8")
        (config / "alerts" / "company.yaml").write_text(mini.ALERTS + OPERATORS, encoding="utf-8")
        for name, folder in (("CXPULSE_CONFIG", config), ("CXPULSE_DATA", tmp_path / "var"), ("EXPORTS", tmp_path / "exports")):
            monkeypatch.setenv(name, str(folder))
        return load_settings()

    return build


OPERATORS = """
operators:
  - {channel: slack, address: C0OPERATORS, name: "#cx-operators"}
"""


def bring(settings: Settings) -> None:
    """The export that was missing: ten answers of the week."""
    answers = [(f"c{c}", 9, f"2026-11-07 {c:02d}:00:00", "") for c in range(1, 11)]
    mini._typeform(settings.exports_root / "typeform" / "nps_3.csv", answers, "c")


def lead_of(result: dict[str, Any]) -> str:
    return Path(result["reports"]["weekly"]["models"]["en"]).read_text(encoding="utf-8")


def states(settings: Settings, week: dt.date) -> dict[str, str]:
    return {s.source: s.found.state for s in freshness.at_week(settings, week)}


def test_hold_publishes_and_sends_nothing_until_the_data_are_there(make: Make) -> None:
    settings = make("hold")
    with pytest.raises(NotFresh, match=r"typeform_relationship is late \(last row 2026-10-27, expected by 2026-11-03\)"):
        run_week(settings, W3, now=MONDAY)
    assert not (settings.local_root / "outbox").exists()
    assert published(settings.state_database, [W3]) == {}
    bring(settings)
    result = run_week(settings, W3, now=MONDAY)
    assert states(settings, W3) == {"salesforce_crm": "fresh", "typeform_relationship": "fresh", "zendesk_support": "fresh"}
    assert {r["state"] for r in result["receipts"]} == {"delivered"}
    assert "Preliminary" not in lead_of(result)
    assert result["wanting"] == []


def built(settings: Settings, gate: str) -> dict[str, Any]:
    """The report of the week as data, under a gate, without drawing it."""
    found: dict[str, Any] = json.loads(report.build(settings.model_copy(update={"freshness_gate": gate}), "weekly", W3).to_json())
    return found


def test_mark_marks_and_warn_tells_the_operators_once(make: Make) -> None:
    settings = make("warn")
    taken = ingest(settings, sources=None, now=MONDAY)
    measure.measure(settings, touched=taken["touched"], now=MONDAY)
    marked = built(settings, "mark")
    assert MARK in json.dumps(marked["lead"])
    assert {c["source"]: (c["state"], c["rows"], c["last_seen"]) for c in marked["coverage"]}["typeform_relationship"] == ("not_fresh", 0, "2026-10-27")
    assert MARK not in json.dumps(built(settings, "warn")["lead"])  # readers get the normal report
    told = freshness_gate.warn(settings, W3, now=MONDAY)
    assert [(r["recipient"], r["state"]) for r in told] == [("C0OPERATORS", "delivered")]
    notice = next(p.read_text(encoding="utf-8") for p in (settings.local_root / "outbox" / "slack").rglob("*.txt"))
    assert "typeform_relationship is late (last row 2026-10-27, expected by 2026-11-03)" in notice
    assert [r["state"] for r in freshness_gate.warn(settings, W3, now=MONDAY)] == ["already"]
    # A week in which everything is there: no gate does anything.
    assert freshness_gate.warn(settings, mini.W2, now=MONDAY) == []
    for name in ("hold", "mark"):
        freshness_gate.hold(settings.model_copy(update={"freshness_gate": name}), mini.W2)


def test_status_says_how_every_source_stands_now(make: Make) -> None:
    settings = make("mark")
    ingest(settings, sources=None, now=MONDAY)
    found = {s["source"]: (s["state"], s["expected_by"]) for s in status(settings, None, MONDAY)["freshness"]}
    assert found == {"salesforce_crm": ("fresh", "2026-12-10"), "typeform_relationship": ("late", "2026-11-03"), "zendesk_support": ("late", "2026-11-09")}
    assert any("typeform_relationship: late" in line for line in status(settings, None, MONDAY)["attention"])
