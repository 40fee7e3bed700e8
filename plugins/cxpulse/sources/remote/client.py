"""An HTTP client with manners: it waits when asked, tries a broken answer again a bounded number of times, and tells no secret.

A page is asked for as a whole: when its body breaks in the middle, is no JSON, or the server stumbles (5xx), the same
request is sent again. So a page is either complete or not there, and none is skipped.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from cxpulse.core.errors import ConfigurationError, InputError, Unreachable
from cxpulse.sources.remote.contract import Link, RemoteOptions
from cxpulse.sources.remote.waiting import retry_after, used_up

T = TypeVar("T")
AGENT = "cx-pulse"
for _name in ("httpx", "httpcore"):  # they would log whole URLs, and a query may hold a key
    logging.getLogger(_name).setLevel(logging.WARNING)
_TRY_AGAIN = {408, 425, 500, 502, 503, 504}
_BUSY_TRIES = 50


class Again(Exception):
    """This try failed in a way that another may not."""


class Client:
    """Requests to one server. base: its URL; every path is below it, so credentials go nowhere else."""

    def __init__(self, base: str, options: RemoteOptions, *, headers: dict[str, str] | None = None, auth: Any = None, ca: str = "") -> None:
        self.base, self._options = base.rstrip("/"), options
        self._may_move = not headers  # a key in a header of our own would be sent along to wherever a redirect points
        self._http = httpx.Client(
            headers={"User-Agent": AGENT, **(headers or {})}, auth=auth, timeout=options.timeout_seconds, verify=_trust(ca),
        )  # fmt: skip
        self._free_at = 0.0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def json(self, method: str, path: str, *, params: dict[str, Any] | None = None, body: Any = None, form: Any = None) -> dict[str, Any]:
        """The answer's JSON object. Raises Unreachable (after the bounded retries), InputError, ConfigurationError (401, 403)."""

        def once() -> dict[str, Any]:
            response = self._http.request(method, self.url(path), params=params, json=body, data=form)
            self.look_at(response)
            try:
                found = response.json()
            except (ValueError, RecursionError) as problem:
                raise Again(f"the answer is not JSON: {problem}") from None
            if not isinstance(found, dict):
                raise Again(f"the answer is a JSON {type(found).__name__}, expected an object")
            return found

        return self.tries(path, once)

    def url(self, path: str) -> str:
        """Full URL of a path. Raises InputError for one on another server."""
        if "://" not in path:
            return f"{self.base}/{path.lstrip('/')}"
        if urlsplit(path)[:2] != urlsplit(self.base)[:2]:
            raise InputError(f"{shown(self.base)}: its answer points to another server ({urlsplit(path).hostname}); credentials are not sent there")
        return path

    def tries(self, path: str, once: Callable[[], T]) -> T:
        """Calls `once` until it answers: bounded, each pause longer than the last. Raises Unreachable."""
        options, failed, busy, last = self._options, 0, 0, ""
        while True:
            self._wait_for_limit()
            try:
                return once()
            except _Busy as problem:
                busy, pause, last = busy + 1, problem.seconds, str(problem)
                if pause > options.longest_wait_seconds or busy > _BUSY_TRIES:
                    raise Unreachable(f"{shown(self.url(path))}: {last}; longer than options.longest_wait_seconds; a later run goes on from here") from None
            except (Again, httpx.RequestError) as problem:
                failed, last = failed + 1, str(problem) or type(problem).__name__
                if failed > options.retries:
                    raise Unreachable(f"{shown(self.url(path))}: {last} ({failed} tries)") from None
                pause = options.backoff_seconds * 2 ** (failed - 1)
            time.sleep(pause)

    def look_at(self, response: httpx.Response) -> None:
        """Raises for everything but success: Again, a wait, InputError or ConfigurationError."""
        now, code = dt.datetime.now(dt.UTC), response.status_code
        where = shown(str(response.url))
        self._free_at = time.monotonic() + used_up(response.headers, now)
        if code < 300 or code == 304:
            return
        if code == 429 or (code == 503 and "retry-after" in response.headers):
            asked = retry_after(response.headers, now)
            raise _Busy(self._options.backoff_seconds if asked is None else asked)
        if code in _TRY_AGAIN:
            raise Again(f"the server says {code}")
        if code in {401, 403}:
            raise ConfigurationError(f"{where}: the server says {code}: connection '{self._options.connection}' has wrong credentials or too few rights")
        if code < 400:
            raise InputError(f"{where}: the server says {code}, go to {urlsplit(response.headers.get('location', '')).hostname}; name that host in the connection")
        raise InputError(f"{where}: the server says {code}{_reason(response)}")

    def stream(self, path: str, headers: dict[str, str]) -> Any:
        """A response whose body is read in pieces, as a context manager."""
        return self._http.stream("GET", self.url(path), headers=headers, follow_redirects=self._may_move)

    def _wait_for_limit(self) -> None:
        pause = self._free_at - time.monotonic()
        if pause > 0:
            time.sleep(min(pause, self._options.longest_wait_seconds))


class _Busy(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"the server is busy and asks to wait {seconds:.0f} s")
        self.seconds = seconds


def base_url(link: Link, default_host: str = "") -> str:
    """URL of a connection: https unless its schema (or its host) says http. Raises ConfigurationError without a host."""
    host = link.host or default_host
    if not host:
        raise ConfigurationError("the connection names no host")
    scheme, _, rest = host.rpartition("://")
    scheme = scheme or (link.schema if link.schema in {"http", "https"} else "https")
    name, _, path = rest.partition("/")
    port = f":{link.port}" if link.port and ":" not in name else ""
    return f"{scheme}://{name}{port}" + (f"/{path}" if path else "")


def shown(url: str) -> str:
    """A URL for people: without credentials, and without its query, which may hold some."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def _trust(ca: str) -> Any:
    if not ca:
        return True
    import ssl

    return ssl.create_default_context(cafile=ca)


def _reason(response: httpx.Response) -> str:
    """The server's own words, shortened: `message`, `error` or the like of a JSON answer."""
    try:
        found = response.json()
    except (ValueError, httpx.ResponseNotRead):
        return ""
    first = found[0] if isinstance(found, list) and found else found
    told = [first[k] for k in ("message", "error", "description", "errorCode") if isinstance(first.get(k), str)] if isinstance(first, dict) else []
    return f": {' '.join(' '.join(told).split())[:200]}" if told else ""
