"""The whole chain without a scheduler: ingest, measure, judge, report, deliver, for one week."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cxpulse.catalog.alerts import alert_names
from cxpulse.catalog.reports import report_names
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.core.report_model import Tile
from cxpulse.core.report_reading import read_model
from cxpulse.core.weeks import resolve_week

DATED = ("response", "ticket", "order")

Progress = Callable[[str, str], None]
"""Called with a step's name and what came of it, when the step is done."""


def run_week(
    settings: Settings,
    week: dt.date | None = None,
    *,
    now: dt.datetime,
    dry_run: bool = False,
    channels: list[str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Runs every step for `week` (None: the last complete week before `now`), and sums up.

    Returns {"week", "seconds": {step: s}, "ingest", "measure", "alerts": {portfolio: {state: n}}, "follow_ups", "reports": {name: what
    render gives}, "receipts": [...], "figures": [...], "failed": how many deliveries failed, "newest": the last week with
    any row, or None, "wanting": sources that are late, incomplete or stopped, as sentences}. A file that cannot be read does not stop
    the week: ingest then holds "error". dry_run: everything but the sending. Raises InputError when `week` is no first day,
    saying which day would be, and NotFresh when the settings hold the report because a source is wanting.
    """
    from cxpulse.jobs import deliver, follow_ups, freshness_gate, ingest, judge, measure, report

    day = which_week(settings, week, now)
    told = progress or (lambda step, text: None)
    result: dict[str, Any] = {"week": day.isoformat(), "seconds": {}}

    def step(name: str, work: Callable[[], Any], words: Callable[[Any], str]) -> Any:
        start = time.perf_counter()
        found = work()
        result["seconds"][name] = round(time.perf_counter() - start, 2)
        told(name, f"{words(found)} ({result['seconds'][name]:.1f} s)")
        return found

    def read() -> dict[str, Any]:
        try:
            return ingest.ingest(settings, sources=None, now=now)
        except InputError as problem:
            if newest_week(settings) is None:
                raise
            return {"files": [], "rows": {}, "touched": {}, "error": str(problem)}

    result["ingest"] = step("ingest", read, _ingested)
    touched = result["ingest"]["touched"]
    result["measure"] = step("measure", lambda: measure.measure(settings, touched=touched, now=now), _measured)
    result["alerts"] = step(
        "judge", lambda: {name: _states(judge.judge(settings, day, name)) for name in alert_names()}, _judged
    )
    result["follow_ups"] = step("follow up", lambda: {} if dry_run else follow_ups.open_follow_ups(settings, day, now=now), _followed)
    result["reports"] = step("report", lambda: {n: report.render(settings, n, day, now=now) for n in report_names()}, _rendered)

    def send() -> list[dict[str, Any]]:
        receipts = [] if dry_run else freshness_gate.warn(settings, day, now=now)
        for name in report_names():
            receipts += deliver.deliver_report(settings, name, day, channels=channels, dry_run=dry_run, now=now, strict=False)
        for name in alert_names():
            receipts += deliver.deliver_alerts(settings, name, day, channels=channels, dry_run=dry_run, now=now, strict=False)
        return receipts

    result["receipts"] = step("deliver", send, _delivered)
    result["failed"] = sum(receipt["state"] == "failed" for receipt in result["receipts"])
    result["newest"] = newest_week(settings)
    result["wanting"] = [freshness_gate.said(source) for source in freshness_gate.wanting(settings, day)]
    result["figures"] = figures(result["reports"])
    return result


def which_week(settings: Settings, asked: dt.date | None, now: dt.datetime) -> dt.date:
    """The week that is meant. Raises InputError when the asked day is no first day, or its week has not begun."""
    try:
        day = resolve_week(settings.calendar, asked=asked, run_after=now)
    except ValueError as problem:
        raise InputError(f"--week {asked}: {problem}") from None
    if day > settings.calendar.week_of(now):
        raise InputError(f"--week {day}: this week has not begun; the last complete week is {settings.calendar.last_complete(now)}")
    return day


def newest_week(settings: Settings) -> str | None:
    """First day of the last week that has a row of any source; None when nothing was ever read."""
    from cxpulse.jobs.measure_counting import store_of
    from cxpulse.lake import statistics

    store = store_of(settings)
    return max((part for entity in DATED for _, part in statistics.partitions(store, entity)), default=None)


def figures(reports: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The key figures of the report on the whole company that shows most of them (of a part of it only where no other is made):
    {"metric", "title", "value", "low", "high", "n", "state", "unit", "decimals", "change", "changed"}."""
    models = [read_model(Path(path).read_text(encoding="utf-8")) for made in reports.values() for path in list(made["models"].values())[:1]]
    whole = [model for model in models if not model.segment]
    tiles = max((model.tiles for model in whole or models), key=len, default=())
    return [_figure(tile) for tile in tiles]


def _figure(tile: Tile) -> dict[str, Any]:
    measured = tile.now.to_json()
    kept = {name: measured[name] for name in ("metric", "value", "low", "high", "n", "state", "unit")}
    return {**kept, "title": tile.title, "decimals": tile.decimals, "change": tile.change, "changed": tile.changed}


def _states(findings: list[dict[str, Any]]) -> dict[str, int]:
    names = sorted(finding["state"] for finding in findings)
    return {name: names.count(name) for name in dict.fromkeys(names)}


def _ingested(found: dict[str, Any]) -> str:
    if "error" in found:
        return "some files could not be read; the chain goes on with what is there"
    if all(file["state"] == "known" for file in found["files"]):
        return f"no new export; {len(found['files'])} files known"
    rows = found["rows"]
    counted = ", ".join(f"{rows[k]:,} {k}" for k in ("read", "accepted", "rejected", "duplicates") if k in rows)
    return f"{len(found['files'])} files: {counted} rows"


def _measured(found: dict[str, Any]) -> str:
    return f"{len(found['weeks'])} weeks counted"


def _judged(found: dict[str, dict[str, int]]) -> str:
    every: dict[str, int] = {}
    for states in found.values():
        for name, count in states.items():
            every[name] = every.get(name, 0) + count
    return ", ".join(f"{count} {name}" for name, count in sorted(every.items())) or "no portfolio"


def _followed(found: dict[str, Any]) -> str:
    return f"{found.get('opened', 0)} follow-ups opened"


def _rendered(found: dict[str, Any]) -> str:
    made = [f"{name} {', '.join(r['pdfs'])}" for name, r in found.items()]
    drawn = sum(len(r["drawn"]) for r in found.values())
    return "; ".join(made) + (f"; {drawn} drawn" if drawn else "; nothing new to draw")


def _delivered(found: list[dict[str, Any]]) -> str:
    names = sorted(str(receipt["state"]) for receipt in found)
    return ", ".join(f"{names.count(name)} {name}" for name in dict.fromkeys(names)) or "nothing to deliver"
