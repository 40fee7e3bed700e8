"""One view of every customer: which records of which sources are the same person, and why.

    customers(settings, now=...)       brings lake/customer_view up to date; what is in it, in numbers
    load_view(settings)                its rows
    relation(settings)                 key -> customer and account, for queries: the relation `customers`

lake/customer_view/view.parquet has one row per record: customer_id, source, entity, id, reason, linked_to, since, last,
account_id (the customer's one account; NULL: none or two), email, phone (whether one is known), region, plan, language,
key (the pseudonym that the source's rows carry). An account that a record names is a row of entity 'account'.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.identity import Conflict, Limits, Linked, Record, View, account_of, resolve
from cxpulse.jobs.customers_profile import profile
from cxpulse.jobs.customers_seen import FOLDER, save, seen
from cxpulse.jobs.measure_counting import store_of
from cxpulse.state import reversals

if TYPE_CHECKING:
    import pyarrow as pa

VIEW, CONFLICTS = f"{FOLDER}/view.parquet", f"{FOLDER}/conflicts.json"
TEXTS = ("customer_id", "source", "entity", "id", "reason", "linked_to", "account_id", "region", "plan", "language", "key")
Row = dict[str, Any]


def customers(settings: Settings, *, now: dt.datetime, rebuild: bool = False) -> dict[str, Any]:
    """Reads the partitions that changed, links again if anything did, and sums up.

    Returns {"customers", "records", "partitions_read", "linked": {reason: records}, "conflicts": {kind: n}, "apart": n,
    "profile": see customers_profile}. Running it twice changes nothing.
    """
    known, read = seen(settings, rebuild=rebuild)
    apart = reversals.apart(settings.state_database)
    store, basis = store_of(settings), _basis(settings, apart)
    about = json.loads(store.get(CONFLICTS)) if store.exists(CONFLICTS) and store.exists(VIEW) else {}
    if read or rebuild or about.get("basis") != basis:
        rows, about = _link(settings, known.to_pylist(), apart)
        save(settings, _table(rows), VIEW)
        store.put(CONFLICTS, json.dumps({**about, "basis": basis}, indent=0).encode())
    view = load_view(settings)
    return {**_summary(view, about["conflicts"], len(apart)), "partitions_read": read, "profile": profile(view, now.astimezone(settings.tz).date())}


def load_view(settings: Settings) -> pa.Table:
    """The view as it was last written; a table without rows when it never was."""
    import io

    import pyarrow.parquet as pq

    store = store_of(settings)
    return pq.read_table(io.BytesIO(store.get(VIEW)), use_threads=False, pre_buffer=False) if store.exists(VIEW) else _table([])


def conflicts(settings: Settings) -> list[dict[str, Any]]:
    """What a person should look at: {"kind", "key", "records": ["source:id", ...]}."""
    store = store_of(settings)
    found: list[dict[str, Any]] = json.loads(store.get(CONFLICTS))["conflicts"] if store.exists(CONFLICTS) else []
    return found


def relation(settings: Settings) -> pa.Table:
    """key (as in respondent_key, requester_key, contact_key), source, customer_id, account_id: one row per key and source.

    A response without an account gets its customer's with: LEFT JOIN customers USING (source) ON key = respondent_key.
    """
    import pyarrow.compute as pc

    view = load_view(settings)
    rows = view.filter(pc.and_(pc.is_valid(view["key"]), pc.not_equal(view["entity"], "account")))
    return rows.select(["key", "source", "customer_id", "account_id"]).group_by(["key", "source"], use_threads=False).aggregate(
        [("customer_id", "min"), ("account_id", "min")]
    ).rename_columns(["key", "source", "customer_id", "account_id"])  # fmt: skip


def _basis(settings: Settings, apart: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    return {"limits": settings.identity.model_dump(), "apart": sorted(f"{source}:{record}" for source, record in apart)}


def _link(settings: Settings, rows: Sequence[Row], apart: Mapping[tuple[str, str], Any]) -> tuple[list[Row], dict[str, Any]]:
    names = ("source", "entity", "id", "own", "number", "email", "phone", "account", "since", "last")
    records = [Record(**{name: row[name] for name in names}) for row in rows]
    before = load_view(settings)
    named = dict(zip(zip(before["source"].to_pylist(), before["id"].to_pylist(), strict=True), before["customer_id"].to_pylist(), strict=True))
    limits = Limits(settings.identity.email_numbers, settings.identity.phone_people)
    view = resolve(records, limits, set(apart), named)
    told = {(row["source"], row["entity"], row["id"]): row for row in rows}
    return _rows(view, told), {"conflicts": [_conflict(c) for c in view.conflicts]}


def _rows(view: View, told: Mapping[tuple[str, str, str], Row]) -> list[Row]:
    accounts: dict[str, dict[tuple[str, str], Linked]] = {}
    for one in view.linked:
        if one.record.account:
            accounts.setdefault(one.customer, {}).setdefault((one.record.source, one.record.account), one)
    own = {customer: account_of(set(found)) for customer, found in accounts.items()}
    rows = []
    for one in view.linked:
        r, facts = one.record, told[one.record.source, one.record.entity, one.record.id]
        rows.append({
            "customer_id": one.customer, "source": r.source, "entity": r.entity, "id": r.id, "reason": one.reason,
            "linked_to": ":".join(one.to) if one.to else None, "since": r.since, "last": r.last, "account_id": own.get(one.customer),
            "email": bool(r.email), "phone": bool(r.phone), "region": facts["region"], "plan": facts["plan"],
            "language": facts["language"], "key": facts["own"],
        })  # fmt: skip
    return rows + [_account_row(customer, pair, first, own[customer]) for customer, found in accounts.items() for pair, first in found.items()]


def _account_row(customer: str, pair: tuple[str, str], first: Linked, account: str | None) -> Row:
    record = first.record
    return {
        "customer_id": customer, "source": pair[0], "entity": "account", "id": pair[1], "reason": "named by", "linked_to": ":".join(record.place),
        "since": record.since, "last": record.last, "account_id": account, "email": False, "phone": False,
    }  # fmt: skip


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {"kind": conflict.kind, "key": conflict.key, "records": sorted({":".join(place) for place in conflict.records})}


def _table(rows: Sequence[Row]) -> pa.Table:
    import pyarrow as pa

    order = ("customer_id", "source", "entity", "id", "reason", "linked_to", "since", "last", "account_id", "email", "phone", "region", "plan", "language", "key")
    kinds = {"since": pa.timestamp("us"), "last": pa.timestamp("us"), "email": pa.bool_(), "phone": pa.bool_()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in order])
    ranked = sorted(rows, key=lambda row: (row["customer_id"], row["source"], row["entity"], row["id"]))
    return pa.Table.from_pylist(ranked, schema=schema)


def _summary(view: pa.Table, found: Sequence[dict[str, Any]], apart: int) -> dict[str, Any]:
    people = Counter(r for r, e in zip(view["reason"].to_pylist(), view["entity"].to_pylist(), strict=True) if e != "account")
    return {
        "customers": view["customer_id"].combine_chunks().unique().__len__(),
        "records": sum(people.values()),
        "linked": dict(sorted(people.items())),
        "conflicts": dict(sorted(Counter(c["kind"] for c in found).items())),
        "apart": apart,
    }
