"""
### What it does
After every ingest, judges the last complete week against the usual level of every series and posts one message for all
that opened; updates and recoveries are replies in its thread. It works from what the lake and the state database hold,
never from the event that started it: a lost or doubled event changes nothing, and a week judged twice says nothing new.

### Parameters
| name | default | meaning |
|---|---|---|
| `week` | null | First day of the week to judge. Empty: the last complete week before the run. |
| `portfolios` | `[]` | Which files of `dags/config/alerts`. Empty: all of them. |
| `channels` | null | Only these channels (`folder`, `smtp`, `slack`). Empty: as configured. |
| `dry_run` | `false` | Judge and keep the states, but send nothing; the log of `deliver` lists what would have gone out. |

Example: `airflow dags trigger cx_alerts --conf '{"week": "2026-11-14", "dry_run": true}'`

### How to resume
Clear the failed task. States are kept per series and week, messages in the ledger: nothing is judged or said twice.
A series that is known to be bad can be kept quiet with a reason: `mutes` in `dags/config/alerts/<name>.yaml`.

### What errors mean
- **ConfigurationError**: a portfolio names a metric or a dimension that does not exist.
- **InputError**, parameter `week`: the day is not the first day of a week; the message says which one would be.
- **DeliveryError**: a channel refused. The others were served; clear `deliver` to try this one again.

Without a scheduler: `cxpulse judge`, then `cxpulse deliver`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from cxpulse.catalog.alerts import alert_names
from cxpulse.catalog.settings import load_settings
from cxpulse.schedule.assets import LAKE
from cxpulse.schedule.parameters import channels_param, dry_run_param, week_param
from cxpulse.schedule.retries import task_defaults
from cxpulse.schedule.runs import channels_of_run, week_of_run


@dag(
    dag_id="cx_alerts",
    description="After every ingest: what really dropped, judged and posted once",
    schedule=[LAKE],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(),
    doc_md=__doc__,
    tags=["cx"],
    params={
        "week": week_param(),
        "portfolios": Param([], type="array", items={"type": "string", "enum": alert_names()}, title="Portfolios"),
        "channels": channels_param(),
        "dry_run": dry_run_param(),
    },
)
def cx_alerts() -> None:
    """Order: the week is decided once and judged, then what opened, moved or recovered is told."""

    @task(multiple_outputs=False, doc_md="Judges every series of the portfolios. Returns the week and, per portfolio, how many series are in which state.")
    def judge() -> dict[str, Any]:
        from cxpulse.jobs import judge as job

        settings, context = load_settings(), get_current_context()
        week = week_of_run(settings, context)
        names = context["params"]["portfolios"] or alert_names()
        return {"week": week.isoformat(), "portfolios": {n: states(job.judge(settings, week, n)) for n in names}}

    @task(doc_md="One message for what opened, replies for what moved or recovered. Returns the receipts.")
    def deliver(judged: dict[str, Any]) -> list[dict[str, Any]]:
        from cxpulse.jobs import deliver as job

        settings, context = load_settings(), get_current_context()
        week, channels = dt.date.fromisoformat(judged["week"]), channels_of_run(context)
        return [
            receipt
            for name in judged["portfolios"]
            for receipt in job.deliver_alerts(settings, name, week, channels=channels, dry_run=context["params"]["dry_run"])
        ]

    deliver(judge())


def states(findings: list[dict[str, Any]]) -> dict[str, int]:
    """How many series are in which state: small enough to hand on. [open, quiet, quiet] -> {"open": 1, "quiet": 2}."""
    names = sorted(finding["state"] for finding in findings)
    return {name: names.count(name) for name in dict.fromkeys(names)}


cx_alerts()
