"""Which persons each source knows, kept up to date from the partitions that changed: lake/customer_view/seen.parquet.

Rows: source, entity, id, own, number, email, phone (pseudonyms), account, region, plan, language, since, last. Beside it
seen.json says which state of which partition has been read.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.queries import load_query
from cxpulse.catalog.settings import Settings
from cxpulse.engines import Files, load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.jobs.measure_tables import empty
from cxpulse.lake import statistics

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "lake/customer_view"
SEEN, READ = f"{FOLDER}/seen.parquet", f"{FOLDER}/seen.json"
QUERIES = {"contact": "contacts", "ticket": "tickets", "response": "responses", "order": "orders"}
COLUMNS = ("source", "entity", "id", "own", "number", "email", "phone", "account", "region", "plan", "language")
TIMES = ("since", "last")


def seen(settings: Settings, *, rebuild: bool = False) -> tuple[pa.Table, int]:
    """The persons as the lake knows them now, and how many partitions had to be read. rebuild: reads all of them."""
    store, version = store_of(settings), _version()
    now = {f"{e}/{s}/{p}": (e, s, name, mark) for e in QUERIES for (s, p), (name, mark) in statistics.partitions(store, e).items()}
    before = json.loads(store.get(READ)) if store.exists(READ) and store.exists(SEEN) else {}
    read: dict[str, str] = before.get("partitions", {})
    gone = [key for key in read if key not in now]
    if rebuild or gone or before.get("version") != version:
        read = {}
    changed = [key for key, (_, _, _, mark) in now.items() if read.get(key) != mark]
    known = load(settings) if read else nobody()
    if changed:
        again = {s for e, s, _, _ in (now[key] for key in changed) if e == "contact"}
        known = _merged(settings, _without_contacts(known, again), [now[key][:3] for key in changed])
        save(settings, known)
    marks = {key: mark for key, (_, _, _, mark) in now.items()}
    if changed or rebuild or before.get("partitions") != marks:
        store.put(READ, json.dumps({"version": version, "partitions": marks}, sort_keys=True, indent=0).encode())
    return known, len(changed)


def load(settings: Settings) -> pa.Table:
    """The persons as they were last kept; nobody when there is no such file."""
    import io

    import pyarrow.parquet as pq

    store = store_of(settings)
    return pq.read_table(io.BytesIO(store.get(SEEN)), use_threads=False, pre_buffer=False) if store.exists(SEEN) else nobody()


def save(settings: Settings, table: pa.Table, path: str = SEEN) -> None:
    """Puts a table in place in one step."""
    import io

    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    store_of(settings).put(path, sink.getvalue())


def nobody() -> pa.Table:
    """A table without rows."""
    import pyarrow as pa

    return pa.schema([*((c, pa.string()) for c in COLUMNS), *((c, pa.timestamp("us")) for c in TIMES)]).empty_table()


def _merged(settings: Settings, known: pa.Table, files: list[tuple[str, str, str]]) -> pa.Table:
    import pyarrow as pa

    fresh = [_read(settings, entity, [name for e, _, name in files if e == entity]) for entity in sorted({e for e, _, _ in files})]
    relations = {"known": known, "fresh": pa.concat_tables([t.cast(known.schema) for t in fresh])}
    return load_engine().run(load_query("identity", "merge"), relations, limits=limits(settings)).cast(known.schema)


def _read(settings: Settings, entity: str, names: list[str]) -> pa.Table:
    query = QUERIES[entity]
    return load_engine().run(load_query("identity", query), {query: Files(names, empty(entity))}, limits=limits(settings))


def _without_contacts(known: pa.Table, sources: set[str]) -> pa.Table:
    """Without the contacts of sources whose one partition is read again: one that is gone must not stay."""
    import pyarrow as pa
    import pyarrow.compute as pc

    again = pc.and_(pc.equal(known["entity"], "contact"), pc.is_in(known["source"], pa.array(sorted(sources), pa.string())))
    return known.filter(pc.invert(again))


def _version() -> str:
    texts: list[Any] = [load_query("identity", name) for name in (*QUERIES.values(), "merge")]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
