"""`cxpulse status`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated, Any

import typer

WIDE = 240  # columns, where nobody's terminal sets a limit


def run(
    week: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only this week, by its first day. Default: everything.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show what was read, which alerts are open, which reports are archived and who was sent what; trouble comes first."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.status import status
    from cxpulse.jobs.week import which_week

    settings = load_settings()
    day = which_week(settings, week.date(), dt.datetime.now(dt.UTC)) if week else None
    found = status(settings, day)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    _print(found)


def _print(found: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else WIDE)
    for line in found["attention"]:
        console.print(f"! {line}", style="bold yellow", markup=False)
    _table(console, f"Sources, times in {found['zone']}", found["sources"], ("source", "file", "at", "read", "accepted", "rejected", "duplicates"))
    fresh = [{**s, "last_seen": s["last_seen"] if s["dated"] or not s["last_seen"] else f"taken in {s['last_seen']}"} for s in found["freshness"]]
    _table(console, "Freshness", fresh, ("source", "state", "first_seen", "last_seen", "expected_by", "rows", "usual"))
    told = [a for a in found["alerts"] if not a["explained_by"]]
    _table(console, "Alerts", [_readable(a) for a in told], ("portfolio", "week", "series", "state", "since", "usual", "now", "n"))
    others = [_readable(a) for a in found["alerts"] if a["explained_by"]]  # which no message tells: they are part of a story above
    if others:
        _table(console, "Worsened with an alert", others, ("portfolio", "series", "usual", "now", "n", "explained_by"))
    _table(console, "Mutes", found["mutes"], ("portfolio", "metric", "segment", "until", "reason"))
    archive = [{**row, "model": row["model_sha256"][:12]} for row in found["archive"]]
    _table(console, "Archive", archive, ("week", "report", "language", "number", "model", "made_at"))
    _table(console, "Deliveries", found["deliveries"], ("week", "what", "recipient", "channel", "state", "receipt", "detail"))


def _table(console: Any, title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        console.print(f"{title}: none")
        return
    table = Table(title=f"{title} ({len(rows)})", title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if row.get(c) is None else _short(c, row[c])) for c in columns))
    console.print(table)


def _readable(alert: dict[str, Any]) -> dict[str, Any]:
    """The alert with its series in words ('csat_share: channel app, touchpoint delivery') and its values in four digits."""
    plain = {c: _series(alert[c]) for c in ("series", "explained_by") if alert[c]}
    return {**alert, **plain, **{c: f"{alert[c]:.4g}" for c in ("usual", "now") if alert[c] is not None}}


def _series(name: str) -> str:
    metric, _, segment = name.partition("|")
    return f"{metric}: {segment.replace('=', ' ').replace(',', ', ')}" if segment else metric


def _short(column: str, value: Any) -> str:
    return str(value)[:19].replace("T", " ") if column in ("at", "made_at") else str(value)
