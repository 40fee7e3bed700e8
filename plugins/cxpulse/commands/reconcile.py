"""`cxpulse reconcile`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from cxpulse.commands.week import WEEK_HELP


def run(
    week: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help=WEEK_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show our figures of a week beside the helpdesk's own, step by step, with the definition that explains each difference."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.measure import measure
    from cxpulse.jobs.reconcile import reconcile
    from cxpulse.jobs.week import which_week

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    day = which_week(settings, week.date() if week else None, now)
    measure(settings, touched={}, now=now)
    found = reconcile(settings, day)
    if as_json:
        print(json.dumps({"week": day.isoformat(), "comparisons": found}, ensure_ascii=False, indent=1))
        return
    if not found:
        print("no source comes from a vendor that reports its own figures")
    for one in found:
        print(f"{one['title']}: {one['vendor']} {_said(one['theirs'], one)}, ours ({one['metric']}) {_said(one['ours'], one)}")
        for step in one["steps"]:
            print(f"  {_said(step['value'], one):>10} {_change(step, one):>9} {step['n']:>8,}  {step['definition']}")


def _said(value: float | None, one: dict[str, Any]) -> str:
    if value is None:
        return "-"
    return f"{100 * value:.1f}%" if one["unit"] == "share" else f"{value:,.1f} min"


def _change(step: dict[str, Any], one: dict[str, Any]) -> str:
    if not step["change"]:
        return ""
    return f"{100 * step['change']:+.1f}" if one["unit"] == "share" else f"{step['change']:+,.1f}"
