"""`airflow backfill create` over five weeks, by a real scheduler: a check to run by hand (about two minutes).

    .venv/bin/python tests/dags/backfill_check.py

It makes a small company's exports in a folder of its own, reads and counts them, starts Airflow's four processes on
loopback, asks for the backfill as the manual of cx_weekly_report says, waits, and prints what each run made. Exit code 0
when there are five runs for the right five weeks, all successful, delivered to the folder outbox, each week once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 600.0


def main() -> int:
    """Runs the check; a signal to stop still stops the four processes."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="cxpulse-backfill-") as folder:
        os.environ.update(CXPULSE_DATA=folder, EXPORTS=f"{folder}/sample")
        return check(Path(folder))


def check(root: Path) -> int:
    """Exit code of the check in one data root."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.local import airflow_home, ui

    settings = load_settings()
    now = dt.datetime.now(dt.UTC)
    last = settings.calendar.last_complete(now) - dt.timedelta(weeks=1)
    weeks = [last - dt.timedelta(weeks=i) for i in reversed(range(5))]
    for command in (["sample", f"{root}/sample", "--weeks", "20", "--scale", "0.05"], ["ingest"], ["measure"]):
        subprocess.run([sys.executable, "-m", "cxpulse", *command], check=True, stdout=subprocess.DEVNULL)
    home = airflow_home.home_of(root)
    airflow_home.enter(home)
    port = ui.free_port(8180)
    address = f"http://127.0.0.1:{port}"
    os.environ.update(AIRFLOW__API__PORT=str(port), AIRFLOW__API__BASE_URL=address)
    os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] = f"{address}/execution/"
    airflow_home.admin_password(home)
    airflow_home.prepare_database(home)
    running = {name: ui.start(name, command, home / "logs") for name, command in ui.COMMANDS.items()}
    try:
        ui.wait_until_answering(address, running)
        wait_for_dag(home / "airflow.db")
        airflow("dags", "unpause", "cx_weekly_report")
        before, after = settings.calendar.bounds(weeks[0])[0], settings.calendar.bounds(weeks[-1])[0]
        dates = ["--from-date", before.isoformat(), "--to-date", after.isoformat()]
        airflow("backfill", "create", "--dag-id", "cx_weekly_report", *dates, "--max-active-runs", "1")
        runs = wait_for_runs(home / "airflow.db")
    finally:
        ui.stop_all(list(running.values()))
    return report(root, weeks, runs)


def airflow(*arguments: str) -> None:
    """One command of Airflow's own command line. Raises SystemExit with its output when it fails."""
    done = subprocess.run([sys.executable, "-m", "airflow", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"airflow {' '.join(arguments)}\n{done.stdout}{done.stderr}")


def query(database: Path, sql: str) -> list[tuple[str, ...]]:
    """Rows of Airflow's metadata database."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=15)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def wait_for_dag(database: Path) -> None:
    """Until the DAG processor has written the DAG down."""
    end = time.monotonic() + LIMIT
    while not query(database, "SELECT dag_id FROM serialized_dag WHERE dag_id = 'cx_weekly_report'"):
        if time.monotonic() > end:
            raise SystemExit("the DAG processor did not find cx_weekly_report")
        time.sleep(1)


def wait_for_runs(database: Path) -> list[tuple[str, ...]]:
    """(start of the interval, state, start, end) of every run of the backfill, when all have ended."""
    sql = (
        "SELECT data_interval_start, state, start_date, end_date FROM dag_run "
        "WHERE run_type = 'backfill' AND dag_id = 'cx_weekly_report' ORDER BY logical_date"
    )
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        runs = query(database, sql)
        if runs and all(state in ("success", "failed") for _, state, *_ in runs):
            return runs
        time.sleep(2)
    raise SystemExit(f"the backfill did not end within {LIMIT:.0f} s: {query(database, sql)}")


def report(root: Path, weeks: list[dt.date], runs: list[tuple[str, ...]]) -> int:
    """Prints what came of it; gives the exit code."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.state.ledger import Ledger

    settings = load_settings()
    entries = Ledger(settings.state_database).entries()
    found = []
    for start, state, begun, ended in runs:
        week = settings.calendar.week_of(dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC))
        model = root / "archive" / "weekly" / week.isoformat() / "en" / "model.json"
        said = json.loads(model.read_text(encoding="utf-8"))["week"] if model.is_file() else "no report"
        channels = sorted({e.channel for e in entries if e.week == week and e.what == "report:weekly"})
        seconds = (dt.datetime.fromisoformat(ended) - dt.datetime.fromisoformat(begun)).total_seconds()
        print(f"week {week}: {state}, report for {said}, delivered by {', '.join(channels) or 'nobody'}, {seconds:.0f} s")
        found.append((week, state, said, channels))
    wanted = [(week, "success", week.isoformat(), ["folder"]) for week in weeks]
    print("five right weeks" if found == wanted else f"wanted: {wanted}")
    return 0 if found == wanted else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "plugins"))
    sys.exit(main())
