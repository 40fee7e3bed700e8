"""HubSpot, Salesforce and Request Tracker: by last change, none lost while others change, none twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cxpulse.core.errors import ConfigurationError, CXPulseError
from cxpulse.jobs.connections import get_connection
from cxpulse.sources import transports
from fakes.crm import HubSpot, RequestTracker, Salesforce
from fakes.http_server import Fault, HttpServer, Reply

Serve = Callable[..., HttpServer]


def start(serve: Serve, fetch: Any, api: Any, name: str, **more: Any) -> HttpServer:
    server = serve(api)
    fetch.env(f"AIRFLOW_CONN_{name.upper()}", server.connection(**more))
    return server


def ids(records: list[Any], key: str = "id") -> list[str]:
    return [r[key] for r in records]


def contact(number: int, changed: str, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "email": f"c{number}@novin.example", "changed": changed, **more}


HUBSPOT = {"objects": {"contacts": ["plan"]}, "page_size": 2}


def test_hubspot_gives_every_record_once_and_then_the_changed_ones(serve: Serve, fetch: Any) -> None:
    same = "2026-11-20T10:00:00.500Z"
    api = HubSpot(contacts=[contact(1, "2026-11-20T10:00:00Z"), *(contact(n, same) for n in range(2, 7)), contact(7, "2026-11-20T11:00:00Z", plan="plus")])
    server = start(serve, fetch, api, "cx_hubspot")
    server.faults = [Fault(skip=1, cut=50), Fault(skip=1, instead=Reply({}, 429, {"Retry-After": "0"})), Fault(skip=2, instead=Reply(b"{"))]
    found = fetch("hubspot", **HUBSPOT)
    assert (ids(found), fetch.last.problem) == (["1", "2", "3", "4", "5", "6", "7"], "")
    assert (found[6]["plan"], found[6]["email"], found[6]["lastmodifieddate"]) == ("plus", "c7@novin.example", "2026-11-20T11:00:00Z")
    assert fetch("hubspot", **HUBSPOT) == []
    api.kinds["contacts"][0]["changed"] = "2026-11-21T10:00:00Z"
    api.kinds["contacts"].append(contact(8, "2026-11-20T10:58:00Z"))
    assert ids(fetch("hubspot", **HUBSPOT)) == ["8", "1"], "8 was shown late, within the overlap"


def test_hubspot_a_record_that_changes_while_we_read_moves_no_other_past_us(serve: Serve, fetch: Any) -> None:
    api = HubSpot(contacts=[contact(n, f"2026-11-20T10:0{n}:00Z") for n in range(1, 8)])
    start(serve, fetch, api, "cx_hubspot")

    def change() -> None:
        api.kinds["contacts"][0]["changed"] = "2026-11-20T11:00:00Z"

    api.after_page = change
    assert sorted(ids(fetch("hubspot", **HUBSPOT))) == ["1", "1", "2", "3", "4", "5", "6", "7"]


ACCOUNTS = [{"Id": f"001{n}", "Name": f"A{n}", "IsDeleted": n == 3, "CreatedDate": "2026-11-01T00:00:00.000+0000", "SystemModstamp": f"2026-11-2{n}T10:00:00.000+0000", "Owner": {"attributes": {}, "Name": "Ada"}} for n in range(1, 6)]
SALESFORCE = {"objects": {"Account": ["Owner.Name"]}}


def test_salesforce_pages_become_one_table(serve: Serve, fetch: Any) -> None:
    api = Salesforce(list(ACCOUNTS))
    server = start(serve, fetch, api, "cx_salesforce")
    server.faults = [Fault(on="/query/", cut=40), Fault(on="/query/", skip=1, instead=Reply(b"", 503))]
    lines = fetch("salesforce", **SALESFORCE)
    assert lines[0] == "Id,CreatedDate,SystemModstamp,IsDeleted,Name,AccountNumber,Industry,AnnualRevenue,Type,BillingCity,Owner.Name"
    assert [line.split(",")[0] for line in lines[1:]] == ["0011", "0012", "0013", "0014", "0015"]
    assert lines[3].endswith("true,A3,,,,,,Ada")
    assert fetch("salesforce", **SALESFORCE) == []
    api.records.append({**ACCOUNTS[0], "SystemModstamp": "2026-11-25T12:00:00.000+0000"})
    assert [line.split(",")[0] for line in fetch("salesforce", **SALESFORCE)[1:]] == ["0011"]


def test_salesforce_ends_where_a_page_never_comes_and_goes_on_there(serve: Serve, fetch: Any) -> None:
    server = start(serve, fetch, Salesforce(list(ACCOUNTS)), "cx_salesforce")
    server.faults = [Fault(on="/query/", instead=Reply(b"", 500)) for _ in range(4)]
    assert len(fetch("salesforce", **SALESFORCE)) == 3
    assert "the server says 500 (4 tries)" in fetch.last.problem
    assert [line.split(",")[0] for line in fetch("salesforce", **SALESFORCE)[1:]] == ["0013", "0014", "0015"]


def test_a_next_page_on_another_server_is_not_asked_for(serve: Serve, fetch: Any) -> None:
    api = Salesforce(list(ACCOUNTS))

    def answer(request: Any) -> Reply:
        reply = api(request)
        return Reply({**reply.body, "nextRecordsUrl": "http://elsewhere.example/q"}) if request.path.endswith("queryAll") else reply

    start(serve, fetch, answer, "cx_salesforce")
    assert len(fetch("salesforce", **SALESFORCE)) == 3
    assert "points to another server (elsewhere.example)" in fetch.last.problem


def test_a_name_that_is_none_never_reaches_a_query(fetch: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"x.yaml: field 'options.objects': .*is no name of an object or field"):
        fetch("salesforce", objects={"Account": ["Name FROM User"]})


def rt_ticket(number: int, updated: str) -> dict[str, Any]:
    return {
        "id": number, "type": "ticket", "_url": "x", "Status": "open", "Created": "2026-11-01T00:00:00Z", "Resolved": "1970-01-01T00:00:00Z",
        "LastUpdated": updated, "Priority": "50", "Queue": {"id": "1", "Name": "Support", "_url": "x"}, "Owner": {"id": "root", "Name": "root"},
        "Requestor": [{"id": "ada@novin.example", "type": "user"}], "CustomFields": [{"id": "4", "name": "Region", "values": ["Tehran"]}],
    }  # fmt: skip


RT = {"page_size": 2}


@pytest.mark.parametrize(("zone", "hours"), [("UTC", 0), ("Asia/Tehran", 3.5)])
def test_request_tracker_gives_every_ticket_once(serve: Serve, fetch: Any, zone: str, hours: float) -> None:
    api = RequestTracker([rt_ticket(n, f"2026-11-20T10:0{n // 3}:00Z") for n in range(1, 8)], hours)
    server = start(serve, fetch, api, "cx_request_tracker", login="")
    server.faults = [Fault(skip=1, cut=30), Fault(skip=1, instead=Reply(b"oops"))]
    found = fetch("request_tracker", zone=zone, overlap_seconds=0, **RT)
    assert (ids(found), fetch.last.problem) == ([1, 2, 3, 4, 5, 6, 7], "")
    assert (found[0]["Queue"], found[0]["Requestors"], found[0]["CustomFields"]) == ("Support", "ada@novin.example", {"Region": "Tehran"})
    assert fetch("request_tracker", zone=zone, overlap_seconds=0, **RT) == []
    api.tickets.append(rt_ticket(8, "2026-11-20T10:02:00Z"))
    assert ids(fetch("request_tracker", zone=zone, overlap_seconds=0, **RT)) == [8]


def test_request_tracker_a_ticket_that_changes_while_we_read_moves_no_other_past_us(serve: Serve, fetch: Any) -> None:
    api = RequestTracker([rt_ticket(n, f"2026-11-20T10:0{n}:00Z") for n in range(1, 8)])
    start(serve, fetch, api, "cx_request_tracker", login="")

    def change() -> None:
        api.tickets[0] = rt_ticket(1, "2026-11-20T11:00:00Z")

    api.after_page = change
    assert sorted(ids(fetch("request_tracker", **RT))) == [1, 1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("transport", "api", "login", "told"),
    [
        ("hubspot", HubSpot(), "x", "answers for contacts, companies, tickets"),
        ("salesforce", Salesforce([]), "ada@novin.example", "answers for Account, Contact, Contract"),
        ("request_tracker", RequestTracker([rt_ticket(1, "2026-11-20T10:00:00Z")]), "", "answers: 1 tickets"),
    ],
)
def test_the_doctor_can_ask(serve: Serve, fetch: Any, transport: str, api: Any, login: str, told: str) -> None:
    start(serve, fetch, api, f"cx_{transport}", login=login)
    assert told in transports.check(transport, transports.options_of("x.yaml", transport, {}), get_connection(f"cx_{transport}"))
    start(serve, fetch, api, f"cx_{transport}", login=login, password="wrong-secret")
    with pytest.raises(CXPulseError) as failure:
        transports.check(transport, transports.options_of("x.yaml", transport, {"retries": 0}), get_connection(f"cx_{transport}"))
    assert "wrong-secret" not in str(failure.value)


def test_a_record_of_another_shape_ends_the_file_before_its_page(serve: Serve, fetch: Any) -> None:
    broken = rt_ticket(9, "2026-11-20T10:09:00Z")
    api = RequestTracker([rt_ticket(n, f"2026-11-20T10:0{n}:00Z") for n in range(1, 4)])
    start(serve, fetch, lambda r: Reply({**(b := api(r).body), "items": [*b["items"], *([{"id": 9}] if r.query["page"] == "1" and "10:02" in r.query["query"] else [])]}), "cx_request_tracker", login="")
    assert ids(fetch("request_tracker", **RT)) == [1, 2]
    assert fetch.last.problem == "tickets: an answer has another shape than expected: KeyError 'LastUpdated'"
    start(serve, fetch, RequestTracker([*api.tickets, broken]), "cx_request_tracker", login="")
    assert ids(fetch("request_tracker", **RT)) == [3, 9]


def test_half_an_emoji_does_not_stop_the_file(serve: Serve, fetch: Any) -> None:
    half = {**rt_ticket(1, "2026-11-20T10:00:00Z"), "Subject": "x \ud83d"}
    start(serve, fetch, RequestTracker([half]), "cx_request_tracker", login="")
    assert [r["Subject"] for r in fetch("request_tracker")] == ["x ?"]
