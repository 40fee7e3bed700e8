"""Zendesk's API by cursor: every ticket once, whatever the line does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.errors import ConfigurationError
from fakes.http_server import Fault, HttpServer, Reply
from fakes.zendesk import Zendesk, ticket

Serve = Callable[..., HttpServer]
TICKETS = [ticket(n, f"2026-11-2{n // 3}T1{n}:00:00Z") for n in range(1, 8)]


def start(serve: Serve, fetch: Any, api: Any) -> HttpServer:
    server = serve(api)
    fetch.env("AIRFLOW_CONN_CX_ZENDESK", server.connection())
    return server


def ids(records: list[Any]) -> list[int]:
    return [r["id"] for r in records]


def test_every_ticket_once_and_then_only_what_changed(serve: Serve, fetch: Any) -> None:
    api = Zendesk(tickets=list(TICKETS), repeat=True)
    server = start(serve, fetch, api)
    assert ids(fetch("zendesk", objects=["tickets"])) == [1, 2, 3, 4, 5, 6, 7]
    assert fetch.last.told == ["tickets: 7 records, 3 that had come before"]
    assert server.requests[0].query == {"start_time": "946684800", "per_page": "1000", "include": "metric_sets"}
    api.repeat = False
    assert fetch("zendesk", objects=["tickets"]) == []
    api.kinds["tickets"][2] = ticket(3, "2026-11-24T10:00:00Z", status="solved")
    assert [(r["id"], r["status"]) for r in fetch("zendesk", objects=["tickets"])] == [(3, "solved")]


def test_nothing_is_lost_and_nothing_comes_twice_on_a_bad_line(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Zendesk(tickets=list(TICKETS)))
    half = json.dumps({"tickets": TICKETS[2:4]}).encode()[:-40]
    server.faults = [
        Fault(instead=Reply({"error": "slow down"}, 429, {"Retry-After": "0"})),
        Fault(instead=Reply({"error": "slow down"}, 429, {"Retry-After": "Wed, 25 Nov 2026 09:00:00 GMT"})),
        Fault(skip=1, cut=150),
        Fault(skip=1, instead=Reply(half)),
        Fault(skip=1, instead=Reply(b"<html>Bad gateway</html>", 502)),
        Fault(skip=2, instead=Reply([1, 2])),
    ]
    assert ids(fetch("zendesk", objects=["tickets"])) == [1, 2, 3, 4, 5, 6, 7]
    assert (server.faults, fetch.last.problem) == ([], "")


def test_a_page_that_never_comes_ends_the_file_there_and_the_next_run_goes_on(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Zendesk(tickets=list(TICKETS), users=[{"id": 1, "updated_at": "2026-11-20T10:00:00Z"}]))
    server.faults = [Fault(skip=2, instead=Reply(b'{"tickets": [')) for _ in range(4)]
    assert ids(fetch("zendesk", objects=["tickets", "users"])) == [1, 2, 3, 4]
    assert fetch.last.problem.startswith(f"tickets: http://127.0.0.1:{server.port}/api/v2/incremental/tickets/cursor.json: the answer is not JSON")
    assert fetch.last.problem.endswith("(4 tries)")
    assert ids(fetch("zendesk", objects=["tickets", "users"])) == [5, 6, 7, 1]
    assert fetch.last.problem == ""


def test_marks_that_were_not_kept_bring_the_same_again(serve: Serve, fetch: Any) -> None:
    start(serve, fetch, Zendesk(tickets=list(TICKETS)))
    assert ids(fetch("zendesk", objects=["tickets"], keep=False)) == ids(fetch("zendesk", objects=["tickets"])) == [1, 2, 3, 4, 5, 6, 7]


def test_organisations_of_the_same_second_come_once(serve: Serve, fetch: Any) -> None:
    rows = [{"id": n, "name": "x", "updated_at": f"2026-11-20T10:00:0{n // 2}Z"} for n in range(1, 6)]
    api = Zendesk(organizations=rows, page=3)
    start(serve, fetch, api)
    assert sorted(ids(fetch("zendesk", objects=["organizations"]))) == [1, 2, 3, 4, 5]
    assert fetch("zendesk", objects=["organizations"]) == []
    api.kinds["organizations"] = [*rows, {"id": 6, "name": "x", "updated_at": "2026-11-20T10:00:02Z"}]
    assert ids(fetch("zendesk", objects=["organizations"])) == [6]


def test_a_rating_that_is_answered_late_comes_again(serve: Serve, fetch: Any) -> None:
    rows = [{"id": n, "ticket_id": n, "score": "offered", "created_at": f"2026-11-0{n}T10:00:00Z", "updated_at": f"2026-11-0{n}T10:00:00Z"} for n in (3, 1, 2)]
    api = Zendesk(satisfaction_ratings=rows)
    server = start(serve, fetch, api)
    server.faults = [Fault(skip=1, instead=Reply(b"", 500)) for _ in range(4)]
    assert fetch("zendesk", objects=["satisfaction_ratings"]) == []
    assert fetch.last.pieces == [], "pages that come in any order say nothing until all are there"
    assert ids(fetch("zendesk", objects=["satisfaction_ratings"])) == [3, 1, 2]
    api.kinds["satisfaction_ratings"] = [{**rows[1], "score": "good", "updated_at": "2026-11-20T10:00:00Z"}, *rows[::2]]
    assert [(r["id"], r["score"]) for r in fetch("zendesk", objects=["satisfaction_ratings"])] == [(1, "good")]


def test_metric_sets_beside_the_tickets_are_put_into_them(serve: Serve, fetch: Any) -> None:
    api = Zendesk(tickets=TICKETS[:1], page=5)
    start(serve, fetch, lambda r: Reply({**api(r).body, "metric_sets": [{"ticket_id": 1, "reopens": 2}]}))
    assert fetch("zendesk", objects=["tickets"])[0]["metric_set"] == {"ticket_id": 1, "reopens": 2}


def test_wrong_credentials_are_told_without_them(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Zendesk())
    fetch.env("AIRFLOW_CONN_CX_ZENDESK", server.connection(login=""))
    assert fetch("zendesk", objects=["tickets"]) == []
    assert "401: connection 'cx_zendesk' has wrong credentials" in fetch.last.problem
    assert "http-secret" not in fetch.last.problem
    with pytest.raises(ConfigurationError, match="no connection 'cx_other': set AIRFLOW_CONN_CX_OTHER"):
        fetch("zendesk", connection="cx_other")


def test_a_server_that_asks_for_an_hour_gets_it_from_a_later_run(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Zendesk(tickets=list(TICKETS)))
    server.faults = [Fault(skip=1, instead=Reply(b"", 429, {"Retry-After": "3600"}))]
    assert ids(fetch("zendesk", objects=["tickets"])) == [1, 2]
    assert "asks to wait 3600 s" in fetch.last.problem
    assert ids(fetch("zendesk", objects=["tickets"])) == [3, 4, 5, 6, 7]


def test_recorded_pages_of_a_real_account(serve: Serve, fetch: Any, shared_data: Path) -> None:
    """63 recorded answers of one export: `end_of_stream` ends it, at whatever page size; ids as recorded."""
    pages = [p for p in json.loads((shared_data / "zendesk_api" / "pagination_examples.json").read_text()) if "tickets/cursor" in p["uri"]]
    chains = _chains(pages)
    for chain in chains:
        wanted = list(dict.fromkeys(i for p in chain for i in p["record_ids"]))

        def answer(request: Any, chain: list[Any] = chain) -> Reply:
            at = next((i + 1 for i, p in enumerate(chain) if p["page"]["after_cursor"] == request.query.get("cursor")), 0)
            page = chain[min(at, len(chain) - 1)]
            stop = page["page"]["end_of_stream"] or at >= len(chain) - 1
            records = [ticket(i, "2024-02-07T02:09:01Z") for i in page["record_ids"]]
            return Reply({**page["page"], "end_of_stream": stop, "tickets": records}, headers={k: v[0] for k, v in page["headers"].items() if "rate" in k})

        fetch.marks.clear()
        server = start(serve, fetch, answer)
        server.faults = [Fault(skip=len(chain) // 2, cut=60)]
        assert ids(fetch("zendesk", objects=["tickets"])) == wanted
        assert fetch.last.problem == ""
    assert sum(map(len, chains)) == 63


def _chains(pages: list[Any]) -> list[list[Any]]:
    """Recorded answers in the order of their cursors: one list per export."""
    chains: list[list[Any]] = []
    for page in pages:
        if "start_time" in page["uri"] or not chains:
            chains.append([])
        chains[-1].append(page)
    return chains
