"""cxpulse initiatives: the registered fixes and whether they worked."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated

import typer


def run(
    week: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Judge by the weeks up to this one. Default: the last complete week.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Judge the registered fixes (dags/config/initiatives): improved, no clear change, worse, or too few answers.

    The segment is compared with the rest of the company, 30 weeks before and 8 weeks after; how sure, is measured on dates on
    which nothing happened.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.initiatives import judged
    from cxpulse.jobs.week import which_week

    settings = load_settings()
    day = which_week(settings, week.date() if week else None, dt.datetime.now(dt.UTC))
    rows = [j.to_json() for j in judged(settings, day)]
    if as_json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for row in rows:
        effect = "" if row["effect"] is None else f", {row['effect']:+.1f} ({row['low']:+.1f} to {row['high']:+.1f})"
        where = ", ".join(f"{k}={v}" for k, v in row["segment"].items())
        print(f"{row['name']} ({row['metric']}, {where}, since {row['started']}): {row['verdict'].replace('_', ' ')}{effect}; {row['weeks_after']} of 8 weeks")
    if not rows:
        print("No initiative is registered.")
