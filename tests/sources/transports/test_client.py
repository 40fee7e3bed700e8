"""The manners of the HTTP client: certificates, limits, and what never goes into a log."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.errors import InputError
from cxpulse.jobs.connections import get_connection
from cxpulse.sources.remote.client import Client
from cxpulse.sources.remote.contract import RemoteOptions
from fakes.http_server import HttpServer, Reply
from fakes.tls import own_certificate


def test_a_certificate_that_nobody_vouches_for_is_refused(fetch: Any, tmp_path: Path) -> None:
    context, certificate = own_certificate(tmp_path)
    server = HttpServer(lambda _: Reply(b"one\n"), context)
    secure = {"conn_type": "http", "host": "127.0.0.1", "port": server.port, "login": "ada", "password": "http-secret"}
    fetch.env("AIRFLOW_CONN_CX_HTTP", json.dumps(secure))
    with pytest.raises(InputError, match="certificate verify failed"):
        fetch("http", file="/nps.csv", retries=0)
    assert server.requests == []
    fetch.env("AIRFLOW_CONN_CX_HTTP", json.dumps({**secure, "extra": {"ca_file": str(certificate)}}))
    assert fetch("http", file="/nps.csv", retries=0) == ["one"]
    server.close()


def test_a_limit_that_is_used_up_is_waited_for(serve: Any) -> None:
    left = iter([{"ratelimit-remaining": "0", "ratelimit-reset": "0.3"}, {"ratelimit-remaining": "9"}])
    server = serve(lambda _: Reply({}, headers=next(left)))
    with Client(f"http://127.0.0.1:{server.port}", RemoteOptions(connection="cx")) as client:
        client.json("GET", "a")
        begun = time.monotonic()
        client.json("GET", "b")
    assert time.monotonic() - begun >= 0.25


def test_no_secret_goes_into_a_log(serve: Any, fetch: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(lambda _: Reply(b"one\n"))
    fetch.env("AIRFLOW_CONN_CX_HTTP", server.connection(extra={"headers": {"X-Key": "key-secret"}}))
    assert fetch("http", file="/nps.csv?key=in-the-query") == ["one"]
    assert server.requests[0].query == {"key": "in-the-query"}
    assert not [word for word in ("in-the-query", "http-secret", "key-secret") if word in caplog.text]


def test_a_database_is_named_by_the_path_of_a_uri(fetch: Any) -> None:
    fetch.env("AIRFLOW_CONN_CX_SQL", "postgres://reader:p%2Fss@db.novin.example:5432/crm?sslmode=verify-full")
    found = get_connection("cx_sql")
    assert found
    assert (found.kind, found.schema, found.password, found.extra) == ("postgres", "crm", "p/ss", {"sslmode": "verify-full"})
