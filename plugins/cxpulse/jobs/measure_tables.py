"""The tables that a counting query reads: those of the lake, those that the settings say, and the weeks of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
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

ARROW_TYPES = {
    "VARCHAR": "string",
    "DOUBLE": "double",
    "BIGINT": "int64",
    "BOOLEAN": "bool",
    "DATE": "date32",
}


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
    own = {family.partition + "s", "partitions", "weeks", *SETTINGS_TABLES}
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


def partitions_table(partitions: Sequence[Partition]) -> pa.Table:
    """Columns part_week and source of some partitions."""
    import pyarrow as pa

    names = {"part_week": [part for _, part in partitions], "source": [source for source, _ in partitions]}
    return pa.table(names, schema=pa.schema([("part_week", pa.string()), ("source", pa.string())]))


def weeks_of(calendar: Calendar, found: Sequence[dt.datetime | dt.date], until: dt.datetime | None) -> pa.Table:
    """Every week from the earliest to the latest of some UTC instants and local days, as a table; up to that of `until`, if given."""
    weeks = [_week(calendar, value) for value in found]
    if not weeks:
        return weeks_table(calendar, [])
    return weeks_table(calendar, calendar.weeks_between(min(weeks), calendar.week_of(until) if until else max(weeks)))


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
