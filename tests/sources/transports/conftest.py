"""One source fetched without the ingest: files as lines, marks carried from one call to the next."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxpulse.jobs.connections import get_connection
from cxpulse.sources import transports
from cxpulse.sources.remote.contract import Fetched, Job
from fakes.http_server import HttpServer

FAST = {"retries": 3, "backoff_seconds": 0.01, "timeout_seconds": 5}


class Fetcher:
    """Fetches as the job does; keep() keeps the marks of what came last."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.marks, self.last, self._n = folder, dict[str, Any](), Fetched(), 0
        self.env = monkeypatch.setenv

    def __call__(self, transport: str, path: str = "", keep: bool = True, **options: Any) -> list[Any]:
        """The records of all new files (JSON), or their text."""
        checked = transports.options_of("x.yaml", transport, {**FAST, **options})
        self._n += 1
        folder = self.folder / str(self._n)
        folder.mkdir()
        now = dt.datetime(2026, 11, 25, 9, 0, self._n, tzinfo=dt.UTC)
        self.last = transports.fetch(transport, Job("x", path, checked, get_connection(checked.connection), self.marks, folder, now))
        if keep:
            for piece in self.last.pieces:
                self.marks.update(json.loads(json.dumps(piece.marks)))
        return [r for piece in self.last.pieces for r in _read(piece.path)]


def _read(path: Path) -> list[Any]:
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()] if path.suffix == ".ndjson" else text.splitlines()


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetcher:
    return Fetcher(tmp_path, monkeypatch)


@pytest.fixture
def serve() -> Iterator[Callable[..., HttpServer]]:
    made: list[HttpServer] = []

    def start(answer: Any) -> HttpServer:
        made.append(HttpServer(answer))
        return made[-1]

    yield start
    for server in made:
        server.close()
