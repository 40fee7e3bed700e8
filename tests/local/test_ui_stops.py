"""`make ui` leaves no process behind, not even one that will not stop when asked to."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from cxpulse.local import ui

STUBBORN = (
    "import os, signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "os.fork()\n"  # parent and child go on alike
    "os.write(1, f'{os.getpid()}\\n'.encode())\n"
    "time.sleep(60)\n"
)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def start(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
def test_children_that_ignore_the_request_are_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui, "PATIENCE", 0.5)
    process = start(STUBBORN)
    assert process.stdout
    pids = [int(process.stdout.readline()) for _ in range(2)]
    ui.stop_all([process])
    end = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(alive, pids))


def test_a_process_that_is_gone_already_is_no_error() -> None:
    process = start("pass")
    process.wait()
    ui.stop_all([process])


def test_a_busy_port_is_passed_over() -> None:
    import socket

    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        wanted = busy.getsockname()[1]
        assert ui.free_port(wanted) > wanted
