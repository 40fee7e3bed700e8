"""The tables that a counting query reads: partitions in batches that fit into memory, and the weeks of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import Family
from cxpulse.catalog.settings import Settings
from cxpulse.core.weeks import Calendar
from cxpulse.engines import Files
from cxpulse.jobs.money import money_table
from cxpulse.lake import statistics
from cxpulse.lake.statistics import Partition
from cxpulse.lake.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

# Rows counted in one query: one partition is counted in one piece, small ones are counted together.
BATCH_ROWS = 600_000
ARROW_TYPES = {
    "VARCHAR": "string",
    "DOUBLE": "double",
    "BIGINT": "int64",
    "BOOLEAN": "bool",
    "DATE": "date32",
}


def groups(store: Store, names: Mapping[Partition, str | None]) -> Iterator[list[Partition]]:
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


def batches(store: Store, files: Mapping[Partition, str]) -> Iterator[list[Partition]]:
    """Partitions in batches of up to BATCH_ROWS rows (one at least); counts of one partition never meet another's."""
    batch: list[Partition] = []
    rows = 0
    for part, name in files.items():
        more = statistics.rows_of(store, name)
        if batch and rows + more > BATCH_ROWS:
            yield batch
            batch, rows = [], 0
        batch.append(part)
        rows += more
    if batch:
        yield batch


def relations_of(store: Store, family: Family, files: Sequence[str]) -> dict[str, Any]:
    """The query's tables but `weeks`: some partitions of the family's entity, and all of its other entities."""
    relations: dict[str, Any] = {family.partition + "s": complete(store, family.partition, files)}
    for entity in other_entities(family):
        there = [name for name, _ in statistics.partitions(store, entity).values()]
        relations[entity + "s"] = complete(store, entity, there)
    return relations


def complete(store: Store, entity: str, files: Sequence[str]) -> Sequence[str] | Files | pa.Table:
    """Partitions of an entity, by full name, as a relation with all of its columns: also those that it got after they were
    written, which are NULL. Without any partition a table without rows.
    """
    wanted = empty(entity)
    if not files:
        return wanted
    if all(set(wanted.column_names) - {"part_week"} <= statistics.columns_of(store, f) for f in {files[0], files[-1]}):
        return files
    return Files(files, wanted)


def empty(entity: str) -> pa.Table:
    """A table without rows, in the entity's columns: what a source that does not have the entity offers."""
    import pyarrow as pa

    from cxpulse.catalog.entities import load_entity

    types = {**load_entity(entity).schema, "part_week": "VARCHAR"}
    fields = [
        (name, pa.timestamp("us") if sql == "TIMESTAMP" else pa.type_for_alias(ARROW_TYPES[sql]))
        for name, sql in types.items()
    ]
    return pa.schema(fields).empty_table()


def other_entities(family: Family) -> list[str]:
    """The entities that a family's query reads beside the one whose partitions it counts."""
    own = {family.partition + "s", "weeks", *SETTINGS_TABLES}
    return [r.removesuffix("s") for r in family.tables if r not in own]


def settings_tables(settings: Settings, family: Family, weeks: pa.Table) -> dict[str, pa.Table]:
    """The query's tables that come from settings.yaml, without rows where it says nothing."""
    return {name: make(settings, weeks) for name, make in SETTINGS_TABLES.items() if name in family.tables}


def targets_table(settings: Settings, weeks: pa.Table) -> pa.Table:
    """Columns priority ('default': every priority without an own row), first_reply_minutes, resolution_minutes."""
    import pyarrow as pa

    rows = [{"priority": priority, **target.model_dump()} for priority, target in settings.ticket_targets.items()]
    columns = [("priority", pa.string()), ("first_reply_minutes", pa.float64()), ("resolution_minutes", pa.float64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


def open_hours_table(settings: Settings, weeks: pa.Table) -> pa.Table:
    """Columns start_at, end_at (UTC, without a zone) of each opening span, and seconds_before: open seconds before it."""
    import pyarrow as pa

    spans = []
    if settings.business_hours and weeks.num_rows:
        first, last = weeks["start_at"][0].as_py(), weeks["end_at"][-1].as_py()
        spans = settings.business_hours.schedule.spans(first.replace(tzinfo=dt.UTC), last.replace(tzinfo=dt.UTC))
    return pa.table(
        {
            "start_at": pa.array([s[0].replace(tzinfo=None) for s in spans], pa.timestamp("us")),
            "end_at": pa.array([s[1].replace(tzinfo=None) for s in spans], pa.timestamp("us")),
            "seconds_before": pa.array([s[2] * 60 for s in spans], pa.float64()),
        }
    )


SETTINGS_TABLES: dict[str, Callable[[Settings, pa.Table], pa.Table]] = {
    "targets": targets_table,
    "open_hours": open_hours_table,
    "money": lambda settings, _weeks: money_table(settings),
}


def weeks_of(
    calendar: Calendar,
    family: Family,
    relations: Mapping[str, Any],
    ask: Callable[[str, Mapping[str, Any]], pa.Table],
    now: dt.datetime,
) -> pa.Table:
    """Every week that rows of a batch may fall into (contracts: up to the week of `now`). ask: runs one SELECT."""
    columns = [*family.instants, *family.days]
    extremes = ", ".join(f'min("{c}"), max("{c}")' for c in columns)
    table = family.partition + "s"
    sql = f'SELECT {extremes} FROM "{table}"'  # noqa: S608 - names from our own query's head
    row = ask(sql, {table: relations[table]})
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
