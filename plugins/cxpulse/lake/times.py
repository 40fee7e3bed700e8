"""SQL that reads times: ISO with or without offset, the vendor's formats, and local clock readings as UTC.

Three steps, each on plain columns, so that no step is computed twice: text -> local reading and offset -> UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxpulse.core.dates import Shift, shifts

_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
ISO = rf"{_DATE}([T ]\d{{1,2}}:\d{{2}}(:\d{{2}}([.,]\d+)?)?)?"
_OFFSET = r"[+-]\d{2}:?\d{2}"
ZONE_AT_END = rf"(:\d{{2}}(?:\.\d+)?(?: [AP]M)?) ?(GMT[+-]\d{{1,2}}|Z|UTC|GMT|{_OFFSET})$"
NUMBERS = r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})"
FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Clock:
    """How times of one file are read. zone: of those without one; formats: strptime, tried in order; sentinels: none."""

    zone: str
    formats: tuple[str, ...] = ()
    sentinels: tuple[str, ...] = ()
    epoch: bool = False


def quoted(text: str) -> str:
    """An SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


MACROS = (
    # One separator and no T: 14-07-2009T10:00 -> 14/07/2009 10:00.
    f"CREATE OR REPLACE TEMP MACRO plain_date(x) AS "
    f"regexp_replace(regexp_replace(regexp_replace(x, {quoted(NUMBERS)}, '\\1/\\2/\\3'), '^(\\d{{4}})\\.(\\d+)\\.', '\\1/\\2/'), "
    "'(\\d)T(\\d)', '\\1 \\2')",
    # Minutes east of UTC that a text ends with; NULL: none.
    f"CREATE OR REPLACE TEMP MACRO offset_in(x) AS CASE WHEN suffix(x, ' UTC') OR suffix(x, 'Z') THEN 0 WHEN right(x, 1) BETWEEN '0' AND '9' AND NOT regexp_matches(x, '{_OFFSET}$') "
    f"AND NOT contains(x, 'GMT') THEN NULL ELSE offset_of(regexp_extract(x, {quoted(ZONE_AT_END)}, 2)) END",
    "CREATE OR REPLACE TEMP MACRO offset_of(o) AS CASE WHEN o IN ('Z', 'UTC', 'GMT') THEN 0 WHEN o = '' THEN NULL "
    "WHEN starts_with(o, 'GMT') THEN substr(o, 4)::INT * 60 "
    "WHEN left(o, 1) = '-' THEN -(substr(o, 2, 2)::INT * 60 + right(o, 2)::INT) ELSE substr(o, 2, 2)::INT * 60 + right(o, 2)::INT END",
)


def local_sql(text: str, offset: str, clock: Clock) -> str:
    """SQL: a text column and its offset column -> the reading of the clock, naive; NULL when it is none."""
    formats = ", ".join(quoted(f) for f in clock.formats)
    bare = f"CASE WHEN {offset} IS NULL THEN {text} WHEN suffix({text}, ' UTC') THEN left({text}, length({text}) - 4) ELSE regexp_replace({text}, {quoted(ZONE_AT_END)}, '\\1') END"
    other = f"try_strptime(plain_date({bare}), [{formats}])" if formats else "NULL::TIMESTAMP"
    epoch = f"WHEN regexp_full_match({text}, '\\d{{9,10}}') THEN make_timestamp({text}::BIGINT * 1000000)" if clock.epoch else ""
    iso = f"regexp_full_match({text}, {quoted(ISO)})"
    bare_iso = f"regexp_full_match({bare}, {quoted(ISO)})"
    return (
        f"CASE WHEN {text} IS NULL OR {is_none(text, clock)} THEN NULL {epoch} WHEN {offset} IS NULL AND {iso} "
        f"THEN try_cast(replace({text}, ',', '.') AS TIMESTAMP) "
        f"WHEN {offset} IS NOT NULL AND {bare_iso} THEN try_cast({bare} AS TIMESTAMP) ELSE {other} END"
    )


def offset_sql(text: str, clock: Clock) -> str:
    """SQL: minutes east of UTC that the text itself gives (seconds since 1970 give 0); NULL: the file's zone holds."""
    return f"CASE WHEN regexp_full_match({text}, '\\d{{9,10}}') THEN 0 ELSE offset_in({text}) END" if clock.epoch else f"offset_in({text})"


def date_sql(text: str, clock: Clock) -> str:
    """SQL: a text column -> date, as written, never shifted by a zone."""
    formats = ", ".join(quoted(f) for f in clock.formats)
    other = f"try_strptime(plain_date({text}), [{formats}])::DATE" if formats else "NULL::DATE"
    return (
        f"CASE WHEN {text} IS NULL OR {is_none(text, clock)} THEN NULL WHEN regexp_full_match({text}, '{_DATE}([T ].*)?') "
        f"THEN try_cast(regexp_extract({text}, '^{_DATE}') AS DATE) ELSE {other} END"
    )


def is_none(text: str, clock: Clock) -> str:
    """SQL: the text is one of the vendor's times that mean none."""
    return f"{text} IN ({', '.join(quoted(s) for s in clock.sentinels)})" if clock.sentinels else "FALSE"


def _changes(zone: str) -> tuple[int, list[Shift]]:
    first, changes = shifts(zone)
    late = [c for c in changes if c.at.year >= FIRST_YEAR]
    before = [c for c in changes if c.at.year < FIRST_YEAR]
    return (before[-1].after if before else first), late


def utc_sql(local: str, zone: str) -> str:
    """SQL: a column of local readings -> naive UTC. Newest change first, since most rows are recent."""
    first, changes = _changes(zone)
    if not changes:
        return f"({local} - INTERVAL ({first}) SECOND)" if first else local
    whens = " ".join(f"WHEN {local} >= TIMESTAMP '{c.local_from}' THEN {c.after}" for c in reversed(changes))
    return f"({local} - to_seconds(CASE {whens} ELSE {first} END))"


def odd_hours(local: str, zone: str, *, twice: bool) -> str:
    """SQL condition: local readings that occurred twice (clock back) or never (clock forward)."""
    spans = [c.odd_hour for c in _changes(zone)[1] if (c.after < c.before) == twice]
    return " OR ".join(f"({local} >= TIMESTAMP '{a}' AND {local} < TIMESTAMP '{b}')" for a, b in spans) or "FALSE"
