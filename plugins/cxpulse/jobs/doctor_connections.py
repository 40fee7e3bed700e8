"""The lines out: mail and Slack, tried as far as possible without sending anything."""

from __future__ import annotations

from collections.abc import Iterator

from cxpulse.catalog.settings import load_settings
from cxpulse.jobs.connections import check
from cxpulse.jobs.doctor_line import FAIL, OK, WARN, Line


def connections() -> Iterator[Line]:
    """One line per channel: it answers, it is not configured (messages go to the folder outbox), or what is wrong."""
    settings = load_settings()
    for found in check(settings):
        name = f"channel {found['channel']}"
        if found["state"] == "ok":
            yield Line(name, OK, f"connection {found['connection']} answers")
        elif found["state"] == "not configured":
            remedy = f"set AIRFLOW_CONN_{found['connection'].upper()}, or add the connection to Airflow"
            folder = settings.local_root / "outbox"
            yield Line(name, WARN, f"not configured: connection {found['connection']}; messages go to {folder}", remedy)
        else:
            yield Line(name, FAIL, found["detail"], f"correct the connection {found['connection']}")
