"""Weekly counts as a person hands them over: every row checked, then laid out as a grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts.grid import Bools, Floats, Grid, Ints, grid_of
from cxpulse.core.errors import InputError

REQUIRED = ("series", "week", "n", "sum", "sum_of_squares", "metric", "direction")
OPTIONAL = ("announced",)
METRICS = ("nps", "csat", "ces")
DIRECTIONS = ("higher_is_better", "lower_is_better")
LARGEST = {"nps": 100.0, "csat": 100.0}   # of one answer
SMALLEST = {"nps": -100.0, "csat": 0.0}
MARGINS = {"nps": 1.0, "csat": 0.5}       # drops up to this are of no interest
CUBED = {"nps": 1e4, "csat": 1e4}         # x^3 = 10,000 x for x in -100, 0, 100
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Counts:
    """Columns of equal length, as read. week: days since 1970-01-01, as numpy datetime64[D]; NaN and NaT where nothing stood."""

    source: str
    series: Sequence[str | None]
    week: np.ndarray
    n: Floats
    total: Floats
    squares: Floats
    metric: Sequence[str | None]
    direction: Sequence[str | None]
    announced: Bools


def to_grid(counts: Counts) -> Grid | None:
    """Every row in its place; None when there is no row. Series in order of name, weeks from the first to the last given.

    A row counts from 1. Raises InputError that names file, row, column and value: see the checks below.
    """
    if len(counts.series) == 0:
        return None
    _check_words(counts)
    _check_weeks(counts)
    _check_numbers(counts)
    names, row = np.unique(np.asarray(counts.series, dtype=str), return_inverse=True)
    first, last = counts.week.min(), counts.week.max()
    column = ((counts.week - first).astype(int)) // 7
    weeks = int((last - first).astype(int)) // 7 + 1
    _check_unique(counts, row, column, weeks)
    metric, sign = _per_series(counts, names, row)
    place = _Place(row, column, (len(names), weeks))
    kinds = sorted({(m, s) for m, s in zip(metric, sign, strict=True)})
    return grid_of(
        [str(name) for name in names],
        [(first + 7 * i).astype(dt.date) for i in range(weeks)],
        place.lay(counts.n),
        place.lay(counts.total),
        place.lay(counts.squares),
        announced=place.lay(counts.announced.astype(float)) > 0,
        given=place.lay(np.ones(len(row))) > 0,
        group=np.array([kinds.index(k) for k in zip(metric, sign, strict=True)]),
        sign=np.array(sign),
        margin=np.array([MARGINS.get(m, np.nan) for m in metric]),
        cubed=np.array([CUBED.get(m, np.nan) for m in metric]),
    )


@dataclass(frozen=True)
class _Place:
    row: Ints
    column: Ints
    shape: tuple[int, int]

    def lay(self, values: Floats) -> Floats:
        out = np.zeros(self.shape)
        out[self.row, self.column] = values
        return out


def _refuse(counts: Counts, at: int, column: str, value: object, why: str) -> None:
    raise InputError(f"{counts.source}, row {at + 1}, column '{column}': {value}: {why}")


def _check_words(counts: Counts) -> None:
    for column, values, known in (
        ("series", counts.series, None),
        ("metric", counts.metric, METRICS),
        ("direction", counts.direction, DIRECTIONS),
    ):
        for value in set(values):
            if value is None or value == "":
                _refuse(counts, list(values).index(value), column, "empty", "every row needs one")
            if known and value not in known:
                _refuse(counts, list(values).index(value), column, f"'{value}'", f"use one of {', '.join(known)}")


def _check_weeks(counts: Counts) -> None:
    missing = np.flatnonzero(np.isnat(counts.week))
    if missing.size:
        _refuse(counts, int(missing[0]), "week", "no date", "write the first day of the week as 2026-11-14")
    weekday = counts.week.astype(int) % 7
    usual = np.bincount(weekday).argmax()
    off = np.flatnonzero(weekday != usual)
    if off.size:
        at = int(off[0])
        example = counts.week[int(np.flatnonzero(weekday == usual)[0])]
        _refuse(counts, at, "week", counts.week[at], f"not a whole number of weeks from {example}; all weeks must begin on one weekday")


def _check_numbers(counts: Counts) -> None:
    columns = {"n": counts.n, "sum": counts.total, "sum_of_squares": counts.squares}
    for name, values in columns.items():
        _first(counts, name, values, ~np.isfinite(values), "not a number; write 0 for no answers, or leave the row out")
    _first(counts, "n", counts.n, counts.n < 0, "a number of answers cannot be negative")
    _first(counts, "n", counts.n, counts.n != np.round(counts.n), "a number of answers is a whole number")
    slack = TOLERANCE * np.maximum(1.0, np.abs(counts.total))
    metric = np.asarray(counts.metric, dtype=str)
    for kind in METRICS:
        rows = metric == kind
        high, low = LARGEST.get(kind, np.inf), SMALLEST.get(kind, -np.inf)
        with np.errstate(invalid="ignore"):
            over = rows & (counts.n > 0) & ((counts.total > high * counts.n + slack) | (counts.total < low * counts.n - slack))
            wide = rows & (counts.squares > high * high * counts.n * (1 + TOLERANCE) + slack)
        _first(counts, "sum", counts.total, over, f"more than n answers of {low:.0f} to {high:.0f} can add up to")
        _first(counts, "sum_of_squares", counts.squares, wide, "more than the squares of n answers can add up to")
    empty = (counts.n == 0) & ((counts.total != 0) | (counts.squares != 0))
    _first(counts, "sum", counts.total, empty, "n is 0, so sum and sum_of_squares must be 0")
    least = counts.total**2 / np.maximum(counts.n, 1.0)
    small = counts.squares < least * (1 - TOLERANCE) - TOLERANCE
    _first(counts, "sum_of_squares", counts.squares, small, "less than n answers with this sum can have (sum squared / n)")


def _first(counts: Counts, column: str, values: Floats, wrong: Bools, why: str) -> None:
    found = np.flatnonzero(wrong)
    if found.size:
        _refuse(counts, int(found[0]), column, f"{values[found[0]]:g}", why)


def _check_unique(counts: Counts, row: Ints, column: Ints, weeks: int) -> None:
    cell = row * weeks + column
    order = np.argsort(cell, kind="stable")
    again = np.flatnonzero(np.diff(cell[order]) == 0)
    if again.size:
        first, second = int(order[again[0]]), int(order[again[0] + 1])
        what = f"series '{counts.series[second]}' has this week in row {first + 1} already; give each series and week once"
        _refuse(counts, second, "week", counts.week[second], what)


def _per_series(counts: Counts, names: np.ndarray, row: Ints) -> tuple[list[str], list[float]]:
    first = np.full(len(names), len(row))
    np.minimum.at(first, row, np.arange(len(row)))
    metrics, directions = np.asarray(counts.metric, dtype=str), np.asarray(counts.direction, dtype=str)
    for column, values in (("metric", metrics), ("direction", directions)):
        other = np.flatnonzero(values != values[first][row])
        if other.size:
            at = int(other[0])
            says = f"series '{counts.series[at]}' says '{values[first[row[at]]]}' in row {first[row[at]] + 1}; a series has one"
            _refuse(counts, at, column, f"'{values[at]}'", says)
    return [str(m) for m in metrics[first]], [1.0 if d == DIRECTIONS[0] else -1.0 for d in directions[first]]
