"""Where channels and sources connect to: $AIRFLOW_CONN_<NAME> (a URI or JSON, as Airflow writes them), else Airflow's own store.

Airflow is asked only inside a running task; the command line knows the environment alone. Without a connection a message
goes to the folder outbox. Passwords stay in the Connection, which shows them nowhere.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, CXPulseError
from cxpulse.delivery.channels import channel_names, load_channel
from cxpulse.delivery.messages import Channel, Connection

FOLDER = "folder"


def get_connection(name: str) -> Connection | None:
    """A connection by name ('cx_smtp'), None when nobody has configured it.

    Raises ConfigurationError for a variable that is neither URI nor JSON; its text is never part of the message.
    """
    variable = f"AIRFLOW_CONN_{name.upper()}"
    text = os.environ.get(variable, "").strip()
    if not text:
        return _from_airflow(name)
    try:
        return _from_json(json.loads(text)) if text.startswith("{") else _from_uri(text)
    except (ValueError, TypeError, AttributeError):
        raise ConfigurationError(
            f"${variable} is neither a URI (smtp://login:password@host:587/?disable_ssl=true) nor JSON "
            '({"conn_type": "smtp", "host": ...})'
        ) from None


def connection_name(settings: Settings, channel: str) -> str:
    """Name of the connection that a channel uses: settings.yaml's, else cx_<channel>."""
    return str(getattr(settings.delivery, f"{channel}_connection", f"cx_{channel}"))


def carrier_of(settings: Settings, wanted: str) -> Channel:
    """The channel that carries what `wanted` would: itself when it is configured, else the folder outbox.

    delivery.mode 'folder' always gives the outbox.
    """
    connection = None
    if wanted != FOLDER and settings.delivery.mode == "auto":
        connection = get_connection(connection_name(settings, wanted))
    return load_channel(wanted if connection else FOLDER, settings, connection)


def check(settings: Settings) -> list[dict[str, Any]]:
    """Every channel with its connection's name and state: 'ok', 'not configured' or 'wrong', with the reason.

    It logs in where that is possible, and sends nothing.
    """
    return [_check(settings, channel) for channel in channel_names() if channel != FOLDER]


def _check(settings: Settings, name: str) -> dict[str, Any]:
    found = {"channel": name, "connection": connection_name(settings, name), "state": "ok", "detail": ""}
    try:
        channel = carrier_of(settings, name)
        if channel.name == FOLDER:
            return {**found, "state": "not configured", "detail": "messages go to the folder outbox"}
        ask = getattr(channel, "check", None)
        if ask is not None:
            ask()
    except CXPulseError as problem:
        return {**found, "state": "wrong", "detail": str(problem)}
    return found


def _from_json(data: dict[str, Any]) -> Connection:
    extra = data.get("extra") or {}
    return Connection(
        kind=str(data.get("conn_type") or ""),
        host=str(data.get("host") or ""),
        port=int(data["port"]) if data.get("port") else None,
        login=str(data.get("login") or ""),
        password=str(data.get("password") or ""),
        extra=json.loads(extra) if isinstance(extra, str) else dict(extra),
        schema=str(data.get("schema") or ""),
    )


def _from_uri(text: str) -> Connection:
    parts = urlsplit(text)
    if not parts.scheme:
        raise ValueError("no scheme")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    extra = json.loads(query.pop("__extra__", "{}"))
    return Connection(
        kind=parts.scheme.replace("-", "_"),
        host=unquote(parts.hostname or ""),
        port=parts.port,
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        extra={**query, **extra},
        schema=unquote(parts.path.removeprefix("/")),
    )


def _from_airflow(name: str) -> Connection | None:
    runner = sys.modules.get("airflow.sdk.execution_time.task_runner")
    if runner is None or not hasattr(runner, "SUPERVISOR_COMMS"):
        return None  # no task is running in this process
    from airflow.sdk import Connection as Stored
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        stored = Stored.get(name)
    except AirflowNotFoundException:
        return None
    return Connection(
        kind=stored.conn_type or "",
        host=stored.host or "",
        port=stored.port,
        login=stored.login or "",
        password=stored.password or "",
        extra=dict(stored.extra_dejson),
        schema=stored.schema or "",
    )
