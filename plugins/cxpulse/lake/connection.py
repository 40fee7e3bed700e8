"""One DuckDB in memory per run, with a memory limit, spilling into a work folder; and the macros that the SELECTs use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from cxpulse.core.digits import BLANKS, FROM_DIGITS, FROM_LETTERS, TO_DIGITS, TO_LETTERS
from cxpulse.core.pseudonym import LENGTH, pads
from cxpulse.lake.phones import e164
from cxpulse.lake.store import Store
from cxpulse.lake.times import MACROS as TIME_MACROS
from cxpulse.lake.times import quoted

_MAIL = r"[\w.+%-]+@[\w-]+(\.[\w-]+)+"
_PHONE = r"(\+|\b0|[۰٠])([\d۰-۹٠-٩][ ().\-]?){8,14}[\d۰-۹٠-٩]"

_MACROS = (
    *TIME_MACROS[::-1],
    f"CREATE OR REPLACE TEMP MACRO tidy(x) AS CASE WHEN contains({quoted(BLANKS)}, left(x, 1)) "
    f"OR contains({quoted(BLANKS)}, right(x, 1)) THEN trim(x, {quoted(BLANKS)}) ELSE x END",
    f"CREATE OR REPLACE TEMP MACRO latin(x) AS CASE WHEN strlen(x) = length(x) THEN x "
    f"ELSE translate(x, {quoted(FROM_DIGITS + FROM_LETTERS)}, {quoted(TO_DIGITS + TO_LETTERS)}) END",
    "CREATE OR REPLACE TEMP MACRO word(x) AS CASE WHEN contains(x, ' ') OR contains(x, '-') THEN "
    "regexp_replace(lower(x), '[ \\-]+', '_', 'g') ELSE lower(x) END",
    "CREATE OR REPLACE TEMP MACRO language_of(x) AS lower(left(x, 2))",
    "CREATE OR REPLACE TEMP MACRO as_number(x) AS try_cast(CASE WHEN contains(x, ',') AND "
    "regexp_full_match(x, '[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?') THEN replace(x, ',', '') ELSE x END AS DOUBLE)",
    "CREATE OR REPLACE TEMP MACRO as_flag(x) AS CASE WHEN lower(x) IN ('true', '1', 'yes', 't', 'y') THEN TRUE "
    "WHEN lower(x) IN ('false', '0', 'no', 'f', 'n') THEN FALSE END",
    "CREATE OR REPLACE TEMP MACRO minutes_between(a, b) AS CASE WHEN b >= a THEN date_diff('second', a, b) / 60.0 END",
    f"CREATE OR REPLACE TEMP MACRO pseudonym(kind, x) AS left(sha256(getvariable('cx_outer') || "
    f"unhex(sha256(getvariable('cx_inner') || encode(kind || ':' || x)))), {LENGTH})",
    "CREATE OR REPLACE TEMP MACRO mailbox(x) AS CASE WHEN suffix(x, '@gmail.com') OR suffix(x, '@googlemail.com') THEN "
    "replace(regexp_replace(x, '(\\+[^@]*)?@.*$', ''), '.', '') || '@gmail.com' "
    "WHEN contains(x, '+') THEN regexp_replace(x, '^([^+@]+)\\+[^@]*@', '\\1@') ELSE x END",
    "CREATE OR REPLACE TEMP MACRO email_key(x) AS CASE WHEN contains(x, '@') THEN "
    "pseudonym('email', mailbox(regexp_replace(lower(nfc_normalize(x)), '^mailto:', ''))) END",
    "CREATE OR REPLACE TEMP MACRO phone_key(x) AS pseudonym('phone', nullif(e164(x), ''))",
    "CREATE OR REPLACE TEMP MACRO unmangled(x) AS CASE WHEN NOT regexp_full_match(x, '\\d+([.,]\\d+)?[eE]\\+\\d+') THEN x END",
    "CREATE OR REPLACE TEMP MACRO person_key(person, email, kind, vendors_own) AS "
    "coalesce(pseudonym('person', person), email_key(email), pseudonym(kind, unmangled(vendors_own)))",
    f"CREATE OR REPLACE TEMP MACRO masked(x) AS CASE WHEN contains(x, '@') OR regexp_matches(x, '[\\d۰-۹٠-٩]{{3}}') THEN "
    f"regexp_replace(regexp_replace(x, {quoted(_MAIL)}, '[e-mail]', 'g'), {quoted(_PHONE)}, '[phone]', 'g') ELSE x END",
)


def connect(work: Path, store: Store, key: bytes, *, memory_limit: str = "1GB", threads: int = 2, phone_region: str = "") -> duckdb.DuckDBPyConnection:
    """A fresh connection. The key of the pseudonyms is a session variable, never part of a statement.

    phone_region: whose national spelling of telephone numbers is understood (see lake/phones.py).
    """
    con = duckdb.connect(":memory:")
    con.execute(f"SET memory_limit={quoted(memory_limit)}")
    con.execute(f"SET threads={int(threads)}")
    con.execute(f"SET temp_directory={quoted(str(work / 'spill'))}")
    con.execute("SET preserve_insertion_order=false")
    con.execute("SET parquet_metadata_cache=true")
    store.register(con)
    inner, outer = pads(key)
    con.execute("SET VARIABLE cx_inner = $1", [inner])
    con.execute("SET VARIABLE cx_outer = $1", [outer])
    con.create_function("e164", lambda x: e164(x, phone_region) or "", ["VARCHAR"], "VARCHAR")
    for macro in _MACROS:
        con.execute(macro)
    return con


def engine_share(limit: str, quarters: int = 1) -> str:
    """A quarter of the memory that a run may use: the rest is the parser's, Python's and the partition being written.

    quarters: more, while nothing of that is going on. The engine spills to disk above it. engine_share("1GB") == "250MB".
    """
    unit = limit.strip().lstrip("0123456789. ")
    number = float(limit.strip().removesuffix(unit)) * quarters
    smaller = {"GB": "MB", "TB": "GB", "MB": "KB"}.get(unit)
    return f"{number * 250:g}{smaller}" if smaller else f"{number / 4:g}{unit}"


def give(con: duckdb.DuckDBPyConnection, share: str) -> None:
    """Lets the engine use another share of the memory, and gives back what Arrow holds and does not use."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    con.execute(f"SET memory_limit={quoted(share)}")


def first_row(con: duckdb.DuckDBPyConnection, statement: str, given: list[Any] | None = None) -> tuple[Any, ...]:
    """The one row of an aggregate. Everything is fetched: a result left open would block the connection."""
    row: tuple[Any, ...] = con.execute(statement, given).fetchall()[0]
    return row
