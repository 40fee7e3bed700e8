"""What the accepted rows of a file say in sum: first and last day, states, customers, sums; to be held against what one knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxpulse.catalog.entities import Entity
from cxpulse.lake.connection import first_row

if TYPE_CHECKING:
    import duckdb

_MOMENT = {
    "response": "coalesce(answered_at, sent_at)",
    "ticket": "created_at",
    "order": "ordered_at",
    "account": "created_at",
    "contact": "created_at",
    "contract": "start_date",
}
_WORDS = {"ticket": ("status",), "contract": ("status",), "account": ("plan", "segment")}
_FEW = 8
_SMALL = 5  # rows of a week on which no alert should rest


def facts(con: duckdb.DuckDBPyConnection, entity: Entity, table: str, zone: str) -> str:
    """The rows of one entity in one sentence. table: its rows in the canonical types; zone: of the days that are told."""
    told: list[str] = []
    if moment := _MOMENT.get(entity.name):
        day = moment if entity.name == "contract" else f"timezone('{zone}', timezone('UTC', {moment}))::DATE"
        first, last = first_row(con, f"SELECT min({day})::VARCHAR, max({day})::VARCHAR FROM {table}")  # noqa: S608
        if first:
            told.append(first if first == last else f"{first} to {last}")
            told += _weeks(con, table) if entity.part else []
    if entity.name == "order":
        buyers, items = first_row(con, f"SELECT count(DISTINCT respondent_key), sum(items) FROM {table}")  # noqa: S608
        sums = con.execute(
            f"SELECT coalesce(currency, ''), sum(value::DECIMAL(18, 2)) FROM {table} WHERE value IS NOT NULL GROUP BY 1 ORDER BY 1"  # noqa: S608
        ).fetchall()
        told += [f"{buyers:,} customers"] if buyers else []
        told += [f"{items:,} items"] if items else []
        told += [f"value {value:,.2f} {currency}".strip() for currency, value in sums]
    if entity.name == "response":
        answered, bad = first_row(con, f"SELECT count(score), count(*) - count(score) FROM {table}")  # noqa: S608
        told.append(f"{answered:,} with a score" + (f", {bad:,} without" if bad else ""))
    for column in _WORDS.get(entity.name, ()):
        said = con.execute(f'SELECT "{column}", count(*) FROM {table} WHERE "{column}" IS NOT NULL GROUP BY ALL ORDER BY 2 DESC, 1').fetchall()  # noqa: S608
        if 0 < len(said) <= _FEW and len(said) < sum(n for _, n in said):
            told.append(f"{column} {', '.join(f'{word} {n:,}' for word, n in said)}")
    return "; ".join(told)


def _weeks(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """How many business weeks hold rows, of all from the first to the last, and how many hold very few."""
    there, all_weeks, small = first_row(
        con,
        f"SELECT count(*), date_diff('week', min(part::DATE), max(part::DATE)) + 1, count(*) FILTER (n < {_SMALL}) "  # noqa: S608
        f"FROM (SELECT part, count(*) AS n FROM {table} GROUP BY part)",
    )
    if all_weeks < 3:
        return []
    return [f"{there:,} of {all_weeks:,} weeks have rows" + (f", {small:,} of them fewer than {_SMALL}" if small else "")]
