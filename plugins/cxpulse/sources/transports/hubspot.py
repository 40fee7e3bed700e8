"""Transport `hubspot`: HubSpot's CRM search, by last change: contacts, companies, deals, tickets, feedback submissions.

Connection (type http): host api.hubapi.com (the default), password = access token of a private app with the scopes
crm.objects.<kind>.read. A search gives at most 10,000 records; it is asked anew from the last change seen, so a portal
of any size is read. Properties become columns of their own beside id, createdAt, updatedAt.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from cxpulse.core.errors import InputError
from cxpulse.sources.remote.client import Client, base_url
from cxpulse.sources.remote.collect import Order, Record, by_change, collect
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, RemoteOptions, needed
from cxpulse.sources.remote.times import instant, millis

PROPERTIES: dict[str, tuple[str, ...]] = {
    "contacts": ("email", "createdate", "lastmodifieddate", "associatedcompanyid", "hs_language", "city"),
    "companies": ("name", "domain", "industry", "annualrevenue", "city", "createdate", "hs_lastmodifieddate"),
    "deals": ("dealname", "amount", "dealstage", "pipeline", "closedate", "deal_currency_code", "hs_is_closed_won", "createdate", "hs_lastmodifieddate"),
    "tickets": (
        "subject", "createdate", "closed_date", "hs_lastmodifieddate", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority",
        "source_type", "first_agent_reply_date",
    ),
    "feedback_submissions": (
        "hs_survey_id", "hs_survey_type", "hs_value", "hs_content", "hs_submission_timestamp", "hs_contact_id", "hs_ticket_id", "hs_survey_channel", "hs_createdate",
        "hs_lastmodifieddate",
    ),
}  # fmt: skip


class Options(RemoteOptions):
    """objects: kind -> its properties beside the usual ones; since: first run, nothing that last changed before;
    overlap_seconds: asked for again, since the search shows a change some time later.
    """

    connection: ConnectionName = "cx_hubspot"
    objects: dict[str, tuple[str, ...]] = Field(default={"contacts": (), "companies": (), "tickets": ()})
    since: dt.date = dt.date(2000, 1, 1)
    page_size: int = Field(default=100, ge=1, le=200)
    overlap_seconds: int = Field(default=300, ge=0, le=86_400)


def fetch(job: Job) -> Fetched:
    """One file of records per kind. Raises ConfigurationError without a connection; what cannot be had is the problem told."""
    fetched, options = Fetched(), job.options
    with _client(options, job.need()) as client:
        for kind, more in options.objects.items():
            changed = "lastmodifieddate" if kind == "contacts" else "hs_lastmodifieddate"
            order = Order(lambda r, changed=changed: millis(instant(r.get(changed) or r["updatedAt"])), options.overlap_seconds * 1000)  # type: ignore[misc]
            search = _Search(client, kind, options, changed, list(dict.fromkeys([*PROPERTIES.get(kind, (changed,)), *more])))
            pages = by_change(search.ask, order, job.marks.get(kind))
            collect(job, fetched, kind, pages, identity=lambda r: f"{r['id']} {r['updatedAt']}", order=order)
            if fetched.problem:
                break
    return fetched


def check(options: Options, link: Link | None) -> str:
    """Asks for one record of each kind."""
    with _client(options, needed(link, options.connection)) as client:
        for kind in options.objects:
            client.json("GET", f"crm/v3/objects/{kind}", params={"limit": 1})
    return f"{client.base} answers for {', '.join(options.objects)}"


class _Search:
    """The searches of one kind."""

    def __init__(self, client: Client, kind: str, options: Options, changed: str, properties: list[str]) -> None:
        self._client, self._kind, self._options, self._changed, self._properties = client, kind, options, changed, properties

    def ask(self, lower: int | None, after: str | None) -> tuple[list[Record], str | None]:
        """Records changed since `lower`, the oldest change first, and the token of the next page."""
        start = millis(dt.datetime.combine(self._options.since, dt.time(), dt.UTC)) if lower is None else lower
        body: dict[str, Any] = {
            "filterGroups": [{"filters": [{"propertyName": self._changed, "operator": "GTE", "value": str(start)}]}],
            "sorts": [{"propertyName": self._changed, "direction": "ASCENDING"}],
            "properties": self._properties, "limit": self._options.page_size, **({"after": after} if after else {}),
        }  # fmt: skip
        answer = self._client.json("POST", f"crm/v3/objects/{self._kind}/search", body=body)
        found = answer.get("results")
        if not isinstance(found, list):
            raise InputError(f"HubSpot's answer has no list 'results'; it has: {', '.join(answer)}")
        following = ((answer.get("paging") or {}).get("next") or {}).get("after")
        return [_flat(r) for r in found], following


def _flat(record: Record) -> Record:
    inside = record.get("properties") or {}
    return {**inside, **{k: record.get(k) for k in ("id", "createdAt", "updatedAt", "archived")}}


def _client(options: Options, link: Link) -> Client:
    headers = {"Authorization": f"Bearer {link.password}"}
    return Client(base_url(link, "api.hubapi.com"), options, headers=headers, ca=str(link.extra.get("ca_file", "")))
