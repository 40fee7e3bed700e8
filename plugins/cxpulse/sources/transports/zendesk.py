"""Transport `zendesk`: Zendesk Support's API. Tickets and users by the incremental cursor export, organisations by the
time-based one, satisfaction ratings by cursor pages; ticket metrics come with the tickets (metric_set). Where it is asked for
(objects), ticket_metric_events brings when the clock of each reply began and ended: the next reply is measured from it.

Connection (type http): host company.zendesk.com, login = e-mail address of an administrator, password = API token; or no
login and an OAuth access token as password. Zendesk leaves out what changed in the last minute; the next run brings it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, Literal

from pydantic import Field

from cxpulse.core.errors import InputError
from cxpulse.sources.remote.client import Client, base_url
from cxpulse.sources.remote.collect import Order, Page, Record, collect
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, RemoteOptions, needed
from cxpulse.sources.remote.times import instant, millis

Kind = Literal["tickets", "users", "organizations", "satisfaction_ratings", "ticket_metric_events"]


class Options(RemoteOptions):
    """objects: what to fetch; since: first run, nothing that last changed before; page_size: records an answer;
    rating_days: ratings made in so many days before the newest are looked at again: an offered one may be answered late.
    """

    connection: ConnectionName = "cx_zendesk"
    objects: tuple[Kind, ...] = ("tickets", "users", "organizations", "satisfaction_ratings")
    since: dt.date = dt.date(2000, 1, 1)
    page_size: int = Field(default=1000, ge=1, le=1000)
    rating_days: int = Field(default=30, ge=0, le=400)


def fetch(job: Job) -> Fetched:
    """One file of records per kind. Raises ConfigurationError without a connection; what cannot be had is the problem told."""
    fetched, options = Fetched(), job.options
    with _client(options, job.need()) as client:
        for kind in options.objects:
            before = job.marks.get(kind) or {}
            order = _ratings_order(options) if kind == "satisfaction_ratings" else None
            collect(job, fetched, kind, PAGES[kind](client, kind, options, before), identity=_identity, order=order)
            if fetched.problem:
                break
    return fetched


def check(options: Options, link: Link | None) -> str:
    """Asks who we are: an anonymous answer means that the credentials are wrong."""
    with _client(options, needed(link, options.connection)) as client:
        user = client.json("GET", "api/v2/users/me.json").get("user") or {}
        if not user.get("id"):
            raise InputError(f"{client.base}: it answers, but does not know us: check login and token of connection '{options.connection}'")
    return f"{client.base} answers; our role there is {user.get('role')}" + ("" if user.get("role") == "admin" else ": exports need admin")


def _by_cursor(client: Client, kind: str, options: Options, before: dict[str, Any]) -> Iterator[Page]:
    """Ends where the answer says end_of_stream, however full the page is."""
    more = {"include": "metric_sets"} if kind == "tickets" else {}
    cursor = before.get("cursor")
    while True:
        asked = {"cursor": cursor} if cursor else {"start_time": _start(options)}
        answer = client.json("GET", f"api/v2/incremental/{kind}/cursor.json", params={**asked, "per_page": options.page_size, **more})
        records = [_plain(r) for r in _with_metrics(_records(answer, kind), answer)]
        following = answer.get("after_cursor") or cursor
        yield Page(records, {"cursor": following} if following else None)
        if answer.get("end_of_stream"):
            return
        if following == cursor:
            raise InputError(f"{client.base}: {kind}: the export gives the same cursor again and does not end")
        cursor = following


def _by_time(client: Client, kind: str, options: Options, before: dict[str, Any]) -> Iterator[Page]:
    """The answer's end_time is the next start_time; records of that second come again."""
    start = before.get("start_time", _start(options))
    while True:
        answer = client.json("GET", f"api/v2/incremental/{kind}.json", params={"start_time": start, "per_page": options.page_size})
        following = int(answer.get("end_time") or start)
        records = [r for r in _records(answer, kind) if _identity(r) not in before.get("seen", ())]
        newest = [_identity(r) for r in _records(answer, kind) if millis(instant(r.get("updated_at") or r["time"])) // 1000 >= following]
        yield Page(records, {"start_time": following, "seen": newest})
        if answer.get("end_of_stream", not answer.get("next_page")) or not _records(answer, kind):
            return
        if following <= start:
            raise InputError(f"{client.base}: {kind}: more records changed within one second than an answer holds: raise options.page_size")
        start = following


def _ratings(client: Client, kind: str, options: Options, before: dict[str, Any]) -> Iterator[Page]:
    start = max(0, before["after"] - _ratings_order(options).overlap) // 1000 if before else _start(options)
    params: dict[str, Any] = {"start_time": start, "page[size]": min(100, options.page_size)}
    while True:
        answer = client.json("GET", f"api/v2/{kind}.json", params=params)
        yield Page(_records(answer, kind))
        meta = answer.get("meta") or {}
        if not meta.get("has_more"):
            return
        if not meta.get("after_cursor") or params.get("page[after]") == meta["after_cursor"]:
            raise InputError(f"{client.base}: {kind}: it says that there is more, but gives no new cursor")
        params = {**params, "page[after]": meta["after_cursor"]}


PAGES: dict[str, Callable[[Client, str, Options, dict[str, Any]], Iterator[Page]]] = {
    "tickets": _by_cursor, "users": _by_cursor, "organizations": _by_time, "satisfaction_ratings": _ratings,
    "ticket_metric_events": _by_time,
}  # fmt: skip


def _ratings_order(options: Options) -> Order:
    return Order(lambda r: millis(instant(r["created_at"])), overlap=options.rating_days * 86_400_000, ascending=False)


def _records(answer: dict[str, Any], kind: str) -> list[Record]:
    found = answer.get(kind)
    if not isinstance(found, list) or not all(isinstance(r, dict) and "id" in r for r in found):
        raise InputError(f"Zendesk's answer has no list of records '{kind}'; it has: {', '.join(answer)}")
    return found


def _with_metrics(tickets: list[Record], answer: dict[str, Any]) -> list[Record]:
    """Metric sets that stand beside the tickets are put into them; those that stand inside stay."""
    beside = {m["ticket_id"]: m for m in answer.get("metric_sets") or [] if isinstance(m, dict) and "ticket_id" in m}
    return [{**t, "metric_set": beside[t["id"]]} if t["id"] in beside else t for t in tickets]


def _plain(record: Record) -> Record:
    """Custom fields by their number, so that a source can name one: `touchpoint: custom_fields.360001`."""
    fields = record.get("custom_fields")
    if not isinstance(fields, list):
        return record
    values = {str(f["id"]): f.get("value") for f in fields if isinstance(f, dict) and "id" in f}
    return {**record, "custom_fields": {k: "; ".join(map(str, v)) if isinstance(v, list) else v for k, v in values.items()}}


def _identity(record: Record) -> str:
    return f"{record['id']} {record.get('updated_at')} {record.get('score', '')}"


def _start(options: Options) -> int:
    return int(dt.datetime.combine(options.since, dt.time(), dt.UTC).timestamp())


def _client(options: Options, link: Link) -> Client:
    headers = {} if link.login else {"Authorization": f"Bearer {link.password}"}
    auth = (f"{link.login}/token", link.password) if link.login else None
    return Client(base_url(link), options, headers=headers, auth=auth, ca=str(link.extra.get("ca_file", "")))
