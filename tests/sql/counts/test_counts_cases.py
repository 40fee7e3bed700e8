"""Counting queries against small hand-made tables: one folder a case, named after the behaviour.

tests/sql/counts/<query>/<case>/ holds case.yaml (zone, first_day, weeks; parameters and settings where they differ), one CSV per
relation (columns of the canonical entity; an empty field is NULL, "part_week" may be given) and expected.csv: the rows
that must come out, in the columns it names. Columns it does not name are not looked at; rows are added up over them.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from cxpulse.catalog.entities import load_entity
from cxpulse.catalog.families import Family, family_names, load_family
from cxpulse.catalog.settings import Settings
from cxpulse.core.weeks import WEEKDAYS, Calendar
from cxpulse.engines import Limits, load_engine
from cxpulse.jobs.measure_shared import count_family
from cxpulse.jobs.measure_tables import SETTINGS_TABLES, partitions_table, settings_tables, weeks_table
from lake_fixtures import ARROW, DEFAULTS

HERE = Path(__file__).parent
ASK = partial(load_engine().run, limits=Limits("256MB", 1))
CASES = sorted(p.parent for p in HERE.glob("*/*/case.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_a_counting_query_gives_the_rows_worked_by_hand(case: Path) -> None:
    about = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    family = load_family(case.parent.name)
    calendar = Calendar(about["zone"], WEEKDAYS.index(about["first_day"]))
    relations = {r: _relation(case, r) for r in family.tables if r not in {"weeks", "partitions", *SETTINGS_TABLES}}
    relations["partitions"] = partitions_table(_partitions(relations[family.partition + "s"]))
    relations["weeks"] = weeks_table(calendar, about["weeks"])
    relations |= settings_tables(_settings(about), family, relations["weeks"])
    parameters = {**family.parameters, **about.get("parameters", {})}
    found = count_family(family, relations, ASK, parameters)
    with (case / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    columns = list(expected[0])
    assert _added(found.to_pylist(), columns, family) == _added(expected, columns, family)


def test_every_family_has_cases() -> None:
    assert {c.parent.name for c in CASES} == set(family_names())


@pytest.mark.parametrize("name", family_names())
def test_the_head_names_exactly_the_columns_that_come_out(name: str) -> None:
    family = load_family(name)
    relations = {
        r: _table(r.removesuffix("s"), []) for r in family.tables if r not in {"weeks", "partitions", *SETTINGS_TABLES}
    }
    relations["weeks"] = weeks_table(Calendar("UTC", 0), [])
    relations["partitions"] = partitions_table([])
    relations |= settings_tables(_settings({}), family, relations["weeks"])
    found = count_family(family, relations, ASK)
    assert found.column_names == [*family.labels, *family.measures]
    code = "\n".join(line for line in family.definition.splitlines() if not line.startswith("--"))
    for forbidden in ("now(", "current_date", "date_trunc", " / "):
        assert forbidden not in code.lower()


def _settings(about: dict[str, Any]) -> Settings:
    return Settings.model_validate(
        {"company": {"en": "T"}, "week": {"first_day": "monday", "zone": "UTC"}, **about.get("settings", {})}
    )


def _relation(case: Path, relation: str) -> pa.Table:
    path = case / f"{relation}.csv"
    if not path.is_file():
        return _table(relation.removesuffix("s"), [])
    with path.open(encoding="utf-8", newline="") as file:
        return _table(relation.removesuffix("s"), list(csv.DictReader(file)))


def _partitions(rows: pa.Table) -> list[tuple[str, str]]:
    return sorted(set(zip(rows["source"].to_pylist(), rows["part_week"].to_pylist(), strict=True)))


def _table(entity: str, rows: list[dict[str, str]]) -> pa.Table:
    kinds = {**load_entity(entity).schema, "part_week": "VARCHAR"}
    base = {**dict.fromkeys(kinds), **DEFAULTS.get(entity, {}), "source": "test", "part_week": "2026-03-23"}
    full = [
        {**base, "row_key": number, **{c: _value(kinds[c], text) for c, text in row.items()}}
        for number, row in enumerate(rows, 1)
    ]
    return pa.Table.from_pylist(full, schema=pa.schema([(c, ARROW[k]) for c, k in kinds.items()]))


def _value(kind: str, text: str) -> Any:
    if text == "":
        return None
    read = {
        "DOUBLE": float, "BIGINT": int, "BOOLEAN": lambda t: t == "true",
        "DATE": dt.date.fromisoformat, "TIMESTAMP": dt.datetime.fromisoformat,
    }  # fmt: skip
    return read.get(kind, str)(text)  # type: ignore[operator]


def _added(
    rows: list[dict[str, Any]], columns: list[str], family: Family
) -> dict[tuple[str, ...], tuple[float, ...]]:
    labels = [c for c in columns if c in family.labels]
    measures = [c for c in columns if c in family.measures]
    rows = [one for row in rows for one in _spread(row, family)]
    out: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0] * len(measures))
    for row in rows:
        cell = out[tuple(str(row[c]) for c in labels)]
        for i, measure in enumerate(measures):
            cell[i] += float(row[measure])
    return {key: tuple(round(v, 6) for v in values) for key, values in out.items() if any(values)}


def _spread(row: dict[str, Any], family: Family) -> list[dict[str, Any]]:
    """A row whose bin is a list tells of one thing for each of its numbers."""
    for column in family.bins:
        if isinstance(row.get(column), list):
            return [{**row, column: number, "n": 1} for number in row[column]]
    return [row]
