"""How fresh and how complete every source is, told from the rows in the lake: at the end of a week, or now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source, load_sources
from cxpulse.core.freshness import FRESH, NOT_SUPPLIED, Freshness, Rule, judge
from cxpulse.engines import load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.lake import statistics
from cxpulse.state import ingest_log

INSTANTS = {"response": ("sent_at", "answered_at"), "ticket": ("created_at", "solved_at"), "order": ("ordered_at",), "message": ("sent_at",), "help_day": ("day_at",)}
UNDATED = ("account", "contact", "contract")
WHOLE = "all"

Files = Mapping[str, Mapping[str, str]]
"""Entity -> partition -> full name of its file, of one source."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A source and how it stands. dated: whether its rows have a time; others are told by when their last file came.

    first_seen: day of its oldest row. declared: whether a YAML says what is expected of it; a file that was read by its looks
    alone, or by a YAML that is gone, is expected by nobody and never late.
    """

    source: str
    dated: bool
    found: Freshness
    first_seen: dt.date | None = None
    declared: bool = True


def at_week(settings: Settings, week: dt.date) -> list[Standing]:
    """Every source that has ever delivered, at the end of a week, by name: it does not depend on when we look.

    One that is declared and has never delivered a row or a file is no fact of a week; `never_delivered` names it. A source of customers and contracts only, whose rows carry no such time, goes by the day on which its last file came.
    """
    return _standings(settings, week, week + dt.timedelta(days=6), settings.calendar.bounds(week)[1])


def at_instant(settings: Settings, now: dt.datetime) -> list[Standing]:
    """Every source that has ever delivered, as of `now` (aware): last seen at any time, its rows those of the last complete week."""
    this = settings.calendar.week_of(now)
    return _standings(settings, this - dt.timedelta(weeks=1), now.astimezone(settings.tz).date(), now)


def never_delivered(settings: Settings) -> list[str]:
    """Declared sources of which no row and no file is here, by name."""
    there, seen = _there(settings), ingest_log.last_seen(settings.state_database)
    return sorted(s.name for s in load_sources() if s.name not in there and s.name not in seen)


def to_json(standing: Standing) -> dict[str, Any]:
    """JSON-able: source, declared, dated, state, first_seen, last_seen, expected_by, rows, usual, least. last_seen of a source
    whose rows have no time is the day on which its last file was taken in.
    """
    found, first = standing.found, standing.first_seen
    return {
        "source": standing.source, "declared": standing.declared, "dated": standing.dated, "state": found.state,
        "first_seen": first and first.isoformat(), "last_seen": found.last_seen and found.last_seen.isoformat(),
        "expected_by": found.expected_by and found.expected_by.isoformat(), "rows": found.rows, "usual": found.usual, "least": found.least,
    }  # fmt: skip


def _there(settings: Settings) -> dict[str, dict[str, dict[str, str]]]:
    """Source -> entity -> partition -> its file: everything that is in the lake."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    for entity in (*INSTANTS, *UNDATED):
        for (source, part), (name, _) in statistics.partitions(store_of(settings), entity).items():
            out.setdefault(source, {}).setdefault(entity, {})[part] = name
    return out


def _standings(settings: Settings, week: dt.date, as_of: dt.date, end: dt.datetime) -> list[Standing]:
    there, seen = _there(settings), ingest_log.last_seen(settings.state_database)
    declared = {s.name: s for s in load_sources()}
    out = []
    for name in sorted({*there, *(n for n in seen if n in declared)}):
        source, files = declared.get(name), there.get(name, {})
        dated = {e: f for e, f in files.items() if e in INSTANTS}
        if not dated:
            found = _undated(settings, source, as_of, files, seen.get(name))
        else:
            found = _dated(settings, source, week, as_of, end, dated)
        first = _first_day(settings, dated) if dated else None
        out.append(Standing(name, bool(dated), found if source else _unexpected(found), first, source is not None))
    return out


def _unexpected(found: Freshness) -> Freshness:
    """Of a source that nobody has declared: there or not, but never late."""
    return Freshness(NOT_SUPPLIED if found.last_seen is None else FRESH, found.last_seen, None, found.rows, None, None)


def _rule(settings: Settings, source: Source | None) -> Rule:
    return Rule(source.expected_every_days if source else 7, settings.freshness.missing_share, settings.freshness.stopped_after)


def _dated(settings: Settings, source: Source | None, week: dt.date, as_of: dt.date, end: dt.datetime, files: Files) -> Freshness:
    first = min(part for parts in files.values() for part in parts)
    before = [week - dt.timedelta(weeks=i) for i in range(1, settings.freshness.usual_weeks + 1)]
    history = [_rows(settings, files, w) for w in before if w.isoformat() >= first]
    return judge(_last_day(settings, files, end), as_of, _rule(settings, source), _rows(settings, files, week), history)


def _undated(settings: Settings, source: Source | None, as_of: dt.date, files: Files, seen: Mapping[str, Any] | None) -> Freshness:
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


def _first_day(settings: Settings, files: Files) -> dt.date | None:
    """Business day of the oldest instant of all."""
    found = []
    for entity, parts in files.items():
        moments = ", ".join(f'min("{column}")' for column in INSTANTS[entity])
        sql = f"SELECT least({moments}) AS oldest FROM seen" if "," in moments else f"SELECT {moments} AS oldest FROM seen"  # noqa: S608 - our own column names
        found.append(load_engine().run(sql, {"seen": [parts[min(parts)]]}, {}, limits=limits(settings))["oldest"][0].as_py())
    instants = [instant for instant in found if instant is not None]
    return min(instants).replace(tzinfo=dt.UTC).astimezone(settings.tz).date() if instants else None


def _newest(settings: Settings, names: Sequence[str], column: str, end: dt.datetime) -> dt.datetime | None:
    sql = f'SELECT max("{column}") AS newest FROM seen WHERE "{column}" < $end_at'  # noqa: S608 - our own column names
    given = {"end_at": end.astimezone(dt.UTC).replace(tzinfo=None)}
    newest: dt.datetime | None = load_engine().run(sql, {"seen": list(names)}, given, limits=limits(settings))["newest"][0].as_py()
    return newest
