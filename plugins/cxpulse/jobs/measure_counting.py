"""Counting: which partitions have no up-to-date counts, and the SQL over just these.

What is out of date is told from state, never from an event that may get lost: beside the counts of a family lies a ledger
with the fingerprint of every partition as it was counted. A new or replaced partition, a changed query or a changed
business week is found by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import load_customers
from cxpulse.catalog.families import Family
from cxpulse.catalog.settings import Settings
from cxpulse.engines import Engine, Limits
from cxpulse.jobs.measure_shared import count_family
from cxpulse.jobs.measure_tables import (
    batches,
    empty,
    groups,
    other_entities,
    relations_of,
    settings_tables,
    weeks_of,
    weeks_table,
)
from cxpulse.jobs.money import money, money_table
from cxpulse.lake import statistics
from cxpulse.lake.statistics import Partition
from cxpulse.lake.store import Store, lake_store

if TYPE_CHECKING:
    import pyarrow as pa


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
    due |= {p for p in there if set(_beside(p, family)) & (due | gone)}
    if not due | gone:
        return {"partitions": 0, "weeks": []}
    weeks = {p for _, p in due | gone if p != "all"}
    for parts in groups(store, {p: there[p][0] if p in due else None for p in due | gone}):
        fresh = _count(settings, family, engine, [p for p in parts if p in due], there, now)
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
    for entity in other_entities(family):
        for (source, part_week), (_, fingerprint) in statistics.partitions(store, entity).items():
            others.setdefault(source, []).append(f"{entity}/{part_week}:{fingerprint}")
    own = statistics.partitions(store, family.partition)
    return {
        p: (name, " ".join([fingerprint, *others.get(p[0], [])])) for p, (name, fingerprint) in own.items()
    }


def _beside(partition: Partition, family: Family) -> list[Partition]:
    """The partitions of the same source in the weeks before and after one that decide what is counted in it."""
    source, part_week = partition
    if not part_week[:4].isdigit():
        return []
    first = dt.date.fromisoformat(part_week)
    weeks = [i for i in range(-family.preceding, family.following + 1) if i]
    return [(source, (first + dt.timedelta(weeks=i)).isoformat()) for i in weeks]


def _definition(settings: Settings, family: Family) -> str:
    text = f"{family.definition}\n{settings.week.zone}\n{settings.week.first_day}"
    if "targets" in family.tables:
        text += repr(sorted((k, v.model_dump()) for k, v in settings.ticket_targets.items()))
    if "open_hours" in family.tables and settings.business_hours:
        text += settings.business_hours.model_dump_json()
    if "money" in family.relations:
        text += f"{settings.currency} {money(settings).refused}"
    if _parameters(family) != family.parameters:
        text += repr(sorted(_parameters(family).items()))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _parameters(family: Family) -> dict[str, int]:
    """The query's constants: those of customers.yaml, so that churn is one thing in figures, cohorts and accounts; else its own."""
    said = load_customers().model_dump(include=set(family.parameters))
    return {**family.parameters, **said}


def _count(
    settings: Settings,
    family: Family,
    engine: Engine,
    parts: list[Partition],
    there: Mapping[Partition, tuple[str, str]],
    now: dt.datetime,
) -> pa.Table:
    """The counts that come from some partitions; those beside them are read too, where the family needs them."""
    import pyarrow as pa

    store = store_of(settings)
    ask = partial(engine.run, limits=limits(settings))
    tables = []
    for batch in batches(store, {p: there[p][0] for p in parts}):
        beside = {f for p in batch for f in _beside(p, family) if f in there} - set(batch)
        relations = relations_of(store, family, [there[p][0] for p in [*batch, *sorted(beside)]])
        weeks = relations["weeks"] = weeks_of(settings.calendar, family, relations, ask, now)
        relations |= settings_tables(settings, family, weeks)
        if "money" in family.relations:
            relations["money"] = money_table(settings, money(settings))
        counted = count_family(family, relations, ask, _parameters(family))
        tables.append(statistics.only_parts(counted, batch) if beside else counted)
    return pa.concat_tables(tables or [none_counted(settings, family, engine)])


def none_counted(settings: Settings, family: Family, engine: Engine) -> pa.Table:
    """The family's columns without a row."""
    relations = {e + "s": empty(e) for e in (family.partition, *other_entities(family))}
    weeks = relations["weeks"] = weeks_table(settings.calendar, [])
    relations |= settings_tables(settings, family, weeks)
    return count_family(family, relations, partial(engine.run, limits=limits(settings)), _parameters(family))
