"""Counting: which partitions have no up-to-date counts, and the SQL over just these.

What is out of date is told from state, never from an event that may get lost: beside the counts of a family lies a ledger
with the fingerprint of every partition as it was counted. A new or replaced partition, a changed query or a changed
business week is found by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import Family
from cxpulse.catalog.settings import Settings
from cxpulse.core.weeks import Calendar
from cxpulse.engines import Engine, Limits
from cxpulse.lake import statistics
from cxpulse.lake.statistics import Partition
from cxpulse.lake.store import Store, lake_store

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = (
    1_500_000  # one week is counted in one piece; small weeks are counted together, up to this many rows
)
ARROW_TYPES = {
    "VARCHAR": "string",
    "DOUBLE": "double",
    "BIGINT": "int64",
    "BOOLEAN": "bool",
    "DATE": "date32",
}


def limits(settings: Settings) -> Limits:
    """The engine's limits from the settings; what does not fit into memory is put aside below the data root."""
    return Limits(settings.memory_limit, settings.threads, settings.local_root / "spill")


def store_of(settings: Settings) -> Store:
    """The data root as the lake's rooms see it."""
    return lake_store(settings.data_root, settings.local_root)


def recount(
    settings: Settings, family: Family, engine: Engine, *, touched: set[str] | None, now: dt.datetime
) -> dict[str, Any]:
    """Counts the partitions of a family that are touched or out of date, and forgets those that are gone.

    touched: names of partitions (first days of weeks, or 'all') that are counted whatever the ledger says; None: all.
    Returns {'partitions': how many, 'weeks': ISO weeks whose counts were replaced}.
    """
    store = store_of(settings)
    ledger = statistics.read_ledger(store, family.name)
    there = _inputs(store, family)
    plan = _plan(settings, family, ledger, there, now)
    due = {p for p in there if touched is None or p[1] in touched or plan.known.get(_name(p)) != there[p][1]}
    gone = {_partition(name) for name in ledger.get("partitions", {})} - set(there)
    if not due | gone:
        return {"partitions": 0, "weeks": []}
    weeks = {p for _, p in due | gone if p != "all"}
    for parts in _groups(store, {p: there[p][0] if p in due else None for p in due | gone}):
        files = [there[p][0] for p in parts if p in due]
        fresh = _count(settings, family, engine, files, now)
        statistics.replace_counts(store, family.name, fresh, parts, keep=due != set(there))
        weeks |= {w.isoformat() for w in fresh["week"].unique().to_pylist()}
    if due == set(there):
        statistics.remove_other_months(store, family.name, {statistics.month_of(p) for _, p in there})
    prints = {_name(p): fingerprint for p, (_, fingerprint) in there.items()}
    statistics.write_ledger(
        store, family.name, {"definition": plan.definition, "horizon": plan.horizon, "partitions": prints}
    )
    return {"partitions": len(due | gone), "weeks": sorted(weeks)}


@dataclass(frozen=True, slots=True)
class _Plan:
    """known: fingerprints of the partitions whose counts still hold; definition, horizon: what they hold for."""

    known: dict[str, str]
    definition: str
    horizon: str


def _plan(
    settings: Settings,
    family: Family,
    ledger: dict[str, Any],
    there: Mapping[Partition, Any],
    now: dt.datetime,
) -> _Plan:
    definition = _definition(settings, family)
    horizon = settings.calendar.week_of(now).isoformat() if family.days else ""
    valid = ledger.get("definition") == definition and ledger.get("horizon", "") >= horizon
    return _Plan(ledger["partitions"] if valid else {}, definition, max(horizon, ledger.get("horizon", "")))


def _name(partition: Partition) -> str:
    return "/".join(partition)


def _partition(name: str) -> Partition:
    source, _, part_week = name.rpartition("/")
    return source, part_week


def _inputs(store: Store, family: Family) -> dict[Partition, tuple[str, str]]:
    """The family's partitions -> full name, and the fingerprint of it together with the other tables of its source."""
    others: dict[str, list[str]] = {}
    for entity in _other_entities(family):
        for (source, part_week), (_, fingerprint) in statistics.partitions(store, entity).items():
            others.setdefault(source, []).append(f"{entity}/{part_week}:{fingerprint}")
    own = statistics.partitions(store, family.partition)
    return {
        p: (name, " ".join([fingerprint, *others.get(p[0], [])])) for p, (name, fingerprint) in own.items()
    }


def _other_entities(family: Family) -> list[str]:
    return [e for e in (r.removesuffix("s") for r in family.relations) if e not in {"week", family.partition}]


