"""SQL that reads times: ISO with or without offset, the vendor's formats, and local clock readings as UTC."""

from __future__ import annotations

from dataclasses import dataclass

from cxpulse.core.dates import shifts

_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
ISO = rf"{_DATE}([T ]{_TIME})?"
_UTC_MARK = r".*\d:\d{2}(:\d{2}(\.\d+)?)?( (AM|PM))? ?(Z|UTC|GMT)"
_OFFSET = r".*\d:\d{2}(:\d{2}(\.\d+)?)?( (AM|PM))? ?[+-]\d{2}:?\d{2}"
NUMBERS = r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})"


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


def time_macros(clock: Clock) -> list[str]:
    """CREATE MACRO statements: as_local(text) naive local, as_utc(local), as_time(text) UTC, as_date(text)."""
    formats = ", ".join(quoted(f) for f in clock.formats)
    other = f"try_strptime(plain_date(x), [{formats}])" if formats else "NULL::TIMESTAMP"
    sentinels = ", ".join(quoted(s) for s in clock.sentinels) or "''"
    epoch = "WHEN regexp_full_match(x, '\\d{9,10}') THEN make_timestamp(x::BIGINT * 1000000)" if clock.epoch else ""
    return [
        PLAIN_DATE,
        f"CREATE OR REPLACE TEMP MACRO is_none(x) AS x IN ({sentinels})",
        f"CREATE OR REPLACE TEMP MACRO as_local(x) AS CASE WHEN regexp_full_match(x, {quoted(ISO)}) "
        f"THEN try_cast(replace(x, ',', '.') AS TIMESTAMP) ELSE {other} END",
        f"CREATE OR REPLACE TEMP MACRO as_utc(t) AS {to_utc('t', clock.zone)}",
        f"""CREATE OR REPLACE TEMP MACRO as_time(x) AS CASE
            WHEN x IS NULL OR x IN ({sentinels}) THEN NULL {epoch}
            WHEN regexp_full_match(x, {quoted(ISO)}) THEN as_utc(as_local(x))
            WHEN regexp_full_match(x, {quoted(_UTC_MARK)}) THEN as_local(regexp_replace(x, ' ?(Z|UTC|GMT)$', ''))
            WHEN regexp_full_match(x, {quoted(_OFFSET)})
            THEN as_local(trim(regexp_replace(x, '[+-]\\d{{2}}:?\\d{{2}}$', ''))) - offset_of(regexp_extract(x, '[+-]\\d{{2}}:?\\d{{2}}$'))
            ELSE as_utc(as_local(x)) END""",
        f"""CREATE OR REPLACE TEMP MACRO as_date(x) AS CASE
            WHEN x IS NULL OR x IN ({sentinels}) THEN NULL
            WHEN regexp_full_match(x, '{_DATE}([T ].*)?') THEN try_cast(regexp_extract(x, '^{_DATE}') AS DATE)
            ELSE as_local(x)::DATE END""",
    ]


PLAIN_DATE = (
    f"CREATE OR REPLACE TEMP MACRO plain_date(x) AS "
    f"regexp_replace(regexp_replace(x, {quoted(NUMBERS)}, '\\1/\\2/\\3'), '(\\d)T(\\d)', '\\1 \\2')"
)
"""One separator and no T: 14-07-2009T10:00 -> 14/07/2009 10:00."""

OFFSET_MACRO = (
    "CREATE OR REPLACE TEMP MACRO offset_of(o) AS to_minutes(((CASE WHEN left(o, 1) = '-' THEN -1 ELSE 1 END) * "
    "(substr(o, 2, 2)::INT * 60 + right(o, 2)::INT))::BIGINT)"
)


def to_utc(name: str, zone: str) -> str:
    """SQL: naive local time -> naive UTC. Newest change first, since most rows are recent; no engine's own zone data."""
    first, changes = shifts(zone)
    if not changes:
        return f"({name} - INTERVAL ({first}) SECOND)"
    whens = " ".join(
        f"WHEN {name} >= TIMESTAMP '{c.local_from}' THEN {name} - INTERVAL ({c.after}) SECOND" for c in reversed(changes)
    )
    return f"CASE {whens} ELSE {name} - INTERVAL ({first}) SECOND END"


def odd_hours(name: str, zone: str, *, twice: bool) -> str:
    """SQL condition: local readings that occurred twice (clock back) or never (clock forward)."""
    spans = [c.odd_hour for c in shifts(zone)[1] if (c.after < c.before) == twice]
    return " OR ".join(f"({name} >= TIMESTAMP '{a}' AND {name} < TIMESTAMP '{b}')" for a, b in spans) or "FALSE"
