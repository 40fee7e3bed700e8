"""Which source gave what for the week: told from the rows in the lake, so that it does not depend on when we look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source, load_sources
from cxpulse.core.measurement import State
from cxpulse.core.report_model import Coverage
from cxpulse.engines import load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.lake import statistics
from cxpulse.state import ingest_log

INSTANTS = {"response": ("sent_at", "answered_at"), "ticket": ("created_at", "solved_at"), "order": ("ordered_at",)}
WHOLE = "all"

Files = Mapping[str, Mapping[str, str]]
"""Entity -> partition -> full name of its file, of one source."""


def coverage(settings: Settings, week: dt.date) -> tuple[Coverage, ...]:
    """One line per configured source, by name.

    A source with dated rows is not supplied (never any row), not fresh (nothing newer than it is expected), or ok.
    Customers and contracts carry no such date: their source is ok when a file came within the expected days of the
    week's end.
    """
    store, seen = store_of(settings), ingest_log.last_seen(settings.state_database)
    entities = (*INSTANTS, "account", "contact", "contract")
    found = {entity: statistics.partitions(store, entity) for entity in entities}
    out = []
    for source in load_sources():
        files = {e: {part: name for (s, part), (name, _) in parts.items() if s == source.name} for e, parts in found.items()}
        out.append(_of_source(settings, source, week, {e: f for e, f in files.items() if f}, seen.get(source.name)))
    return tuple(out)


def _of_source(settings: Settings, source: Source, week: dt.date, files: Files, seen: Mapping[str, Any] | None) -> Coverage:
    if not files:
        return Coverage(source.name, 0, None, State.NOT_SUPPLIED.value)
    end = settings.calendar.bounds(week)[1]
    dated = {e: f for e, f in files.items() if e in INSTANTS}
    if not dated:
        names = [f[WHOLE] for f in files.values() if WHOLE in f]
        rows = sum(statistics.rows_of(store_of(settings), name) for name in names)
        came = dt.datetime.fromisoformat(seen["at"]) if seen else None
        fresh = came is not None and came >= end - dt.timedelta(days=source.expected_every_days)
        return Coverage(source.name, rows, None, (State.OK if fresh else State.NOT_FRESH).value)
    rows = sum(statistics.rows_of(store_of(settings), f[week.isoformat()]) for f in dated.values() if week.isoformat() in f)
    last = _last_day(settings, dated, week, end)
    late = last is None or (week + dt.timedelta(days=6) - last).days >= source.expected_every_days
    return Coverage(source.name, rows, last, (State.NOT_FRESH if late else State.OK).value)


def _last_day(settings: Settings, files: Files, week: dt.date, end: dt.datetime) -> dt.date | None:
    """Business day of the newest instant before the week's end."""
    found = []
    for entity, parts in files.items():
        names = [parts[p] for p in sorted(parts) if p <= week.isoformat()][-1:]
        found += [_newest(settings, names, column, end) for column in INSTANTS[entity] if names]
    instants = [instant for instant in found if instant is not None]
    return max(instants).replace(tzinfo=dt.UTC).astimezone(settings.tz).date() if instants else None


def _newest(settings: Settings, names: Sequence[str], column: str, end: dt.datetime) -> dt.datetime | None:
    sql = f'SELECT max("{column}") AS newest FROM seen WHERE "{column}" < $end_at'  # noqa: S608 - our own column names
    table = load_engine().run(sql, {"seen": list(names)}, {"end_at": end.replace(tzinfo=None)}, limits=limits(settings))
    newest: dt.datetime | None = table["newest"][0].as_py()
    return newest
