"""The whole job once, through Airflow, in this process: `make run`, or `make run EXPORTS=folder`.

Exports in; figures, PDFs, mails and Slack messages out. Without EXPORTS the sample company's exports are made first.
Exit code: 0 when every DAG succeeded, 1 otherwise, with the reason on the terminal and everything else in a log file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing
import os
import sys
import time
import traceback
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.core.errors import CXPulseError, InputError
from cxpulse.local import airflow_home
from cxpulse.local.quiet import quietly
from cxpulse.local.sample import make_sample, sample_is_current, uses_sample

DAGS = ("cx_ingest", "cx_weekly_report", "cx_alerts")


def main() -> int:
    """Entry point."""
    started = time.monotonic()
    try:
        settings = choose_data()
    except CXPulseError as problem:
        print(f"Stopped: {problem}", file=sys.stderr)
        return 1
    home = airflow_home.home_of(settings.local_root)
    airflow_home.enter(home)
    log = home / "logs" / "run.log"
    with quietly(log) as terminal:
        console = Console(file=terminal)
        try:
            return job(settings, home, console, started)
        except CXPulseError as problem:
            console.print(f"[bold red]Stopped:[/] {escape(str(problem))}", highlight=False, soft_wrap=True)
        except Exception as problem:
            traceback.print_exc()
            console.print(f"[bold red]Stopped:[/] {type(problem).__name__}: {escape(str(problem))}", highlight=False, soft_wrap=True)
            console.print(f"The log: {log}", highlight=False, soft_wrap=True)
        return 1


def choose_data() -> Settings:
    """Settings of this run: EXPORTS has a data root of its own unless $CXPULSE_DATA names one; the sample lies in its own.

    Raises InputError when there is nothing at EXPORTS.
    """
    if os.environ.get("EXPORTS"):
        exports = Path(os.environ["EXPORTS"]).expanduser().resolve()
        if not exports.exists():
            raise InputError(
                f"EXPORTS={exports}: no such file or folder. Give one export, or a folder of them as "
                "dags/config/sources/*.yaml name them (path: ...)."
            )
        os.environ["EXPORTS"] = str(exports)
        os.environ.setdefault("CXPULSE_DATA", own_data(exports))
    elif os.environ.get("CXPULSE_DATA") and load_settings().exports == Settings.model_fields["exports"].default:
        os.environ["EXPORTS"] = str(load_settings().local_root / "sample")
    return load_settings()


def own_data(exports: Path) -> str:
    """Data root of the exports at a path: figures of one company never mix with another's or the sample's."""
    return f"var/own/{exports.stem}-{hashlib.sha256(str(exports).encode()).hexdigest()[:6]}"


def job(settings: Settings, home: Path, console: Console, started: float) -> int:
    """Set-up of the run, the DAGs in their order, the summary. Raises CXPulseError where nothing can be done."""
    from cxpulse.local.summary import failure, summary

    now = dt.datetime.now(dt.UTC)
    with console.status("") as status:
        status.update("The sample company's exports; Airflow: database and DAGs")
        making = start_sample(settings, now)
        airflow_home.prepare_database(home)
        from cxpulse.local import dags
        from cxpulse.local.watch import TaskWatch

        watch = TaskWatch(show=lambda name: status.update(f"Airflow: {name}"))
        listen(watch)
        bag = dags.load_bag()
        wait_for_sample(making)
        prepared = time.monotonic() - started
        returned: dict[str, Any] = {}
        for dag_id in DAGS:
            conf = {} if dag_id == "cx_ingest" else {"week": newest_week(settings, now).isoformat()}
            done, returned[dag_id] = dags.execute(bag, dag_id, conf)
            console.print(f"[green]done[/]   {dag_id}" if done else f"[red]failed[/] {dag_id}", highlight=False)
            if not done:
                failure(console, watch.errors, home / "logs" / "run.log")
                return 1
    summary(console, settings, returned, {"set-up of the run": prepared, **watch.seconds}, time.monotonic() - started)
    return 0


def start_sample(settings: Settings, now: dt.datetime) -> SpawnProcess | None:
    """Makes the sample company's exports in a process beside this one; None when they are there, or are somebody's own."""
    if not uses_sample(settings) or sample_is_current(settings, settings.calendar.last_complete(now)):
        return None
    process = multiprocessing.get_context("spawn").Process(target=make_sample, args=(settings, now))
    process.start()
    return process


def wait_for_sample(process: SpawnProcess | None) -> None:
    """Raises InputError when the exports could not be made."""
    if process is None:
        return
    process.join()
    if process.exitcode:
        raise InputError("the sample company's exports could not be made; the reason is at the end of airflow/logs/run.log")


def newest_week(settings: Settings, now: dt.datetime) -> dt.date:
    """The newest complete week with answers or tickets. Raises InputError when the exports gave none."""
    from cxpulse.jobs import measure

    limit = settings.calendar.last_complete(now)
    weeks: set[dt.date] = set()
    for family in ("responses", "tickets"):
        weeks |= {week for week in measure.weeks(settings, family) if week <= limit}
    if not weeks:
        raise InputError(
            f"the files below {settings.exports_root} gave no answer and no ticket of a week that is over; "
            f"rejected rows and their reasons are in {settings.local_root / 'rejects'}, and `cxpulse status` lists the files read"
        )
    return max(weeks)


def listen(watch: Any) -> None:
    """Registers with Airflow what watches the tasks."""
    from airflow.sdk.listener import get_listener_manager

    get_listener_manager().add_listener(watch)


if __name__ == "__main__":
    sys.exit(main())
