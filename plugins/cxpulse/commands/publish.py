"""`cxpulse publish`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from cxpulse.commands.week import WEEK_HELP


def run(
    week: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help=WEEK_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Put a week's measurements into a PostgreSQL table for BI tools; the connection is $AIRFLOW_CONN_CX_BI."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.publish import publish_to_bi
    from cxpulse.jobs.week import which_week

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    done = publish_to_bi(settings, which_week(settings, week.date() if week else None, now), now=now)
    if as_json:
        print(json.dumps(done))
    elif done["state"] == "published":
        print(f"{done['rows']:,} figures of the week {done['week']} in table {done['table']}")
    else:
        print(
            f"no connection {done['connection']}: nothing published. Set AIRFLOW_CONN_{done['connection'].upper()}, such as "
            "postgres://login:password@host:5432/database, or the Airflow Connection of that name"
        )
