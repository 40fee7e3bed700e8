"""A file behind a URL: only when it changed, resumed where the line broke, complete or not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.jobs.connections import get_connection
from cxpulse.sources import transports
from cxpulse.sources.remote.waiting import retry_after, used_up
from fakes.http_server import Fault, HttpServer, Reply, Request

Serve = Callable[..., HttpServer]
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


class Site:
    """One file with an ETag, ranges and conditions, as a web server gives it."""

    def __init__(self, text: str, etag: str = '"v1"', ranges: bool = True) -> None:
        self.content, self.etag, self.ranges = text.encode(), etag, ranges

    def __call__(self, request: Request) -> Reply:
        headers = {"ETag": self.etag, "Last-Modified": "Tue, 24 Nov 2026 09:00:00 GMT"}
        if request.headers.get("if-none-match") == self.etag:
            return Reply(b"", 304, headers)
        start = int(request.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if start and self.ranges and request.headers.get("if-range") == self.etag:
            part = {"Content-Range": f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"}
            return Reply(self.content[start:], 206, {**headers, **part})
        return Reply(self.content, headers=headers)


def start(serve: Serve, fetch: Any, site: Site, **more: Any) -> HttpServer:
    server = serve(site)
    fetch.env("AIRFLOW_CONN_CX_HTTP", server.connection(**more))
    return server


TEXT = "".join(f"row {n}\n" for n in range(5000))


def test_a_file_is_downloaded_again_only_when_it_changed(serve: Serve, fetch: Any) -> None:
    site = Site("one\n")
    server = start(serve, fetch, site)
    assert fetch("http", file="/exports/nps.csv") == ["one"]
    assert fetch.last.pieces[0].path.name == "nps.csv"
    assert (fetch("http", file="/exports/nps.csv"), fetch.last.told) == ([], ["unchanged since the last download"])
    site.content, site.etag = b"two\n", '"v2"'
    assert fetch("http", file="/exports/nps.csv") == ["two"]
    assert server.requests[0].headers["authorization"].startswith("Basic ")


def test_a_broken_download_is_resumed(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Site(TEXT))
    server.faults = [Fault(cut=30_000), Fault(cut=5_000), Fault(instead=Reply(b"", 503))]
    assert fetch("http", file="/nps.csv") == TEXT.splitlines()
    assert [r.headers.get("range") for r in server.requests] == [None, "bytes=30000-", "bytes=35000-", "bytes=35000-"]


@pytest.mark.parametrize("change", ["no ranges", "another version", "weak"])
def test_where_it_cannot_be_resumed_it_starts_over(serve: Serve, fetch: Any, change: str) -> None:
    site = Site(TEXT, ranges=change != "no ranges", etag='W/"v1"' if change == "weak" else '"v1"')
    server = start(serve, fetch, site)

    def answer(request: Request) -> Reply:
        if change == "another version" and len(server.requests) == 2:
            site.content, site.etag = TEXT.upper().encode(), '"v2"'
        return site(request)

    server.answer = answer
    server.faults = [Fault(cut=30_000)]
    wanted = TEXT.upper() if change == "another version" else TEXT
    assert fetch("http", file="/nps.csv") == wanted.splitlines()


def test_what_never_comes_whole_is_an_error_and_no_file(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Site(TEXT, ranges=False))
    server.faults = [Fault(cut=100) for _ in range(4)]
    with pytest.raises(InputError, match=r"/nps.csv: .* \(4 tries\)"):
        fetch("http", file="/nps.csv?key=in-the-query")
    assert not list(fetch.folder.rglob("nps.csv"))


def test_errors_name_the_place_and_no_secret(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Site("x"), extra={"headers": {"X-Key": "key-secret"}})
    server.faults = [Fault(instead=Reply({"message": "no such export"}, 404))]
    with pytest.raises(InputError, match=rf"http://127.0.0.1:{server.port}/nps.csv: the server says 404") as told:
        fetch("http", file="/nps.csv?key=in-the-query")
    assert "in-the-query" not in str(told.value)
    server.faults = [Fault(instead=Reply(b"", 302, {"Location": "http://elsewhere.example/x"}))]
    with pytest.raises(InputError, match=r"says 302, go to elsewhere.example"):
        fetch("http", file="/nps.csv")
    assert server.requests[-1].headers["x-key"] == "key-secret"
    with pytest.raises(ConfigurationError, match=r"options.file: expected the path"):
        fetch("http", file="http://elsewhere.example/x")


def test_nobody_at_home(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Site("x"))
    server.close()
    with pytest.raises(InputError, match=r"\(2 tries\)"):
        fetch("http", file="/nps.csv", retries=1)


def test_the_doctor_can_ask(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Site("one\n"))
    options = transports.options_of("x.yaml", "http", {"file": "/nps.csv"})
    assert transports.check("http", options, get_connection("cx_http")) == f"http://127.0.0.1:{server.port}/nps.csv answers: 4 bytes"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "Wed, 25 Nov 2026 09:00:30 GMT"}, 30.0),
        ({"retry-after": "Wed, 25 Nov 2026 08:59:00 GMT"}, 0.0),
        ({"retry-after": "soon", "ratelimit-reset": "17"}, 17.0),
        ({"rate-limit-reset": "23"}, 23.0),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 5)}, 5.0),
        ({}, None),
    ],
)
def test_how_long_a_server_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize("name", ["x-rate-limit", "rate-limit", "ratelimit"])
def test_a_limit_that_is_used_up_in_three_spellings(name: str) -> None:
    reset = {f"{name}-reset": "9"}
    assert used_up({f"{name}-remaining": "0", **reset}, NOW) == 9.0
    assert used_up({f"{name}-remaining": "1", **reset}, NOW) == 0.0
    assert used_up(reset, NOW) == 0.0
