"""Looks at everything that a run needs, and says for each thing: ok, warn or fail, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cxpulse.core.errors import CXPulseError
from cxpulse.jobs import doctor_config, doctor_connections, doctor_customers, doctor_machine
from cxpulse.jobs.doctor_line import FAIL, OK, Line

Check = Callable[[], Iterator[Line]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", doctor_config.settings),
    ("metrics", doctor_config.metrics),
    ("sources", doctor_config.sources),
    ("reports", doctor_config.reports),
    ("alerts", doctor_config.alerts),
    ("customers", doctor_customers.customers),
    ("follow-ups", doctor_customers.follow_ups),
    ("initiatives", doctor_customers.initiatives),
    ("languages", doctor_machine.languages),
    ("fonts", doctor_machine.fonts),
    ("text layout", doctor_machine.text_layout),
    ("data root", doctor_machine.data_root),
    ("lake", doctor_machine.lake),
    ("state database", doctor_machine.state_database),
    ("shared", doctor_machine.shared),
    ("channels", doctor_connections.connections),
    ("source connections", doctor_connections.source_connections),
)


def doctor() -> list[dict[str, Any]]:
    """One line per thing looked at: {"check", "level" ok|warn|fail, "text", "remedy"}; never raises for what it finds."""
    lines: list[Line] = []
    for name, check in CHECKS:
        lines += _run(name, check)
    return [line.to_json() for line in lines]


def _run(name: str, check: Check) -> list[Line]:
    try:
        found = list(check())
    except CXPulseError as problem:
        return [Line(name, FAIL, str(problem), "correct the file and field that the message names")]
    except Exception as problem:  # a check must not hide the others
        return [Line(name, FAIL, f"{type(problem).__name__}: {problem}", "this check itself failed: see the message")]
    return found or [Line(name, OK, "nothing to complain about")]
