"""The Airflow UI with this project's DAGs, on loopback only: `make ui`, until Ctrl-C.

Four processes (API server, scheduler, DAG processor, triggerer), each in a session of its own, so that stopping one stops
everything that it started. Nothing is left behind: what does not stop when asked to is killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from cxpulse.catalog.settings import load_settings
from cxpulse.local import airflow_home
from cxpulse.local.quiet import quietly

COMMANDS = {
    "api-server": ["api-server", "--host", "127.0.0.1", "--workers", "1"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
PATIENCE = 15.0  # seconds that a process may take to stop


class Stop(Exception):
    """Ctrl-C or a signal to end."""


def main() -> int:
    """Exit code: 0 when stopped by hand, 1 when a process ended by itself."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGHUP, _stop)
    home = airflow_home.home_of(load_settings().local_root)
    airflow_home.enter(home)
    port = free_port(int(os.environ.get("PORT", "8080")))
    address = f"http://127.0.0.1:{port}"
    os.environ.update(AIRFLOW__API__PORT=str(port), AIRFLOW__API__BASE_URL=address)
    os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] = f"{address}/execution/"
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        print("Starting Airflow ...", flush=True)
        password = airflow_home.admin_password(home)
        with quietly(home / "logs" / "ui-database.log"):
            airflow_home.prepare_database(home)
        for name, command in COMMANDS.items():
            running[name] = start(name, command, home / "logs")
        wait_until_answering(address, running)
        print(f"\n  {address}\n  user admin, password {password}\n\nThe page, once you are logged in: {address}/cx/   Stop with Ctrl-C.", flush=True)
        name = wait_for_an_end(running)
        print(f"{name} ended by itself; its log: {home / 'logs' / name}.log", file=sys.stderr)
        return 1
    except Stop:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop_all(list(running.values()))


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def free_port(wanted: int) -> int:
    """The first free port from `wanted` on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(f"no port from {wanted} to {wanted + 49} is free; set PORT=...")


def start(name: str, command: list[str], logs: Path) -> subprocess.Popen[bytes]:
    """Starts one Airflow process in a session of its own, its output in logs/<name>.log."""
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / f"{name}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "airflow", *command], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )


def wait_until_answering(address: str, running: dict[str, subprocess.Popen[bytes]], limit: float = 120.0) -> None:
    """Until the API server answers. Raises SystemExit when a process ends before, or after `limit` seconds."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        for name, process in running.items():
            if process.poll() is not None:
                raise SystemExit(f"{name} ended with {process.returncode}; see its log below {os.environ['AIRFLOW_HOME']}/logs")
        try:
            with urllib.request.urlopen(f"{address}/api/v2/version", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"the API server did not answer within {limit:.0f} s")


def wait_for_an_end(running: dict[str, subprocess.Popen[bytes]]) -> str:
    """Name of the process that ends first."""
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                return name
        time.sleep(0.5)


def stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """Asks every session to stop, waits, and kills what is left of it."""
    for process in processes:
        tell(process.pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            tell(process.pid, signal.SIGKILL)
            process.wait()
    for process in processes:
        tell(process.pid, signal.SIGKILL)


def tell(session: int, number: int) -> None:
    """Sends a signal to every process of a session; one that is gone already is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, number)


if __name__ == "__main__":
    sys.exit(main())
