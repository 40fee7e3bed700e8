"""A real HTTP server on loopback that can misbehave: say 429, break in the middle of a body, send half a JSON.

A test gives it a function (request -> Reply) and a list of faults; each fault spoils one request that it fits.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What came. query: last value per name; body: JSON of a POST, or its form."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


@dataclass(frozen=True)
class Reply:
    """What goes back. body: JSON, or bytes as they are."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Fault:
    """Spoils one request whose path holds `on`, after `skip` good ones. cut: bytes of the body before the line breaks;
    instead: what is sent in place of the answer.
    """

    on: str = ""
    skip: int = 0
    cut: int | None = None
    instead: Reply | None = None


class HttpServer:
    """requests: all that came, in order."""

    def __init__(self, answer: Callable[[Request], Reply], tls: Any = None) -> None:
        self.answer, self.faults, self.requests = answer, list[Fault](), list[Request]()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def connection(self, **more: Any) -> str:
        """What AIRFLOW_CONN_... holds."""
        given = {"conn_type": "http", "schema": "http", "host": "127.0.0.1", "port": self.port}
        return json.dumps({**given, "login": "ada@novin.example", "password": "http-secret", **more})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _fault(self, path: str) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.on in path:
                    if fault.skip == 0:
                        self.faults.remove(fault)
                        return fault
                    fault.skip -= 1
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                body = (json.loads(raw) if raw[:1] in b"{[" else dict(parse_qsl(raw.decode()))) if raw else None
                headers = {k.lower(): v for k, v in self.headers.items()}
                request = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
                outer.requests.append(request)
                fault = outer._fault(parts.path)
                reply = fault.instead if fault and fault.instead else outer.answer(request)
                content = reply.content
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "content-length" not in {name.lower() for name in reply.headers}:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if fault and fault.cut is not None:
                    self.wfile.write(content[: fault.cut])
                    self.close_connection = True
                    return
                self.wfile.write(b"" if self.command == "HEAD" else content)

            do_GET = do_POST = do_HEAD = _serve

            def log_message(self, *_: Any) -> None:
                return None

        return Handler
