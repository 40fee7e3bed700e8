"""The lines out: mail and Slack, tried as far as possible without sending anything; and the lines in: remote sources."""

from __future__ import annotations

from collections.abc import Iterator

from cxpulse.catalog.settings import load_settings
from cxpulse.catalog.sources import Source, load_source, source_names
from cxpulse.core.errors import CXPulseError
from cxpulse.jobs.connections import check, get_connection
from cxpulse.jobs.doctor_line import FAIL, OK, WARN, Line
from cxpulse.jobs.ingest_fetch import check_options
from cxpulse.sources import transports


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


def source_connections() -> Iterator[Line]:
    """One line per remote source: it answers, or what is wrong; options that its transport does not know."""
    remote = 0
    for name in source_names():
        try:
            source = load_source(name)
            check_options(source)
            if transports.is_remote(source.transport):
                remote += 1
                yield Line(f"source {name}", OK, _asked(source))
        except CXPulseError as problem:
            remedy = "correct the options or the connection that the message names; the README has an example for each transport"
            yield Line(f"source {name}", FAIL, str(problem), remedy)
    if not remote:
        yield Line("source connections", OK, "every source is a local folder")


def _asked(source: Source) -> str:
    """What a remote source answers, tried once: a doctor does not wait."""
    options = check_options(source).model_copy(update={"retries": 0, "longest_wait_seconds": 5.0})
    return transports.check(source.transport, options, get_connection(options.connection))
