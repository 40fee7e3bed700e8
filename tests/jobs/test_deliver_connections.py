"""Connections from the environment, and what goes to the outbox without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.jobs.connections import carrier_of, check, get_connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "company": {"en": "Novin Home"},
            "week": {"first_day": "saturday", "zone": "Asia/Tehran"},
            "data_root": str(tmp_path),
        }
    )


def test_a_uri(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_CX_SMTP", "smtp://cx%40novin:p%2Fss@mail.novin.example:587/?disable_ssl=true&timeout=5"
    )
    found = get_connection("cx_smtp")
    assert found is not None
    assert (found.kind, found.host, found.port) == ("smtp", "mail.novin.example", 587)
    assert (found.login, found.password, found.extra) == (
        "cx@novin",
        "p/ss",
        {"disable_ssl": "true", "timeout": "5"},
    )
    assert "p/ss" not in repr(found)


def test_a_uri_with_extra_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_CX_SLACK",
        "slack://:xoxb-1@/?__extra__=%7B%22base_url%22%3A+%22http%3A%2F%2F127.0.0.1%2Fapi%2F%22%7D",
    )
    found = get_connection("cx_slack")
    assert found is not None
    assert (found.password, found.extra) == ("xoxb-1", {"base_url": "http://127.0.0.1/api/"})


@pytest.mark.parametrize("as_text", [True, False])
def test_json(monkeypatch: pytest.MonkeyPatch, as_text: bool) -> None:
    extra: object = {"timeout": 5}
    text = json.dumps(
        {"conn_type": "slack", "password": "xoxb-1", "extra": json.dumps(extra) if as_text else extra}
    )
    monkeypatch.setenv("AIRFLOW_CONN_CX_SLACK", text)
    found = get_connection("cx_slack")
    assert found is not None
    assert (found.kind, found.password, found.extra) == ("slack", "xoxb-1", {"timeout": 5})


@pytest.mark.parametrize(
    "text", ['{"conn_type": "slack", "password": "xoxb-secret"', "xoxb-secret", '{"port": "xoxb-secret"}']
)
def test_a_broken_one_is_named_but_not_shown(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_CX_SLACK", text)
    with pytest.raises(ConfigurationError, match="AIRFLOW_CONN_CX_SLACK") as failure:
        get_connection("cx_slack")
    assert "secret" not in str(failure.value)


def test_without_a_connection_or_in_folder_mode_everything_goes_to_the_outbox(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert carrier_of(settings, "smtp").name == "folder"
    monkeypatch.setenv("AIRFLOW_CONN_CX_SMTP", "smtp://127.0.0.1:25/?disable_ssl=true&disable_tls=true")
    assert carrier_of(settings, "smtp").name == "smtp"
    only_folder = settings.model_copy(
        update={"delivery": settings.delivery.model_copy(update={"mode": "folder"})}
    )
    assert carrier_of(only_folder, "smtp").name == "folder"
    monkeypatch.setenv("AIRFLOW_CONN_CX_FAX", "fax://x")
    with pytest.raises(ConfigurationError, match="there are: folder, slack, smtp"):
        carrier_of(settings, "fax")


def test_check_says_what_is_configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_CX_SMTP", "smtp://127.0.0.1:9/?disable_ssl=true&disable_tls=true")
    states = {row["channel"]: row["state"] for row in check(settings)}
    assert states == {"slack": "not configured", "smtp": "wrong"}


def test_inside_a_running_task_airflow_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow import sdk
    from airflow.sdk.exceptions import AirflowNotFoundException
    from airflow.sdk.execution_time import task_runner

    def get(name: str) -> sdk.Connection:
        if name != "cx_smtp":
            raise AirflowNotFoundException(name)
        return sdk.Connection(conn_id=name, conn_type="smtp", host="mail", port=25, password="p", extra='{"timeout": 3}')

    monkeypatch.setattr(sdk.Connection, "get", get)
    assert get_connection("cx_smtp") is None, "no task is running"
    monkeypatch.setattr(task_runner, "SUPERVISOR_COMMS", object(), raising=False)
    found = get_connection("cx_smtp")
    assert found is not None
    assert (found.host, found.password, found.extra) == ("mail", "p", {"timeout": 3})
    assert get_connection("cx_slack") is None