def _definition(settings: Settings, family: Family) -> str:
    text = f"{family.sql}\n{settings.week.zone}\n{settings.week.first_day}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _groups(store: Store, names: Mapping[Partition, str | None]) -> Iterator[list[Partition]]:
    """Partitions in groups of whole months with up to BATCH_ROWS rows, so that memory does not grow with history."""
    rows = {p: statistics.rows_of(store, name) if name else 0 for p, name in names.items()}
    group: list[Partition] = []
    for _, month in groupby(sorted(names, key=lambda p: p[::-1]), key=lambda p: statistics.month_of(p[1])):
        parts = list(month)
        if group and sum(rows[p] for p in group + parts) > BATCH_ROWS:
            yield group
            group = []
        group += parts
    if group:
        yield group


def _count(
    settings: Settings, family: Family, engine: Engine, files: list[str], now: dt.datetime
) -> pa.Table:
    import pyarrow as pa

    store = store_of(settings)
    tables = []
    for batch in _batches(store, files):
        relations = _relations(store, family, batch)
        relations["weeks"] = _weeks(settings, family, engine, relations, now)
        tables.append(engine.run(family.sql, relations, family.parameters, limits=limits(settings)))
    return pa.concat_tables(tables or [none_counted(settings, family, engine)])


def _batches(store: Store, files: list[str]) -> Iterator[list[str]]:
    """Files in batches of up to BATCH_ROWS rows (one file at least); counts of one partition never meet another's."""
    batch: list[str] = []
    rows = 0
    for name in files:
        more = statistics.rows_of(store, name)
        if batch and rows + more > BATCH_ROWS:
            yield batch
            batch, rows = [], 0
        batch.append(name)
        rows += more
    if batch:
        yield batch


def _relations(store: Store, family: Family, files: list[str]) -> dict[str, Any]:
    relations: dict[str, Any] = {family.partition + "s": files}
    for entity in _other_entities(family):
        relations[entity + "s"] = [
            name for name, _ in statistics.partitions(store, entity).values()
        ] or _empty(entity)
    return relations


def _empty(entity: str) -> pa.Table:
    """A table without rows, in the entity's columns: what a source that does not have the entity offers."""
    import pyarrow as pa

    from cxpulse.catalog.entities import load_entity

    types = {**load_entity(entity).schema, "part_week": "VARCHAR"}
    fields = [
        (name, pa.timestamp("us") if sql == "TIMESTAMP" else pa.type_for_alias(ARROW_TYPES[sql]))
        for name, sql in types.items()
    ]
    return pa.schema(fields).empty_table()


def none_counted(settings: Settings, family: Family, engine: Engine) -> pa.Table:
    """The family's columns without a row."""
    relations = {e + "s": _empty(e) for e in (family.partition, *_other_entities(family))}
    relations["weeks"] = weeks_table(settings.calendar, [])
    return engine.run(family.sql, relations, family.parameters, limits=limits(settings))


def _weeks(
    settings: Settings, family: Family, engine: Engine, relations: Mapping[str, Any], now: dt.datetime
) -> pa.Table:
    """Every week that rows of the batch may fall into."""
    columns = [*family.instants, *family.days]
    extremes = ", ".join(f'min("{c}"), max("{c}")' for c in columns)
    table = family.partition + "s"
    sql = f'SELECT {extremes} FROM "{table}"'  # noqa: S608 - names from our own query's head
    row = engine.run(sql, {table: relations[table]}, limits=limits(settings))
    calendar = settings.calendar
    found = [_week(calendar, column[0].as_py()) for column in row.columns if column[0].as_py() is not None]
    if not found:
        return weeks_table(calendar, [])
    last = calendar.week_of(now) if family.days else max(found)
    return weeks_table(calendar, calendar.weeks_between(min(found), last))


def _week(calendar: Calendar, value: dt.datetime | dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return calendar.week_of(value.replace(tzinfo=dt.UTC))
    return calendar.first_day(value)


def weeks_table(calendar: Calendar, weeks: list[dt.date]) -> pa.Table:
    """Columns week, next_week (first days) and start_at, end_at (half-open UTC instants, without a zone)."""
    import pyarrow as pa

    bounds = [calendar.bounds(w) for w in weeks]
    return pa.table(
        {
            "week": pa.array(weeks, pa.date32()),
            "next_week": pa.array([w + dt.timedelta(weeks=1) for w in weeks], pa.date32()),
            "start_at": pa.array([b[0].replace(tzinfo=None) for b in bounds], pa.timestamp("us")),
            "end_at": pa.array([b[1].replace(tzinfo=None) for b in bounds], pa.timestamp("us")),
        }
    )
