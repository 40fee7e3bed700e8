"""SQL that casts a SELECT's text columns to the entity's types, and says of each bad row which field is wrong and why."""

from __future__ import annotations

from dataclasses import dataclass

from cxpulse.catalog.entities import SQL_TYPES, Column, Entity
from cxpulse.lake.plan import SURVEY_COLUMNS, Plan
from cxpulse.lake.times import quoted

_MANGLED = r"[+-]?\d+([.,]\d+)?[eE]\+\d+"  # spreadsheets write the plus; an id such as 12e5 has none
_MANGLED_REASON = "a spreadsheet turned this id into {0}: its last digits are lost; export again and do not open it in a spreadsheet"
WHAT = {"number": "no number", "integer": "no whole number", "flag": "neither true nor false", "time": "no time that can be read",
         "date": "no date that can be read"}  # fmt: skip
_YEARS = (1990, 2100)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a row can be bad. when: SQL over the columns x_* (text) and the typed ones; reason, value: SQL."""

    field: str
    when: str
    reason: str
    value: str


def typed_columns(entity: Entity, given: dict[str, str], plan: Plan) -> dict[str, str]:
    """Column -> SQL of its typed value. given: column -> SQL type, as the SELECT gives it (missing ones become NULL)."""
    return {c.name: _typed(c, given, plan) for c in entity.columns}


def _typed(column: Column, given: dict[str, str], plan: Plan) -> str:
    name, sql_type = column.name, SQL_TYPES[column.type]
    if name in plan.constants and (name not in given or name in SURVEY_COLUMNS):
        return plan.constants[name]
    if name not in given:
        return f"NULL::{sql_type}"
    if given[name] != "VARCHAR":
        return f'"{name}"::{sql_type}'
    return _CASTS[column.type].format(x=f'"{name}"')


_CASTS = {
    "id": "{x}", "key": "{x}", "text": "{x}", "comment": "masked({x})", "word": "word({x})", "number": "as_number({x})",
    "integer": "CASE WHEN as_number({x}) = floor(as_number({x})) THEN try_cast(as_number({x}) AS BIGINT) END",
    "flag": "as_flag({x})", "time": "try_cast({x} AS TIMESTAMP)", "date": "try_cast({x} AS DATE)",
}  # fmt: skip


def faults(entity: Entity, given: dict[str, str]) -> list[Fault]:
    """Every fault, in the order of the columns; the first that holds is the one that is told."""
    found = [fault for column in entity.columns for fault in _column_faults(column, given)]
    for rule in entity.rules:
        shown = _shown(entity.column(rule.field), f'"{rule.field}"::VARCHAR')
        found.append(Fault(rule.field, rule.when, quoted(rule.reason), shown))
    return found


def _column_faults(column: Column, given: dict[str, str]) -> list[Fault]:
    name = column.name
    text = f'x_{name}' if given.get(name) == "VARCHAR" else f'"{name}"::VARCHAR'
    shown = _shown(column, text)
    found = []
    if column.type == "id" and given.get(name) == "VARCHAR":
        reason = f"replace({quoted(_MANGLED_REASON)}, '{{0}}', {shown})"
        found.append(Fault(name, f"(contains({text}, '+') AND regexp_full_match({text}, {quoted(_MANGLED)}))", reason, shown))
    if column.type in WHAT and given.get(name) == "VARCHAR":
        found.append(Fault(name, f'({text} IS NOT NULL AND "{name}" IS NULL)', quoted(WHAT[column.type]), shown))
    if column.type == "number":
        found.append(Fault(name, f'NOT isfinite("{name}")', quoted("no finite number"), shown))
    if column.type in {"time", "date"}:
        years = f'year("{name}") NOT BETWEEN {_YEARS[0]} AND {_YEARS[1]}'
        found.append(Fault(name, years, quoted(f"not between the years {_YEARS[0]} and {_YEARS[1]}"), shown))
    if column.required:
        found.append(Fault(name, f'"{name}" IS NULL', quoted("no value"), "''"))
    if column.one_of:
        words = ", ".join(quoted(w) for w in column.one_of)
        found.append(Fault(name, f'"{name}" NOT IN ({words})', quoted("none of: " + ", ".join(column.one_of)), shown))
    if column.between:
        low, high = (f'"{b}"' if isinstance(b, str) else str(b) for b in column.between)
        reason = f"'outside ' || ({low})::BIGINT || ' to ' || ({high})::BIGINT"
        found.append(Fault(name, f'"{name}" NOT BETWEEN {low} AND {high}', reason, shown))
    return found


def _shown(column: Column, text: str) -> str:
    """The value as a reject shows it: never a person's; no address; at most 60 characters."""
    return "'(masked)'" if column.personal else f"left(masked({text}), 60)"
