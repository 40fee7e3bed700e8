"""Exports on an SSH server: a real one on loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.jobs.connections import get_connection
from cxpulse.sources import transports
from fakes.ssh_server import SshServer

LOGIN_KEY = asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    made = SshServer(tmp_path_factory.mktemp("sftp"), LOGIN_KEY)
    yield made
    made.close()


@pytest.fixture
def folder(server: SshServer, tmp_path: Path) -> Path:
    """An empty folder that the server shows as its root."""
    server.folder, server.breaks = tmp_path / "remote", 0
    (server.folder / "exports" / "old").mkdir(parents=True)
    return server.folder / "exports"


def connect(fetch: Any, server: SshServer, **extra: Any) -> None:
    fetch.env("AIRFLOW_CONN_CX_SFTP", server.connection(**extra))


def put(path: Path, text: str, at: int = 1_764_000_000) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def test_new_and_changed_files_come_once_in_the_order_of_their_names(fetch: Any, server: SshServer, folder: Path) -> None:
    connect(fetch, server)
    put(folder / "2.csv", "two\n")
    put(folder / "1.csv", "one\n")
    put(folder / "old" / "0.csv", "zero\n")
    put(folder / "3.csv.part", "half\n")
    assert fetch("sftp", "*.csv", folder="exports") == ["one", "two"]
    assert fetch("sftp", "*.csv", folder="exports") == []
    put(folder / "1.csv", "One\n", at=1_764_000_060)
    assert fetch("sftp", "**/*.csv", folder="/exports/") == ["One", "zero"]


def test_a_broken_line_is_tried_again(fetch: Any, server: SshServer, folder: Path) -> None:
    connect(fetch, server)
    text = "0123456789abcde\n" * 40_000
    put(folder / "1.csv", text)
    server.breaks = 2
    assert "\n".join(fetch("sftp", "*.csv", folder="exports")) + "\n" == text
    assert (server.breaks, fetch.last.problem) == (0, "")


def test_a_line_that_stays_broken_keeps_what_came_before(fetch: Any, server: SshServer, folder: Path) -> None:
    connect(fetch, server)
    put(folder / "1.csv", "one\n")
    put(folder / "2.csv", "x" * 200_000)
    put(folder / "3.csv", "three\n")
    server.breaks = 1000
    assert fetch("sftp", "*.csv", folder="exports", retries=1) == ["one"]
    assert "2 tries" in fetch.last.problem
    server.breaks = 0
    assert len(fetch("sftp", "*.csv", folder="exports")) == 2


def test_the_servers_key_is_checked(fetch: Any, server: SshServer, folder: Path, tmp_path: Path) -> None:
    put(folder / "1.csv", "one\n")
    other = asyncssh.generate_private_key("ssh-ed25519")
    public = server.key.export_public_key().decode()
    known_hosts = tmp_path / "known_hosts"
    known_hosts.write_text(f"[127.0.0.1]:{server.port} {public}")
    for known in ({"host_key": public}, {"known_hosts": str(known_hosts)}):
        connect(fetch, server, known=known)
        assert fetch("sftp", "*.csv", folder="exports", keep=False) == ["one"]
    connect(fetch, server, known={"fingerprint": other.get_fingerprint()})
    with pytest.raises(ConfigurationError, match="the server's key is not the one that connection 'cx_sftp' names"):
        fetch("sftp", "*.csv", folder="exports")
    connect(fetch, server, known={})
    with pytest.raises(ConfigurationError, match="does not say how the server is known: give fingerprint, host_key or known_hosts"):
        fetch("sftp", "*.csv", folder="exports")


def test_login_by_key_and_what_is_refused(fetch: Any, server: SshServer, folder: Path) -> None:
    put(folder / "1.csv", "one\n")
    connect(fetch, server, password="", private_key=LOGIN_KEY.export_private_key().decode())
    assert fetch("sftp", "*.csv", folder="exports") == ["one"]
    connect(fetch, server, password="wrong-secret")
    with pytest.raises(ConfigurationError, match="access refused: connection 'cx_sftp'") as told:
        fetch("sftp", "*.csv", folder="exports")
    assert "wrong-secret" not in str(told.value)
    connect(fetch, server)
    with pytest.raises(InputError, match="no such folder"):
        fetch("sftp", "*.csv", folder="nowhere")


def test_the_doctor_can_ask(fetch: Any, server: SshServer, folder: Path) -> None:
    connect(fetch, server)
    put(folder / "1.csv", "one\n")
    options = transports.options_of("x.yaml", "sftp", {"folder": "exports"})
    assert transports.check("sftp", options, get_connection("cx_sftp")) == f"sftp://127.0.0.1:{server.port}/exports answers: 2 names"
