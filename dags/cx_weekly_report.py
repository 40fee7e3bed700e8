"""
### What it does
Judges the week, opens its follow-ups, builds every report of `dags/config/reports` as data, renders it as PDF in each of
its languages, and delivers it; with `bi_connection` in the settings it also puts the figures into that database. Runs on the first day of the business week for the week just ended (day, hour and zone: `dags/config/settings.yaml`).

### Parameters
| name | default | meaning |
|---|---|---|
| `week` | null | First day of the week to report, such as `2026-11-14`. Empty: the week of the run. |
| `reports` | `[]` | Which reports. Empty: all of them. |
| `languages` | `[]` | Only these languages. Empty: those that each report names. |
| `channels` | null | Only these channels (`folder`, `smtp`, `slack`). Empty: as configured. |
| `dry_run` | `false` | Render, but send nothing; the log of `deliver` lists what would have gone to whom. |
| `resend_unknown` | empty | Key of a delivery whose outcome is unknown and that a person has decided to send again. |
| `correction` | empty | A reason: readers who have an older version of these reports get the newest, marked as corrected. Needs `week` and `reports`. |

Example, look at a week again without sending: `airflow dags trigger cx_weekly_report --conf '{"week": "2026-11-14", "dry_run": true}'`

Example, five weeks again: `airflow backfill create --dag-id cx_weekly_report --from-date 2026-10-16 --to-date 2026-11-15
--max-active-runs 1`. A backfill goes to the folder outbox; add `--dag-run-conf '{"channels": ["smtp", "slack"]}'` to really send.

### How to resume
Clear the failed task: nothing is sent twice, because every delivery is in the ledger by what, week, audience, recipient and
channel. A delivery whose outcome is unknown (the line broke after the message) is never sent again by itself: take its key
from `cxpulse status`, ask the recipient, and if it did not arrive trigger the week with `resend_unknown` set to that key.

A report that was drawn again after a repair (of a YAML, of an export) is not sent again by itself. To send it on purpose:
`airflow dags trigger cx_weekly_report --conf '{"week": "2026-11-14", "reports": ["weekly"], "correction": "two late exports are in"}'`.
It goes once, only to those who have an older version, with "Corrected" and the reason in it.

### What errors mean
- **InputError**, parameter `week`: the day is not the first day of a week; the message says which one would be.
- **DefinitionError**: a figure that must not be computed, such as a mean over scales that run opposite ways.
- **NotFresh**, only with `freshness_gate: hold` in settings.yaml: a source is late, incomplete or stopped; the message says which and
  since when. Nothing was published or sent. `render` looks again after an hour, twice; later, bring the data and clear `render`.
- **RenderingError**: a report cannot be drawn as it should be; nothing was delivered.
- **DeliveryError**: a channel refused. The other channels were served; clear `deliver` to try this one again.

Without a scheduler: `cxpulse week --week 2026-11-14`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pendulum
from airflow.sdk import dag, get_current_context, task

from cxpulse.catalog.alerts import alert_names
from cxpulse.catalog.reports import report_names
from cxpulse.catalog.settings import load_settings
from cxpulse.core.errors import InputError
from cxpulse.schedule.parameters import (
    channels_param,
    correction_param,
    dry_run_param,
    languages_param,
    reports_param,
    resend_param,
    week_param,
)
from cxpulse.schedule.report_link import ReportLink
from cxpulse.schedule.retries import task_defaults
from cxpulse.schedule.runs import channels_of_run, week_of_run
from cxpulse.schedule.week_timetable import WeekTimetable

SETTINGS = load_settings()


@dag(
    dag_id="cx_weekly_report",
    description="The week judged, reported as PDF in each language, and delivered",
    schedule=WeekTimetable(SETTINGS.week.zone, SETTINGS.calendar.first_weekday, SETTINGS.week.report_hour),
    start_date=pendulum.datetime(2024, 1, 1, tz=SETTINGS.week.zone),
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(),
    doc_md=__doc__,
    tags=["cx"],
    params={
        "week": week_param(),
        "reports": reports_param(),
        "languages": languages_param(),
        "channels": channels_param(),
        "dry_run": dry_run_param(),
        "resend_unknown": resend_param(),
        "correction": correction_param(),
    },
)
def cx_weekly_report() -> None:
    """Order: the week is decided once and judged, then rendered, then delivered (and published for BI)."""

    @task(doc_md="Decides the week, brings every alert up to date and opens the follow-ups, so that the report can show them. Returns the week.")
    def judge() -> str:
        from cxpulse.jobs import follow_ups
        from cxpulse.jobs import judge as job

        settings = load_settings()
        week = week_of_run(settings, get_current_context())
        for portfolio in alert_names():
            job.judge(settings, week, portfolio)
        if not get_current_context()["params"]["dry_run"]:
            follow_ups.open_follow_ups(settings, week, now=dt.datetime.now(dt.UTC))
        return week.isoformat()

    @task(multiple_outputs=False, doc_md="Report models, PDFs, spreadsheets and cards, into the archive. Returns their paths and hashes.")
    def render(week: str) -> dict[str, Any]:
        from cxpulse.jobs import report as job

        settings, day, params = load_settings(), dt.date.fromisoformat(week), get_current_context()["params"]
        names = params["reports"] or report_names()
        return {name: job.render(settings, name, day, params["languages"] or None) for name in names}

    @task(doc_md="Claim, send, receipt for each recipient and channel. Returns the receipts.")
    def deliver(week: str, rendered: dict[str, Any]) -> list[dict[str, Any]]:
        from cxpulse.jobs import deliver as job
        from cxpulse.jobs import freshness_gate

        context = get_current_context()
        params = context["params"]
        if not params["dry_run"]:
            freshness_gate.warn(load_settings(), dt.date.fromisoformat(week))
        if params["correction"] and not (params["week"] and params["reports"]):
            raise InputError("parameter 'correction' needs 'week' and 'reports': a correction is of one report that readers have")
        return job.deliver_reports(
            load_settings(),
            list(rendered),
            dt.date.fromisoformat(week),
            channels=channels_of_run(context),
            languages=params["languages"] or None,
            dry_run=params["dry_run"],
            resend_unknown=params["resend_unknown"],
            correction=params["correction"],
        )

    @task(multiple_outputs=False, doc_md="Puts the week's measurements into the BI table (`bi_connection` in settings.yaml), replacing the week. Returns the number of rows.")
    def publish(week: str) -> dict[str, Any]:
        from cxpulse.jobs.publish import publish_to_bi

        if get_current_context()["params"]["dry_run"]:
            return {"state": "dry run", "week": week}
        return publish_to_bi(load_settings(), dt.date.fromisoformat(week), now=dt.datetime.now(dt.UTC))

    week = judge()
    rendered = render(week)
    if SETTINGS.bi_connection:
        rendered >> publish(week)  # what holds a report back holds back its figures
    rendered.operator.operator_extra_links = (ReportLink(),)
    deliver(week, rendered)


cx_weekly_report()
