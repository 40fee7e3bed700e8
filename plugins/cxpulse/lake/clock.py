"""How a file's times are to be read: declared formats, the vendor's, or an order of day and month that the file proves."""

from __future__ import annotations

import re

import duckdb

from cxpulse.core.dates import order_formats, order_proved
from cxpulse.core.errors import InputError
from cxpulse.lake.connection import first_row
from cxpulse.lake.plan import Plan
from cxpulse.lake.times import NUMBERS, Clock, odd_hours, quoted


def clock_of(con: duckdb.DuckDBPyConnection, file: str, plan: Plan, notes: list[str]) -> Clock:
    """The clock of a file, from the first rows in table `raw`. Raises InputError with both readings of an ambiguous file."""
    declared = plan.source.date_format
    epoch = declared == "epoch" or plan.kind.epoch
    formats = [declared, declared.split(" ")[0]] if declared and declared != "epoch" else list(plan.vendor.date_formats)
    if not declared and _year_first(con, plan):
        formats += order_formats("ymd")
    if not declared:
        formats += _ordered(con, file, plan, notes)
    formats = _likely_first(con, plan, [_one_separator(f) for f in dict.fromkeys(formats)])
    return Clock(plan.zone, tuple(formats), plan.vendor.sentinels, epoch=epoch)


def _one_separator(pattern: str) -> str:
    """A format as the text looks after `plain_date`: %d.%m.%Y -> %d/%m/%Y, and a blank for T."""
    if pattern.startswith("%Y"):
        return pattern.replace("T%H", " %H").replace("%Y.%m.%d", "%Y/%m/%d")
    return re.sub(r"(?<=%[dmyY])[.\-](?=%)", "/", pattern).replace("T%H", " %H")


def _ordered(con: duckdb.DuckDBPyConnection, file: str, plan: Plan, notes: list[str]) -> list[str]:
    fields = plan.times
    if not fields:
        return []
    one = " UNION ALL ".join(f"SELECT '{f}' AS f, \"{f}\" AS x, file_row FROM cells" for f in fields)  # noqa: S608
    found = first_row(
        con,
        f"SELECT max(a), max(b), arg_min(x, file_row), min(file_row), arg_min(f, file_row) FROM (SELECT x, file_row, f, "  # noqa: S608
        f"try_cast(regexp_extract(x, {quoted(NUMBERS)}, 1) AS INT) a, try_cast(regexp_extract(x, {quoted(NUMBERS)}, 2) AS INT) b "
        f"FROM ({one}) WHERE regexp_matches(x, {quoted(NUMBERS)}))",
    )
    if found[0] is None:
        return []
    if plan.source.date_order:
        return order_formats(plan.source.date_order)
    proved = order_proved(found[0], found[1])
    usual = plan.vendor.date_order
    if proved in {"dmy", "mdy"}:
        if usual not in {"ask", proved}:
            notes.append(f"dates are {_word(proved)}, proved by a number above 12, where {plan.vendor.title} usually writes {_word(usual)}")
        return order_formats(proved)
    if usual != "ask":
        return order_formats(usual)
    value, row, field = found[2], found[3], found[4]
    if proved == "both":
        raise InputError(
            f"{file}: field {field}: some dates are day/month, others month/day; export it again with one date format, or declare "
            "date_order: dmy or date_order: mdy in the source's YAML: rows that do not fit are then rejected"
        )
    a, b = value.replace(".", "/").replace("-", "/").split("/")[:2]
    raise InputError(
        f"{file}, line {row}, field {field}: '{value}' is day {int(a)} of month {int(b)}, or day {int(b)} of month {int(a)}; no date of the file "
        "proves which. Declare it in the source's YAML: 'date_order: dmy' (the first) or 'date_order: mdy' (the second)"
    )


def _year_first(con: duckdb.DuckDBPyConnection, plan: Plan) -> bool:
    """True when dates are written 2026/11/14 or 2026.11.14, which reads one way only."""
    found = " OR ".join(f"bool_or(regexp_matches(\"{f}\", '^\\d{{4}}[/.]\\d{{1,2}}[/.]'))" for f in plan.times)
    return bool(found and first_row(con, f"SELECT {found} FROM cells")[0])  # noqa: S608


def _word(order: str) -> str:
    return "day/month" if order == "dmy" else "month/day"


def _likely_first(con: duckdb.DuckDBPyConnection, plan: Plan, formats: list[str]) -> list[str]:
    """Formats by how often they fit the first rows, so that the engine seldom tries a second."""
    fields = plan.times
    if len(formats) < 2 or not fields:
        return formats
    one = " UNION ALL ".join(f"(SELECT \"{f}\" AS x FROM cells LIMIT 500)" for f in fields)  # noqa: S608
    counts = ", ".join(f"count(try_strptime(plain_date(x), {quoted(f)}))" for f in formats)
    hits = first_row(con, f"SELECT {counts} FROM ({one}) WHERE x IS NOT NULL")  # noqa: S608
    return [f for _, _, f in sorted((-(hits[i] or 0), i, f) for i, f in enumerate(formats))]


def lost_halves(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    """Time fields whose hours are exactly 1 to 12 and name no AM or PM: an export that lost the half of the day."""
    lost = []
    for field in (f for f in plan.times if f.endswith("_at")):
        hours, low, high, named = first_row(
            con,
            f"SELECT count(DISTINCT hour(local_{field})), min(hour(local_{field})), max(hour(local_{field})), "  # noqa: S608
            f"bool_or(regexp_matches(text_{field}, '[AaPp]\\.?[Mm]')) FROM raw WHERE local_{field} IS NOT NULL",
        )
        if (hours, low, high) == (12, 1, 12) and not named:
            lost.append(f"{field}: hours run from 1 to 12 and name neither AM nor PM; the half of the day is lost, days are right")
    return lost


def odd_notes(con: duckdb.DuckDBPyConnection, plan: Plan, clock: Clock) -> dict[str, int]:
    """How many clock readings without a zone never occurred, or occurred twice, because the clock was moved."""
    fields = plan.times
    if not any(f.endswith("_at") for f in fields) or clock.zone == "UTC" or odd_hours("t", clock.zone, twice=True) == "FALSE":
        return {}
    fields = [f for f in fields if f.endswith("_at")]
    one = " UNION ALL ".join(f"SELECT local_{f} AS t FROM raw WHERE offset_{f} IS NULL" for f in fields)  # noqa: S608
    never, twice = odd_hours("t", clock.zone, twice=False), odd_hours("t", clock.zone, twice=True)
    found = first_row(con, f"SELECT count(*) FILTER ({never}), count(*) FILTER ({twice}) FROM ({one})")  # noqa: S608
    return {
        f"times that the clock of {clock.zone} skipped (read as if it had not been moved)": found[0],
        f"times that occurred twice in {clock.zone} (read as the first)": found[1],
    }
