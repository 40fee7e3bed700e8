"""The processes of one Airflow home share their secrets, which only their owner may read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cxpulse.local import airflow_home


@pytest.fixture
def entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment after entering a home, from one that another Airflow has left its settings in."""
    fake = {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor", "AIRFLOW_CONN_CX_SMTP": "smtp://mail.example.com", "PATH": "/bin"}
    monkeypatch.setattr(os, "environ", fake)
    airflow_home.enter(tmp_path)
    return fake


def test_another_airflows_settings_do_not_leak_in_but_connections_stay(entered: dict[str, str], tmp_path: Path) -> None:
    assert entered["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert entered["AIRFLOW_HOME"] == str(tmp_path)
    assert entered["AIRFLOW_CONN_CX_SMTP"] == "smtp://mail.example.com"
    assert entered["AIRFLOW__API__HOST"] == "127.0.0.1"


def test_secrets_are_made_once(entered: dict[str, str], tmp_path: Path) -> None:
    before = entered["AIRFLOW__API_AUTH__JWT_SECRET"]
    airflow_home.enter(tmp_path)
    assert entered["AIRFLOW__API_AUTH__JWT_SECRET"] == before
    assert len(before) >= 64
    assert airflow_home.admin_password(tmp_path) == airflow_home.admin_password(tmp_path)
    assert [p.name for p in tmp_path.iterdir() if p.stat().st_mode & 0o077] == []
