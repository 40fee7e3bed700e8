"""The engine: relations from files and tables, parameters by name, errors that a person understands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxpulse.core.errors import ConfigurationError, DefinitionError
from cxpulse.engines import Limits, engine_names, load_engine

LIMITS = Limits("256MB", 1)


def test_files_carry_the_name_of_their_partition(tmp_path: Path) -> None:
    files = []
    for week, value in (("2026-03-16", 1), ("2026-03-23", 2)):
        path = tmp_path / "o'brien" / f"week={week}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(pa.table({"value": [value]}), path)
        files.append(path)
    rows = load_engine().run(
        "SELECT part_week, value FROM given ORDER BY value", {"given": files}, limits=LIMITS
    )
    assert rows.to_pylist() == [
        {"part_week": "2026-03-16", "value": 1},
        {"part_week": "2026-03-23", "value": 2},
    ]


def test_parameters_by_name_and_times_in_utc() -> None:
    table = pa.table({"given_at": [dt.datetime(2026, 3, 29, 22, 59, 59), dt.datetime(2026, 3, 29, 23, 0)]})
    given = {"start": dt.datetime(2026, 3, 29, 23, 0), "not_in_the_query": 1}
    rows = load_engine("duckdb").run(
        "SELECT count(*) AS n FROM t WHERE given_at >= $start", {"t": table}, given, limits=LIMITS
    )
    assert rows["n"].to_pylist() == [1]


def test_a_query_that_does_not_fit_says_so() -> None:
    with pytest.raises(DefinitionError, match="scoer"):
        load_engine().run("SELECT scoer FROM t", {"t": pa.table({"score": [1]})}, limits=LIMITS)
    with pytest.raises(DefinitionError, match="no files"):
        load_engine().run("SELECT 1 FROM t", {"t": []}, limits=LIMITS)


def test_an_unknown_engine_lists_what_there_is() -> None:
    assert "duckdb" in engine_names()
    with pytest.raises(ConfigurationError, match="there are: duckdb"):
        load_engine("abacus")
