"""Counting: which partitions have no up-to-date counts, and the SQL over just these.

What is out of date is told from state, never from an event that may get lost: beside the counts of a family lies a ledger
with the fingerprint of every partition as it was counted. A new or replaced partition, a changed query or a changed
business week is found by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import load_customers
from cxpulse.catalog.families import Family
from cxpulse.catalog.settings import Settings
from cxpulse.engines import Engine, Limits
from cxpulse.jobs.measure_batch import BatchTables, batches, groups
from cxpulse.jobs.measure_shared import Ask, count_family
from cxpulse.jobs.measure_tables import empty, other_entities, partitions_table, settings_tables, weeks_table
from cxpulse.jobs.money import money, money_table
from cxpulse.lake import statistics
from cxpulse.lake.statistics import Partition
from cxpulse.lake.store import Store, lake_store

if TYPE_CHECKING:
    import pyarrow as pa


def limits(settings: Settings) -> Limits:
    """The engine's limits from the settings; what does not fit into memory is put aside below the data root."""
    return Limits(settings.memory_limit, settings.threads, settings.local_root / "spill")


def _alone(settings: Settings) -> Limits:
    """The limits for counting, with one thread: on batches of this size a second one took 12% more processor time, and no less
    time in all, because much of the work between the queries is done by one thread anyway."""
    return replace(limits(settings), threads=1)


def store_of(settings: Settings) -> Store:
    """The data root as the lake's rooms see it."""
    return lake_store(settings.data_root, settings.local_root)


def recount(
    settings: Settings, families: Sequence[Family], engine: Engine, *, touched: set[str] | None, now: dt.datetime
) -> dict[str, dict[str, Any]]:
    """Counts the partitions of the families of one entity that are touched or out of date, and forgets those that are gone.

    All families count one batch of partitions before the next is read: what they share is made once and then let go.
    touched: names of partitions (first days of weeks, or 'all') that are counted whatever the ledger says; None: all.
    Returns {family: {'partitions': how many, 'weeks': ISO weeks whose counts were replaced}}.
    """
    store = store_of(settings)
    every = [_task(settings, store, family, touched, now) for family in families]
    tasks = [t for t in every if t.changed]
    if tasks:
        tables = BatchTables(settings, store, [t.family for t in tasks], partial(engine.run, limits=_alone(settings)), now)
        changed = set().union(*(t.changed for t in tasks))
        for parts in groups(sorted(changed), tables.rows):
            _recount_group(settings, store, tasks, tables, parts)
        for task in tasks:
            _finish(store, task)
    return {
        t.family.name: {"partitions": len(t.changed), "weeks": sorted(t.weeks if t.changed else ())} for t in every
    }


@dataclass(frozen=True, slots=True)
class _Task:
    """What one family has to count. there: its partitions and their fingerprints; weeks: those whose counts are replaced."""

    family: Family
    there: dict[Partition, str]
    due: set[Partition]
    gone: set[Partition]
    plan: _Plan
    weeks: set[str]

    @property
    def changed(self) -> set[Partition]:
        return self.due | self.gone


def _task(settings: Settings, store: Store, family: Family, touched: set[str] | None, now: dt.datetime) -> _Task:
    ledger = statistics.read_ledger(store, family.name)
    there = _inputs(store, family)
    plan = _plan(settings, family, ledger, there, now)
    due = {p for p in there if touched is None or p[1] in touched or plan.known.get(_name(p)) != there[p]}
    gone = {_partition(name) for name in ledger.get("partitions", {})} - set(there)
    due |= {p for p in there if set(_beside(p, family)) & (due | gone)}
    return _Task(family, there, due, gone, plan, {p for _, p in due | gone if p != "all"})


def _recount_group(
    settings: Settings, store: Store, tasks: Sequence[_Task], tables: BatchTables, parts: Sequence[Partition]
) -> None:
    """Replaces the counts of some partitions, of whole months, in every family that has to count them."""
    import pyarrow as pa

    fresh: dict[str, list[pa.Table]] = {t.family.name: [] for t in tasks}
    due = set().union(*(t.due for t in tasks))
    for batch in batches([p for p in parts if p in due], tables.rows):
        tables.forget()
        for task in tasks:
            mine = [p for p in batch if p in task.due]
            if mine:
                fresh[task.family.name].append(_count(settings, task, tables, batch, mine))
    for task in tasks:
        mine = [p for p in parts if p in task.changed]
        if mine:
            counted = pa.concat_tables(fresh[task.family.name] or [none_counted(settings, task.family, tables.ask)])
            statistics.replace_counts(store, task.family.name, counted, mine, keep=task.due != set(task.there))
            task.weeks.update(w.isoformat() for w in counted["week"].unique().to_pylist())


def _finish(store: Store, task: _Task) -> None:
    """Writes down what was counted, after the counts."""
    name = task.family.name
    if task.due == set(task.there):
        statistics.remove_other_months(store, name, {statistics.month_of(p) for _, p in task.there})
    prints = {_name(p): fingerprint for p, fingerprint in task.there.items()}
    statistics.write_ledger(
        store, name, {"definition": task.plan.definition, "horizon": task.plan.horizon, "partitions": prints}
    )


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


def _inputs(store: Store, family: Family) -> dict[Partition, str]:
    """The family's partitions -> the fingerprint of each together with the other tables of its source."""
    others: dict[str, list[str]] = {}
    for entity in other_entities(family):
        for (source, part_week), (_, fingerprint) in statistics.partitions(store, entity).items():
            others.setdefault(source, []).append(f"{entity}/{part_week}:{fingerprint}")
    own = statistics.partitions(store, family.partition)
    return {p: " ".join([fingerprint, *others.get(p[0], [])]) for p, (_, fingerprint) in own.items()}


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
    settings: Settings, task: _Task, tables: BatchTables, batch: Sequence[Partition], mine: Sequence[Partition]
) -> pa.Table:
    """The counts that come from some partitions of a batch; those beside them are read too, where the family needs them."""
    family = task.family
    beside = {f for p in mine for f in _beside(p, family) if f in task.there} - set(batch)
    relations = tables.relations(family, batch, sorted(beside))
    if "money" in family.relations:
        relations["money"] = money_table(settings, money(settings))
    counted = count_family(family, relations, tables.ask, _parameters(family))
    return statistics.only_parts(counted, mine) if beside or len(mine) < len(batch) else counted


def none_counted(settings: Settings, family: Family, ask: Ask) -> pa.Table:
    """The family's columns without a row. ask: runs one SELECT."""
    relations = {e + "s": empty(e) for e in (family.partition, *other_entities(family))}
    weeks = relations["weeks"] = weeks_table(settings.calendar, [])
    relations["partitions"] = partitions_table([])
    relations |= settings_tables(settings, family, weeks)
    return count_family(family, relations, ask, _parameters(family))
