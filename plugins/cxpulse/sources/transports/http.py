"""Transport `http`: one file behind a URL, downloaded when it has changed (ETag, Last-Modified), resumed when the line breaks.

Connection (type http): host, port, schema https or http; login and password, or extra: {"headers": {...}}. The URL's
path, and a query that may hold a key, can stand in its extra as "path" instead of the source.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

import httpx
from pydantic import Field

from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.sources.remote.client import Again, Client, base_url, shown
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, Piece, RemoteOptions, needed

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Options(RemoteOptions):
    """file: path of the URL on the connection's host ('/exports/survey.csv'); name: file name, when the URL has none."""

    connection: ConnectionName = "cx_http"
    file: str = ""
    name: str = Field(default="", pattern=r"^[^/\\]*$")


def fetch(job: Job) -> Fetched:
    """Downloads the file unless the server says that it is the one we had. Raises InputError, ConfigurationError."""
    options, link = job.options, job.need()
    path = _path(options, link)
    name = options.name or PurePosixPath(path.partition("?")[0]).name or "download"
    part = job.folder / f"{name}.part"
    with _client(options, link) as client:
        mark = _download(client, path, part, job.marks.get("file") or {})
    if mark is None:
        return Fetched(told=["unchanged since the last download"])
    target = part.rename(job.folder / name)
    return Fetched([Piece(target, {"file": mark})], [f"{target.stat().st_size} bytes"])


def check(options: Options, link: Link | None) -> str:
    """Asks for the file and reads no more than its head."""
    link = needed(link, options.connection)
    path = _path(options, link)
    with _client(options, link) as client:

        def once() -> str:
            with client.stream(path, {"Accept-Encoding": "identity"}) as response:
                client.look_at(response)
                return f"{shown(client.url(path))} answers: {response.headers.get('content-length', 'an unknown number of')} bytes"

        return client.tries(path, once)


def _download(client: Client, path: str, part: Path, before: dict[str, Any]) -> dict[str, Any] | None:
    """Fills `part`; gives what to remember of this version, or None when it is the version of last time."""
    held: dict[str, Any] = {}  # validators of the version whose first bytes are in `part`

    def once() -> dict[str, Any] | None:
        have = part.stat().st_size if part.exists() else 0
        guard = held.get("etag") or held.get("modified")
        headers = {"Accept-Encoding": "identity"}
        if have and guard:
            headers |= {"Range": f"bytes={have}-", "If-Range": guard}
        else:
            have = 0
            headers |= {h: before[k] for k, h in (("etag", "If-None-Match"), ("modified", "If-Modified-Since")) if before.get(k)}
        with client.stream(path, headers) as response:
            if response.status_code == 416:
                part.unlink(missing_ok=True)
                raise Again("the server has no such part of the file any more")
            client.look_at(response)
            if response.status_code == 304:
                return None
            start, total = _place(response, have)
            held.update(_validators(response))
            with part.open("r+b" if start else "wb") as file:
                file.seek(start)
                for piece in response.iter_raw():
                    file.write(piece)
        size = part.stat().st_size
        if total is not None and size != total:
            raise Again(f"the body broke after {size} of {total} bytes")
        return {**held, "size": size}

    return client.tries(path, once)


def _place(response: httpx.Response, have: int) -> tuple[int, int | None]:
    """Where the body begins in the file, and how long the whole file is (None: unknown)."""
    if response.status_code != 206:
        length = response.headers.get("content-length", "")
        return 0, int(length) if length.isdigit() else None
    found = _RANGE.fullmatch(response.headers.get("content-range", ""))
    if not found or int(found[1]) != have:
        raise InputError(f"{shown(str(response.url))}: asked for the bytes from {have}, got {response.headers.get('content-range')}")
    return have, None if found[2] == "*" else int(found[2])


def _validators(response: httpx.Response) -> dict[str, str]:
    """A weak ETag says nothing about bytes: it serves to ask whether the file changed, not to resume."""
    etag, modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
    return {k: v for k, v in (("etag", "" if etag.startswith("W/") else etag), ("modified", modified)) if v}


def _path(options: Options, link: Link) -> str:
    path = options.file or str(link.extra.get("path", ""))
    if not path or "://" in path:
        raise ConfigurationError(f"options.file: expected the path of the URL on the host of connection '{options.connection}', found {path!r}")
    return path


def _client(options: Options, link: Link) -> Client:
    auth = (link.login, link.password) if link.login else None
    headers = {str(k): str(v) for k, v in dict(link.extra.get("headers") or {}).items()}
    return Client(base_url(link), options, headers=headers, auth=auth, ca=str(link.extra.get("ca_file", "")))
