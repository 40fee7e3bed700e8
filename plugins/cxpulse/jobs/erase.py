"""Erases one person, with a proof: their rows' pseudonyms and comments, contacts, raw exports (those of the messages of their
tickets too), quoted comments, links.

What stays: answers, tickets and orders as counts that name nobody, and accounts and contracts, which are organisations.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from typing import Any

from cxpulse.catalog.entities import load_entity
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.core.pseudonym import normal_email, pseudonym
from cxpulse.jobs.customers import customers
from cxpulse.jobs.customers_seen import QUERIES, load, save
from cxpulse.jobs.erase_files import (
    exports_holding,
    quotes_of,
    quoting,
    remove_raw,
    remove_reports,
    rewrite_rejects,
)
from cxpulse.jobs.measure_counting import store_of
from cxpulse.lake import statistics
from cxpulse.lake.erase import clear_partition, files_of_messages, read_partition, rows_with
from cxpulse.lake.secret import pseudonym_key
from cxpulse.state import erasures
from cxpulse.state.alert_states import AlertStates
from cxpulse.state.base import leave_no_trace

KEPT = "times, scores and vendors' numbers of answers, tickets and orders, without the person; accounts and contracts"
NOT_REACHED = "messages already sent and their copies in the outbox (retention: outbox_days), backups, and the systems that the exports come from"
KEYS = ("own", "number", "email", "phone")


def find(settings: Settings, email: str, *, now: dt.datetime) -> dict[str, Any]:
    """What there is of a person: {"person": pseudonym, "records": ["source:entity:id"], "keys": pseudonyms,
    "refused": those whose rows are not to be taken in again}.

    The person is the customer that the address belongs to: every record linked to it. A key that somebody else has too (a
    shared telephone) is not among the keys. Raises InputError for what is no address.
    """
    if "@" not in email:
        raise InputError(f"{email}: no e-mail address")
    person = pseudonym(pseudonym_key(settings.local_root), "email", normal_email(email))
    customers(settings, now=now)
    rows = load(settings).to_pylist()
    whose = _customers(settings)
    mine = {whose[r["source"], r["entity"], r["id"]] for r in rows if person in (r["own"], r["email"])}
    own = [r for r in rows if whose[r["source"], r["entity"], r["id"]] in mine]
    others = {r[k] for r in rows if whose[r["source"], r["entity"], r["id"]] not in mine for k in KEYS}
    keys = {person} | {r[k] for r in own for k in KEYS if r[k] and r[k] not in others}
    phones = {r["phone"] for r in own} - {r["own"] for r in own}  # numbers are given to others some day
    records = sorted(f"{r['source']}:{r['entity']}:{r['id']}" for r in own)
    return {"person": person, "records": records, "keys": sorted(keys), "refused": sorted(keys - phones)}


def erase(settings: Settings, email: str, *, now: dt.datetime) -> dict[str, Any]:
    """Erases the person and returns the proof, which is kept in the state database too. Running it twice removes nothing more.

    The proof: {"number", "person", "at", "rows": {entity: {"source/week": n}}, "comments", "raw_removed", "rejects_rewritten", "reports_removed",
    "alert_quotes", "follow_ups", "exports_still_holding", "kept", "not_reached", "left": rows that still name the person (0), "sha256" of all this}.
    """
    found = find(settings, email, now=now)
    with statistics.only_one(settings.local_root, store_of(settings)):  # no export is taken in before the erasure is known
        number, proof = _erase(settings, email, found, now)
    leave_no_trace(settings.state_database)
    customers(settings, now=now)
    return {"number": number, **proof}


def _erase(settings: Settings, email: str, found: dict[str, Any], now: dt.datetime) -> tuple[int, dict[str, Any]]:
    keys, store = set(found["keys"]), store_of(settings)
    rows: dict[str, dict[str, int]] = {}
    comments: list[str] = []
    files: set[str] = set()
    tickets: set[str] = set()
    for name in QUERIES:
        for source, part in sorted(statistics.partitions(store, name)):
            if done := clear_partition(store, load_entity(name), source, part, keys):
                rows.setdefault(name, {})[f"{source}/{part}"] = done["rows"]
                comments += done["comments"]
                files |= set(done["files"])
                tickets |= set(done["ids"]) if name == "ticket" else set()
    for source, part in statistics.partitions(store, "message") if tickets else ():
        files |= set(files_of_messages(store, source, part, tickets))
    proof: dict[str, Any] = {
        "person": found["person"], "at": now.astimezone(dt.UTC).isoformat(timespec="seconds"), "records": len(found["records"]),
        "rows": rows, "comments": len(comments),
        "raw_removed": remove_raw(settings, files, email), "rejects_rewritten": rewrite_rejects(settings, email),
        "reports_removed": remove_reports(quoting(settings, quotes_of(comments))),
        "alert_quotes": AlertStates(settings.state_database).forget_quotes(quotes_of(comments)),
        "follow_ups": erasures.forget_follow_ups(settings.state_database, keys),
        "exports_still_holding": exports_holding(settings, email), "kept": KEPT, "not_reached": NOT_REACHED,
    }  # fmt: skip
    _forget(settings, keys)
    proof["left"] = left(settings, keys)
    proof["sha256"] = hashlib.sha256(json.dumps(proof, sort_keys=True).encode()).hexdigest()
    return erasures.record(settings.state_database, found["person"], found["refused"], proof, now), proof


def left(settings: Settings, keys: Collection[str]) -> int:
    """Rows of the lake that name any of these pseudonyms."""
    import pyarrow.compute as pc

    store, count = store_of(settings), 0
    for name in QUERIES:
        for source, part in statistics.partitions(store, name):
            count += pc.sum(rows_with(read_partition(store, name, source, part), load_entity(name), keys)).as_py() or 0
    return count


def _customers(settings: Settings) -> dict[tuple[str, str, str], str]:
    from cxpulse.jobs.customers import load_view

    view = load_view(settings)
    columns = [view[name].to_pylist() for name in ("source", "entity", "id", "customer_id")]
    return {(source, entity, id_): customer for source, entity, id_, customer in zip(*columns, strict=True)}


def _forget(settings: Settings, keys: Collection[str]) -> None:
    """Out of the list of persons as well, which otherwise only learns."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = load(settings)
    wanted = pa.array(sorted(keys), pa.string())
    named = pc.is_in(known["own"], wanted)
    for name in KEYS[1:]:
        named = pc.or_(named, pc.is_in(known[name], wanted))
    save(settings, known.filter(pc.invert(named)))

