"""
### What it does
Removes what is older than `retention` in `dags/config/settings.yaml` allows: archived raw exports (they hold personal data),
old messages of the folder outbox, old accounts of the ingest log, and rejects files. Then links the customers of all
sources again (`cxpulse customers`), and checks the installation. Runs on Sundays
at 03:00 of the business zone. Figures, reports, alert states and the ledger of deliveries are never removed.

### Parameters
| name | default | meaning |
|---|---|---|
| `dry_run` | `false` | Remove nothing; the log of `remove_expired` lists what would go. |

Example: `airflow dags trigger cx_maintenance --conf '{"dry_run": true}'`

### How to resume
Clear the failed task, or wait for the next Sunday: what is still there is removed then.

### What errors mean
- **ConfigurationError** from `check`: the message lists every finding of `cxpulse doctor`.

Without a scheduler: `cxpulse maintain`, then `cxpulse doctor`.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import CronDataIntervalTimetable, dag, get_current_context, task

from cxpulse.catalog.settings import load_settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.schedule.parameters import dry_run_param
from cxpulse.schedule.retries import task_defaults

SETTINGS = load_settings()


@dag(
    dag_id="cx_maintenance",
    description="Retention of raw exports, outbox, logs and rejects; customers linked; then a check of the installation",
    schedule=CronDataIntervalTimetable("0 3 * * 0", timezone=SETTINGS.week.zone),
    start_date=pendulum.datetime(2026, 1, 1, tz=SETTINGS.week.zone),
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(),
    doc_md=__doc__,
    tags=["cx"],
    params={"dry_run": dry_run_param()},
)
def cx_maintenance() -> None:
    """Order: remove, link, then check."""

    @task(multiple_outputs=False, doc_md="Removes what has outlived its retention. Returns how many files and rows of each kind.")
    def remove_expired() -> dict[str, Any]:
        from cxpulse.jobs import maintain as job

        return job.maintain(load_settings(), now=pendulum.now("UTC"), dry_run=get_current_context()["params"]["dry_run"])

    @task(multiple_outputs=False, doc_md="Brings the one view of every customer up to date. Returns its numbers, and nobody's name.")
    def link_customers() -> dict[str, Any]:
        from cxpulse.jobs import customers as job

        return job.customers(load_settings(), now=pendulum.now("UTC"))

    @task(doc_md="Checks configuration, folders, database and connections. Returns the findings.")
    def check() -> list[dict[str, Any]]:
        from cxpulse.jobs import doctor as job

        lines = job.doctor()
        failed = [f"{line['check']}: {line['text']}" for line in lines if line["level"] == "fail"]
        if failed:
            raise ConfigurationError("; ".join(failed))
        return lines

    remove_expired() >> link_customers() >> check()


cx_maintenance()
