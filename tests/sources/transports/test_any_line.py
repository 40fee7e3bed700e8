"""Whatever the line does, and whichever runs are lost: in the end every version was taken once, and none is missing."""

from __future__ import annotations

import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from cxpulse.core.errors import InputError
from fakes.crm import HubSpot, RequestTracker, Salesforce
from fakes.http_server import Fault, HttpServer, Reply
from fakes.zendesk import Zendesk, ticket

Serve = Callable[..., HttpServer]
ROUNDS = 5


def at(minute: int) -> str:
    return f"2026-11-20T{minute // 60:02}:{minute % 60:02}:00Z"


def zendesk(rows: dict[int, str]) -> tuple[Any, dict[str, Any], Callable[[Any], tuple[int, str]]]:
    return Zendesk(page=3, tickets=[ticket(n, t) for n, t in rows.items()]), {"objects": ["tickets"]}, lambda r: (r["id"], r["updated_at"])


def hubspot(rows: dict[int, str]) -> tuple[Any, dict[str, Any], Callable[[Any], tuple[int, str]]]:
    api = HubSpot(contacts=[{"id": str(n), "changed": t} for n, t in rows.items()])
    return api, {"objects": {"contacts": []}, "page_size": 3}, lambda r: (int(r["id"]), r["updatedAt"])


def salesforce(rows: dict[int, str]) -> tuple[Any, dict[str, Any], Callable[[Any], tuple[int, str]]]:
    api = Salesforce([{"Id": f"{n:03}", "SystemModstamp": t} for n, t in rows.items()])
    return api, {"objects": {"Account": []}}, lambda line: (int(line.split(",")[0]), line.split(",")[2])


def request_tracker(rows: dict[int, str]) -> tuple[Any, dict[str, Any], Callable[[Any], tuple[int, str]]]:
    return RequestTracker([{"id": n, "LastUpdated": t} for n, t in rows.items()]), {"page_size": 3}, lambda r: (r["id"], r["LastUpdated"])


def fault(chance: random.Random) -> Fault:
    """One of the ways in which a line or a server fails."""
    kind, skip = chance.randrange(5), chance.randrange(6)
    if kind == 0:
        return Fault(skip=skip, instead=Reply(b"", 429, {"Retry-After": "0"}))
    if kind == 1:
        return Fault(skip=skip, cut=chance.randrange(1, 200))
    replies = (Reply(b'{"half": ['), Reply(b"", 500), Reply(b"<html>", 200))
    return Fault(skip=skip, instead=replies[kind - 2])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("made", [zendesk, hubspot, salesforce, request_tracker])
def test_nothing_lost_nothing_twice(serve: Serve, fetch: Any, made: Any, seed: int) -> None:
    chance, name = random.Random(seed), made.__name__
    rows = {n: at(chance.randrange(8)) for n in range(1, 15)}
    server = serve(made(rows)[0])
    fetch.env(f"AIRFLOW_CONN_CX_{name.upper()}", server.connection(login={"request_tracker": ""}.get(name, "ada@novin.example")))
    taken: Counter[tuple[int, str]] = Counter()
    for turn in range(ROUNDS):
        server.answer, options, key = made(rows)
        last = turn == ROUNDS - 1
        server.faults = [] if last else [fault(chance) for _ in range(chance.randrange(9))]
        keep = last or chance.random() < 0.7  # else the run is lost before the marks are kept
        before = json.dumps(fetch.marks)
        found: list[Any] = []
        with contextlib.suppress(InputError):  # not even a login was to be had
            found = [r for r in fetch(name, keep=keep, retries=1, backoff_seconds=0, **options) if not str(r).startswith("Id,")]
        if keep:
            taken.update(map(key, found))
        else:
            assert json.dumps(fetch.marks) == before
        if not last:
            for n in chance.sample(sorted(rows), 3):
                rows[n] = at(10 * (turn + 1) + chance.randrange(8))
    assert fetch.last.problem == ""
    assert set(taken.values()) == {1}
    assert set(rows.items()) <= set(taken)
