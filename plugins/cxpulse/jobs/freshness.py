"""How fresh and how complete every source is, told from the rows in the lake: at the end of a week, or now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source, load_sources
from cxpulse.core.freshness import Freshness, Rule, judge
from cxpulse.engines import load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.lake import statistics
from cxpulse.state import ingest_log

INSTANTS = {"response": ("sent_at", "answered_at"), "ticket": ("created_at", "solved_at"), "order": ("ordered_at",), "message": ("sent_at",)}
UNDATED = ("account", "contact", "contract")
WHOLE = "all"

Files = Mapping[str, Mapping[str, str]]
"""Entity -> partition -> full name of its file, of one source."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A source and how it stands. dated: whether its rows have a time; others are told by when their last file came."""

    source: str
    dated: bool
    found: Freshness


def at_week(settings: Settings, week: dt.date) -> list[Standing]:
    """Every configured source at the end of a week, by name: it does not depend on when we look.

    A source of customers and contracts only, whose rows carry no such time, goes by the day on which its last file came.
    """
    return _standings(settings, week, week + dt.timedelta(days=6), settings.calendar.bounds(week)[1])


def at_instant(settings: Settings, now: dt.datetime) -> list[Standing]:
    """Every configured source as of `now` (aware): last seen at any time, its rows those of the last complete week."""
    this = settings.calendar.week_of(now)
    return _standings(settings, this - dt.timedelta(weeks=1), now.astimezone(settings.tz).date(), now)


def to_json(standing: Standing) -> dict[str, Any]:
    """JSON-able: source, state, last_seen, expected_by, rows, usual, least."""
    found = standing.found
    return {
        "source": standing.source, "state": found.state, "last_seen": found.last_seen and found.last_seen.isoformat(),
        "expected_by": found.expected_by and found.expected_by.isoformat(), "rows": found.rows, "usual": found.usual, "least": found.least,
    }  # fmt: skip


def _standings(settings: Settings, week: dt.date, as_of: dt.date, end: dt.datetime) -> list[Standing]:
    store, seen = store_of(settings), ingest_log.last_seen(settings.state_database)
    parts = {entity: statistics.partitions(store, entity) for entity in (*INSTANTS, *UNDATED)}
    out = []
    for source in load_sources():
        mine = {e: {part: name for (s, part), (name, _) in there.items() if s == source.name} for e, there in parts.items()}
        files = {e: found for e, found in mine.items() if found}
        dated = {e: f for e, f in files.items() if e in INSTANTS}
        if dated:
            found = _dated(settings, source, week, as_of, end, dated)
        else:
            found = _undated(settings, source, as_of, files, seen.get(source.name))
        out.append(Standing(source.name, bool(dated), found))
    return out


def _rule(settings: Settings, source: Source) -> Rule:
    return Rule(source.expected_every_days, settings.freshness.missing_share, settings.freshness.stopped_after)


def _dated(settings: Settings, source: Source, week: dt.date, as_of: dt.date, end: dt.datetime, files: Files) -> Freshness:
    first = min(part for parts in files.values() for part in parts)
    before = [week - dt.timedelta(weeks=i) for i in range(1, settings.freshness.usual_weeks + 1)]
    history = [_rows(settings, files, w) for w in before if w.isoformat() >= first]
    return judge(_last_day(settings, files, end), as_of, _rule(settings, source), _rows(settings, files, week), history)


def _undated(settings: Settings, source: Source, as_of: dt.date, files: Files, seen: Mapping[str, Any] | None) -> Freshness:
    if not files:
        return judge(None, as_of, _rule(settings, source), 0)
    came = dt.datetime.fromisoformat(seen["at"]).astimezone(settings.tz).date() if seen else dt.date.min
    rows = sum(statistics.rows_of(store_of(settings), parts[WHOLE]) for parts in files.values() if WHOLE in parts)
    found = judge(max(came, dt.date(1970, 1, 1)), as_of, _rule(settings, source))
    return Freshness(found.state, found.last_seen, found.expected_by, rows, None, None)


def _rows(settings: Settings, files: Files, week: dt.date) -> int:
    return sum(statistics.rows_of(store_of(settings), parts[week.isoformat()]) for parts in files.values() if week.isoformat() in parts)


def _last_day(settings: Settings, files: Files, end: dt.datetime) -> dt.date | None:
    """Business day of the newest instant before `end`."""
    this = settings.calendar.week_of(end - dt.timedelta(microseconds=1)).isoformat()
    found = []
    for entity, parts in files.items():
        names = [parts[p] for p in sorted(parts) if p <= this][-1:]
        found += [_newest(settings, names, column, end) for column in INSTANTS[entity] if names]
    instants = [instant for instant in found if instant is not None]
    return max(instants).replace(tzinfo=dt.UTC).astimezone(settings.tz).date() if instants else None


def _newest(settings: Settings, names: Sequence[str], column: str, end: dt.datetime) -> dt.datetime | None:
    sql = f'SELECT max("{column}") AS newest FROM seen WHERE "{column}" < $end_at'  # noqa: S608 - our own column names
    given = {"end_at": end.astimezone(dt.UTC).replace(tzinfo=None)}
    newest: dt.datetime | None = load_engine().run(sql, {"seen": list(names)}, given, limits=limits(settings))["newest"][0].as_py()
    return newest
