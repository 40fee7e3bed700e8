"""
### What it does
Reads every new export file below the exports folder, and what remote sources (object stores, SSH servers, URLs, databases,
APIs) have that is new since the last run; archives it unchanged, sorts its rows into accepted, rejected and
duplicate, writes the weeks they touch, runs the checks, and counts those weeks again. Runs every day at 05:00 of the
business zone. Reading the same file twice changes nothing.

### Parameters
| name | default | meaning |
|---|---|---|
| `sources` | `[]` | Which sources of `dags/config/sources` to read. Empty: all of them. |
| `recount_all` | `false` | Count every week again, not only those touched: after a changed definition or a lost counts folder. |

Example, one source only: `airflow dags trigger cx_ingest --conf '{"sources": ["zendesk_support"]}'`

### How to resume
Clear the failed task. `ingest` reads a file once, by its content: what was taken stays taken and is not read again.
If `measure` failed, clear `measure`: it is told again which weeks were touched. In doubt, trigger with `recount_all`.

### What errors mean
- **InputError**: an export cannot be read; the message names file, row, field and value. Correct or remove the file, clear `ingest`.
  All other files were taken in and counted, so reports have them; alerts wait for the run to succeed.
  Single bad rows do not stop anything: they are in `var/rejects/<run>.csv` with their reason.
- **Unreachable**: a remote source did not answer as it should, after several tries. What it gave before is taken in, and the task
  asks for the rest again in ten minutes, at most twice. Each source's connection: `cxpulse doctor`. To ask a source from
  its beginning: `cxpulse ingest --refetch --source <name>`.
- **CheckFailed**: rows that must not be published; the message names the check of `sql/checks` and how many rows.
- **ConfigurationError**: a YAML file; the message names file and field. `cxpulse doctor` checks them all.

InputError, CheckFailed and ConfigurationError are not tried again. Without a scheduler: `cxpulse ingest`, then `cxpulse measure`.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import CronDataIntervalTimetable, Param, dag, get_current_context, task

from cxpulse.catalog.settings import load_settings
from cxpulse.catalog.sources import source_names
from cxpulse.core.errors import InputError, Unreachable
from cxpulse.schedule.assets import LAKE
from cxpulse.schedule.retries import task_defaults

SETTINGS = load_settings()


@dag(
    dag_id="cx_ingest",
    description="Exports in: archive, sort rows, write the weeks they touch, check, count",
    schedule=CronDataIntervalTimetable("0 5 * * *", timezone=SETTINGS.week.zone),
    start_date=pendulum.datetime(2026, 1, 1, tz=SETTINGS.week.zone),
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(minutes=120),
    doc_md=__doc__,
    tags=["cx"],
    params={
        "sources": Param([], type="array", items={"type": "string", "enum": source_names()}, title="Sources"),
        "recount_all": Param(False, type="boolean", title="Count every week again"),
    },
)
def cx_ingest() -> None:
    """Order: ingest, then count what it touched."""

    @task(multiple_outputs=False, doc_md="Files to Parquet partitions. Returns rows by fate, the weeks touched, and where the rejects are.")
    def ingest() -> dict[str, Any]:
        from cxpulse.jobs import ingest as job
        from cxpulse.jobs import measure as counting

        settings, asked = load_settings(), get_current_context()["params"]["sources"]
        try:
            return job.ingest(settings, sources=asked or None, now=pendulum.now("UTC"))
        except (InputError, Unreachable):
            # The other files were taken in, and `measure` will not run: one bad file must not empty the week's figures.
            counting.measure(settings, touched={}, now=pendulum.now("UTC"))
            raise

    @task(multiple_outputs=False, outlets=[LAKE], doc_md="Additive counts of the weeks touched. Returns the weeks that were counted.")
    def measure(taken: dict[str, Any]) -> dict[str, Any]:
        from cxpulse.jobs import measure as job

        everything = get_current_context()["params"]["recount_all"]
        return job.measure(load_settings(), touched=None if everything else taken["touched"], now=pendulum.now("UTC"))

    measure(ingest())


cx_ingest()
