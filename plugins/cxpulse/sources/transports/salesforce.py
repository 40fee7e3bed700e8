"""Transport `salesforce`: SOQL over REST, by SystemModstamp, deleted records included; written as the Data Loader writes them.

Connection (type http): host company.my.salesforce.com, login = consumer key, password = consumer secret of a connected app
with the client credentials flow; or no login and a ready access token as password.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import Field, field_validator

from cxpulse.core.errors import InputError
from cxpulse.sources.remote.client import Client, base_url
from cxpulse.sources.remote.collect import Order, Page, Record, collect
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, RemoteOptions, needed
from cxpulse.sources.remote.times import instant, iso, millis

FIELDS: dict[str, tuple[str, ...]] = {
    "Account": ("Name", "AccountNumber", "Industry", "AnnualRevenue", "Type", "BillingCity"),
    "Contact": ("AccountId", "LastName", "Email", "MailingCity"),
    "Contract": ("AccountId", "ContractNumber", "StartDate", "EndDate", "Status"),
    "Case": ("CaseNumber", "AccountId", "ContactId", "ContactEmail", "Status", "IsClosed", "Priority", "Origin", "OwnerId", "ClosedDate"),
    "Opportunity": ("AccountId", "StageName", "CloseDate", "Amount", "TotalOpportunityQuantity", "IsWon", "IsClosed", "LeadSource"),
}
ALWAYS = ("Id", "CreatedDate", "SystemModstamp", "IsDeleted")
_NAME = r"^[A-Za-z][A-Za-z0-9_.]*$"


class Options(RemoteOptions):
    """objects: object -> its fields beside the usual ones (custom ones end in __c); since: first run, nothing that last
    changed before; version: of the API; overlap_seconds: asked for again, for transactions that commit late.
    """

    connection: ConnectionName = "cx_salesforce"
    objects: dict[str, tuple[str, ...]] = Field(default={"Account": (), "Contact": (), "Contract": ()})
    since: dt.date = dt.date(2000, 1, 1)
    version: str = Field(default="62.0", pattern=r"^\d+\.0$")
    overlap_seconds: int = Field(default=300, ge=0, le=86_400)

    @field_validator("objects")
    @classmethod
    def _plain_names(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        import re

        for name in [n for key, fields in value.items() for n in (key, *fields)]:
            if not re.fullmatch(_NAME, name):
                raise ValueError(f"'{name}' is no name of an object or field")
        return value


def fetch(job: Job) -> Fetched:
    """One CSV file per object. Raises ConfigurationError without a connection; what cannot be had is the problem told."""
    fetched, options = Fetched(), job.options
    order = Order(lambda r: millis(instant(r["SystemModstamp"])), options.overlap_seconds * 1000)
    with _client(options, job.need()) as client:
        for name, more in options.objects.items():
            columns = list(dict.fromkeys([*ALWAYS, *FIELDS.get(name, ()), *more]))
            pages = _pages(client, options, _soql(name, columns, options, order, job.marks.get(name)))
            collect(job, fetched, name, pages, identity=lambda r: f"{r['Id']} {r['SystemModstamp']}", order=order, columns=columns)
            if fetched.problem:
                break
    return fetched


def check(options: Options, link: Link | None) -> str:
    """Logs in and asks for the objects' descriptions."""
    with _client(options, needed(link, options.connection)) as client:
        for name in options.objects:
            client.json("GET", f"services/data/v{options.version}/sobjects/{name}")
    return f"{client.base} answers for {', '.join(options.objects)}"


def _soql(name: str, columns: list[str], options: Options, order: Order, before: dict[str, Any] | None) -> str:
    first = millis(dt.datetime.combine(options.since, dt.time(), dt.UTC))
    start = iso(max(0, before["after"] - order.overlap) if before else first)
    return f"SELECT {', '.join(columns)} FROM {name} WHERE SystemModstamp >= {start} ORDER BY SystemModstamp, Id"  # noqa: S608


def _pages(client: Client, options: Options, soql: str) -> Iterator[Page]:
    """queryAll gives deleted records too. The server keeps the result while we turn its pages, so none shifts."""
    answer = client.json("GET", f"services/data/v{options.version}/queryAll", params={"q": soql})
    while True:
        found = answer.get("records")
        if not isinstance(found, list):
            raise InputError(f"Salesforce's answer has no list 'records'; it has: {', '.join(answer)}")
        yield Page([_flat(r) for r in found])
        following = answer.get("nextRecordsUrl")
        if answer.get("done", following is None):
            return
        if not following:
            raise InputError("Salesforce's answer is not done, but names no next page")
        answer = client.json("GET", str(following))


def _flat(record: Record, under: str = "") -> Record:
    """Fields of a related record as Account.Name; what describes the record itself is left out."""
    flat: Record = {}
    for key, value in record.items():
        if key == "attributes":
            continue
        flat |= _flat(value, f"{under}{key}.") if isinstance(value, dict) else {f"{under}{key}": value}
    return flat


def _client(options: Options, link: Link) -> Client:
    base, ca = base_url(link), str(link.extra.get("ca_file", ""))
    token = link.password
    if link.login:
        with Client(base, options, ca=ca) as door:
            form = {"grant_type": "client_credentials", "client_id": link.login, "client_secret": link.password}
            token = str(door.json("POST", "services/oauth2/token", form=form).get("access_token", ""))
    return Client(base, options, headers={"Authorization": f"Bearer {token}"}, ca=ca)
