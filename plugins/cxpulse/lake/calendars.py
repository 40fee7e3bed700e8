"""SQL that turns dates of the Persian or Buddhist calendar into Gregorian ones, before anything else reads them.

Years tell the calendar of each cell: 1300-1499 is no Gregorian year of any export, 2400-2699 neither. A cell whose year is
of neither kind stays as it is, so that a file may hold both.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import duckdb

FIRST, LAST = 1300, 1499
_YEAR_FIRST = r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})"
_YEAR_LAST = r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})"


def gregorian_sql(text: str, calendar: str, order: str | None) -> str:
    """SQL of a date or time text with its date in the Gregorian calendar, as ISO for Persian dates; others unchanged.

    order: 'mdy' when days stand second in 08/23/1405; day first otherwise, as Persian dates with the year last are written.
    """
    if calendar == "persian":
        return f"persian_date({text}, {2 if order == 'mdy' else 1})"
    if calendar == "buddhist":
        return f"buddhist_date({text})"
    return text


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the macros of a connection, once; only sources that declare a calendar pay for them."""
    if not con.execute("SELECT count(*) FROM duckdb_functions() WHERE function_name = 'persian_date'").fetchall()[0][0]:
        for statement in _macros():
            con.execute(statement)


def _macros() -> tuple[str, ...]:
    """In the order in which they need each other."""
    digits = "(\\d{1,2})[/.\\-](\\d{1,2})"
    return (
        f"SET VARIABLE cx_new_years = {_starts()}",
        # Days of a Persian year before a day of it: six months of 31 days, five of 30, and one of 29 or 30.
        f"CREATE OR REPLACE TEMP MACRO persian_ymd(x, y, m, d) AS CASE WHEN y BETWEEN {FIRST} AND {LAST} AND m BETWEEN 1 AND 12 AND d >= 1 "
        f"AND d <= CASE WHEN m < 7 THEN 31 WHEN m < 12 THEN 30 ELSE getvariable('cx_new_years')[y - {FIRST} + 2] - getvariable('cx_new_years')[y - {FIRST} + 1] - 336 END "
        f"THEN (DATE '1921-01-01' + (getvariable('cx_new_years')[y - {FIRST} + 1] + CASE WHEN m < 7 THEN (m - 1) * 31 ELSE 186 + (m - 7) * 30 END + d - 1)::INT)::VARCHAR "
        f"|| regexp_replace(x, '^[\\d/.\\-]+', '') ELSE x END",
        f"CREATE OR REPLACE TEMP MACRO persian_date(x, day) AS CASE WHEN regexp_matches(x, {quoted(_YEAR_FIRST)}) THEN "
        f"persian_ymd(x, {_part(_YEAR_FIRST, '1')}, {_part(_YEAR_FIRST, '2')}, {_part(_YEAR_FIRST, '3')}) "
        f"WHEN regexp_matches(x, {quoted(_YEAR_LAST)}) THEN "
        f"persian_ymd(x, {_part(_YEAR_LAST, '3')}, {_part(_YEAR_LAST, '3 - day')}, {_part(_YEAR_LAST, 'day')}) ELSE x END",
        f"CREATE OR REPLACE TEMP MACRO buddhist_date(x) AS CASE WHEN regexp_matches(x, '^(2[456]\\d\\d[/.\\-]{digits}|{digits}[/.\\-]2[456]\\d\\d)') "
        "THEN regexp_replace(x, '2[456]\\d\\d', (regexp_extract(x, '2[456]\\d\\d')::INT - 543)::VARCHAR) ELSE x END",
    )


def _part(pattern: str, group: str) -> str:
    whole = f"regexp_extract(x, {quoted(pattern)}, ['a', 'b', 'c'])"
    if group.isdigit():
        return f"try_cast({whole}.{'abc'[int(group) - 1]} AS INT)"
    return f"try_cast([{whole}.a, {whole}.b][{group}] AS INT)"


@lru_cache(maxsize=1)
def _starts() -> str:
    """A list of the days from 1921-01-01 to each new year, as SQL."""
    from persiantools.jdatetime import JalaliDate

    origin = dt.date(1921, 1, 1)
    return "[" + ", ".join(str((JalaliDate(year, 1, 1).to_gregorian() - origin).days) for year in range(FIRST, LAST + 2)) + "]"
