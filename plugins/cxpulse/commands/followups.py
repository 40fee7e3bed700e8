"""cxpulse followups: whom somebody must get back to; open, list, hand out as CSV, and take the steps back."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def run(
    key: Annotated[str | None, typer.Argument(help="One follow-up, to set a step of.")] = None,
    step: Annotated[str | None, typer.Option(help="With a key: acknowledged, acted or answered, now.")] = None,
    note: Annotated[str, typer.Option(help="With a key: a note.")] = "",
    open_week: Annotated[
        dt.datetime | None, typer.Option("--open", formats=["%Y-%m-%d"], help="Open by rule what this week (its first day) asks for.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the list to this CSV file, to work from.")] = None,
    update: Annotated[Path | None, typer.Option(help="Take back a CSV file that was worked on.")] = None,
    by: Annotated[str, typer.Option(help="Whose name the changes are written down under. None: this machine's user.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also those that the customer has answered.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List whom somebody must get back to: owner, due time, and what has happened.

    Rules and owners are in dags/config/follow_ups.yaml; `cxpulse week` opens them by itself.

    Example: cxpulse followups --csv list.csv; fill in acknowledged_at, acted_at, answered_at; cxpulse followups --update list.csv
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs import follow_ups, follow_ups_work
    from cxpulse.jobs.week import which_week

    settings, now, by = load_settings(), dt.datetime.now(dt.UTC), by or getpass.getuser()
    done: dict[str, Any] = {}
    if open_week:
        done["opened"] = follow_ups.open_follow_ups(settings, which_week(settings, open_week.date(), now), now=now)
    if update:
        done["update"] = follow_ups_work.take_csv(settings, update, by=by, now=now)
    if key:
        done["changed"] = follow_ups_work.step(settings, key, step or "", now=now, by=by, note=note).to_json()
    found = follow_ups_work.rows(settings, everything=everything)
    if csv:
        csv.write_text(follow_ups_work.as_csv(settings, found), encoding="utf-8-sig")
        done["csv"] = str(csv)
    if as_json:
        json.dump({**done, "follow_ups": [f.to_json() for f in found]}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for name, value in done.items():
        print(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    if found:
        print(f"{'key':<{len(found[0].key)}}  {'rule':<18} {'account or person':<20} {'why':<34} {'owner':<18} {'step':<13} due")
    for f in found:
        late = " OVERDUE" if f.overdue(now) else ""
        who = follow_ups_work.account_name(settings, f.account_id) or (f.respondent_key or "")[:8]
        print(f"{f.key}  {f.rule:<18} {who:<20} {follow_ups_work.why(f):<34} {f.owner:<18} {f.state(now):<13} due {f.due_at.astimezone(settings.tz):%Y-%m-%d %H:%M} {settings.week.zone}{late}")
    if not found:
        print("Nobody waits.")
