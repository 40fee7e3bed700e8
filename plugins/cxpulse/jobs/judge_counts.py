"""Judges a file of anybody's weekly counts, without a lake: `cxpulse judge COUNTS.parquet --replay`."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxpulse.core.alerts.counts import OPTIONAL, REQUIRED, Counts, to_grid
from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import Promise, load_rule
from cxpulse.core.alerts.verdict import Verdict, first_rows, verdicts
from cxpulse.core.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

TRUE, FALSE = {"true", "1", "yes", "t", "y"}, {"false", "0", "no", "f", "n", ""}


def judge_counts(
    path: Path, *, false_alerts_per_year: float, rule: str = "calibrated", every_week: bool = True, smallest: bool = False
) -> Iterator[Verdict]:
    """Verdicts by week, then by name of series; the last week only unless `every_week`.

    A series is told from its first row to the portfolio's last week: a series that stops says no_data. Raises InputError for a
    file or row that cannot be used, ConfigurationError for an unknown rule.
    """
    grid = to_grid(read_counts(path))
    if grid is None:
        return
    born, last = first_rows(grid), grid.shape[1] - 1
    for week in replay(grid, load_rule(rule), Promise(false_alerts_per_year)):
        if every_week or week.column == last:
            yield from verdicts(grid, week, born, smallest=smallest)


def write_findings(found: Iterator[Verdict], out: Path, *, smallest: bool = False) -> dict[str, int]:
    """One JSON object a line, put in place in one step. Returns how many lines there are of each state."""
    states: Counter[str] = Counter()
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8") as file:
            for verdict in found:
                states[verdict.state] += 1
                file.write(json.dumps(verdict.to_json(smallest=smallest), ensure_ascii=False, allow_nan=False) + "\n")
        os.replace(aside, out)
    except FileNotFoundError:
        raise InputError(f"{out.parent}: no such folder; make it first") from None
    finally:
        aside.unlink(missing_ok=True)
    return dict(sorted(states.items()))


def read_counts(path: Path) -> Counts:
    """Reads Parquet, or CSV when the name ends so. Raises InputError naming file, column, row and value."""
    table = _table(path)
    missing = [c for c in REQUIRED if c not in table.column_names]
    if missing:
        needed = ", ".join(REQUIRED)
        raise InputError(f"{path}: column '{missing[0]}' is missing; needed: {needed}; optional: {', '.join(OPTIONAL)}")
    n = _numbers(path, table, "n")
    return Counts(
        source=str(path),
        series=_words(table, "series"),
        week=_days(path, table),
        n=n,
        total=_where_answered(_numbers(path, table, "sum"), n),
        squares=_where_answered(_numbers(path, table, "sum_of_squares"), n),
        metric=[w and w.lower() for w in _words(table, "metric")],
        direction=[w and w.lower() for w in _words(table, "direction")],
        announced=_flags(path, table),
    )


def _table(path: Path) -> pa.Table:
    import pyarrow as pa

    try:
        if path.suffix.lower() == ".csv":
            import pyarrow.csv as csv

            return csv.read_csv(path, convert_options=csv.ConvertOptions(strings_can_be_null=True))
        import pyarrow.parquet as parquet

        return parquet.read_table(path, use_threads=False)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (pa.ArrowInvalid, OSError) as problem:
        if path.suffix.lower() == ".csv" and path.exists() and path.stat().st_size == 0:
            return pa.table({name: [] for name in REQUIRED})
        raise InputError(f"{path}: cannot be read: {problem}") from None


def _words(table: pa.Table, column: str) -> list[str | None]:
    return [None if v is None else str(v).strip() for v in table[column].to_pylist()]


def _days(path: Path, table: pa.Table) -> np.ndarray:
    days = np.full(table.num_rows, np.datetime64("NaT"), dtype="datetime64[D]")
    for at, value in enumerate(table["week"].to_pylist()):
        try:
            days[at] = np.datetime64(str(value)[:10] if value is not None else "NaT", "D")
        except ValueError:
            raise InputError(f"{path}, row {at + 1}, column 'week': '{value}': no date; write it as 2026-11-14") from None
    return days


def _numbers(path: Path, table: pa.Table, column: str) -> np.ndarray:
    out = np.full(table.num_rows, np.nan)
    for at, value in enumerate(table[column].to_pylist()):
        try:
            out[at] = np.nan if value is None else float(value)
        except (TypeError, ValueError):
            raise InputError(f"{path}, row {at + 1}, column '{column}': '{value}': not a number") from None
    return out


def _where_answered(values: np.ndarray, n: np.ndarray) -> np.ndarray:
    """A sum over no answers is often empty in what databases export: 0 then."""
    return np.where((n == 0) & np.isnan(values), 0.0, values)


def _flags(path: Path, table: pa.Table) -> np.ndarray:
    if "announced" not in table.column_names:
        return np.zeros(table.num_rows, bool)
    return np.array([_flag(path, at, v) for at, v in enumerate(table["announced"].to_pylist())], dtype=bool)


def _flag(path: Path, at: int, value: Any) -> bool:
    word = "" if value is None else str(value).strip().lower().removesuffix(".0")
    if word not in TRUE | FALSE:
        raise InputError(f"{path}, row {at + 1}, column 'announced': '{value}': write true or false")
    return word in TRUE
