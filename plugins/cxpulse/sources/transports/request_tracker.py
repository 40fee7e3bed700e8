"""Transport `request_tracker`: tickets of Best Practical's Request Tracker by its REST 2 API, by last change.

Connection (type http): host (and folder, as in support.example.com/rt), password = an authentication token; or login and
password of a user. The server's searches read times in the zone of that user's profile: name it in options.zone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from cxpulse.core.errors import InputError
from cxpulse.sources.remote.client import Client, base_url
from cxpulse.sources.remote.collect import Order, Record, by_change, collect
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, RemoteOptions, needed
from cxpulse.sources.remote.times import instant, millis

FIELDS = "Subject,Status,Queue,Owner,Requestor,Priority,Created,Started,Resolved,LastUpdated,CustomFields"


class Options(RemoteOptions):
    """query: TicketSQL that says which tickets; zone: of the user's profile; since: first run, nothing that last changed before."""

    connection: ConnectionName = "cx_request_tracker"
    query: str = "id > 0"
    zone: str = "UTC"
    since: dt.date = dt.date(2000, 1, 1)
    page_size: int = Field(default=100, ge=1, le=100)
    overlap_seconds: int = Field(default=60, ge=0, le=86_400)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"'{value}' is no time zone; use a name such as Asia/Tehran")
        return value


def fetch(job: Job) -> Fetched:
    """One file of tickets. Raises ConfigurationError without a connection; what cannot be had is the problem told."""
    fetched, options = Fetched(), job.options
    order = Order(lambda r: millis(instant(r["LastUpdated"])), options.overlap_seconds * 1000)
    with _client(options, job.need()) as client:

        def ask(lower: int | None, page: int | None) -> tuple[list[Record], int | None]:
            answer = client.json("GET", "REST/2.0/tickets", params=_params(options, lower, page or 1))
            items = answer.get("items")
            if not isinstance(items, list):
                raise InputError(f"Request Tracker's answer has no list 'items'; it has: {', '.join(answer)}")
            more = bool(answer.get("next_page")) or int(answer.get("page") or 1) < int(answer.get("pages") or 1)
            return [_flat(r) for r in items], (page or 1) + 1 if more and items else None

        pages = by_change(ask, order, job.marks.get("tickets"))
        collect(job, fetched, "tickets", pages, identity=lambda r: f"{r['id']} {r['LastUpdated']}", order=order)
    return fetched


def check(options: Options, link: Link | None) -> str:
    """Searches for one ticket."""
    with _client(options, needed(link, options.connection)) as client:
        answer = client.json("GET", "REST/2.0/tickets", params={"query": options.query, "per_page": 1, "page": 1})
    return f"{client.base} answers: {answer.get('total', 'an unknown number of')} tickets"


def _params(options: Options, lower: int | None, page: int) -> dict[str, Any]:
    start = dt.datetime.combine(options.since, dt.time(), dt.UTC) if lower is None else dt.datetime.fromtimestamp(lower // 1000, dt.UTC)
    local = start.astimezone(ZoneInfo(options.zone))
    return {
        "query": f"({options.query}) AND LastUpdated >= '{local:%Y-%m-%d %H:%M:%S}'", "orderby": "LastUpdated", "order": "ASC",
        "page": page, "per_page": options.page_size, "fields": FIELDS, "fields[Queue]": "Name", "fields[Owner]": "Name",
    }  # fmt: skip


def _flat(item: Record) -> Record:
    """Links to queue, owner and requestors as their names, custom fields by name."""
    fields = item.get("CustomFields") or []
    custom = {str(f.get("name")): "; ".join(map(str, f.get("values") or [])) for f in fields if isinstance(f, dict)}
    people = item.get("Requestor") or []
    return {
        **{k: v for k, v in item.items() if not k.startswith("_") and not isinstance(v, (dict, list))},
        "Queue": _name(item.get("Queue")), "Owner": _name(item.get("Owner")),
        "Requestors": ", ".join(filter(None, map(_name, people if isinstance(people, list) else [people]))), "CustomFields": custom,
    }  # fmt: skip


def _name(value: Any) -> str:
    return str(value.get("Name") or value.get("id") or "") if isinstance(value, dict) else str(value or "")


def _client(options: Options, link: Link) -> Client:
    headers = {} if link.login else {"Authorization": f"token {link.password}"}
    auth = (link.login, link.password) if link.login else None
    return Client(base_url(link), options, headers=headers, auth=auth, ca=str(link.extra.get("ca_file", "")))
