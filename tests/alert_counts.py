"""Weekly counts made by hand, for tests of the judge: steady answers around a level, with whatever is put into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST = dt.date(2024, 1, 6)
Row = dict[str, Any]
Level = Callable[[int], float]


def week(at: int) -> dt.date:
    """The first day of a week, by number."""
    return FIRST + dt.timedelta(weeks=at)


def nps(
    name: str, weeks: int, *, n: int = 400, level: Level = lambda w: 40.0, seed: int = 1, announced: tuple[int, ...] = ()
) -> list[Row]:
    """A series of NPS answers: a quarter passive; level: the true score of a week."""
    rng = np.random.default_rng([seed, *name.encode()])
    rows = []
    for at in range(weeks):
        up = (0.75 + level(at) / 100) / 2
        promoters, passives, detractors = rng.multinomial(n, [up, 0.25, 0.75 - up])
        assert passives >= 0
        total, squares = 100.0 * (promoters - detractors), 1e4 * (promoters + detractors)
        rows.append(row(name, at, n, total, squares, announced=at in announced))
    return rows


def effort(name: str, weeks: int, *, n: int = 400, level: Level, direction: str, seed: int = 1) -> list[Row]:
    """A series of effort answers from 1 to 7 around a mean."""
    rng = np.random.default_rng([seed, *name.encode()])
    rows = []
    for at in range(weeks):
        answers = np.clip(np.round(rng.normal(level(at), 1.4, n)), 1, 7)
        rows.append(row(name, at, n, answers.sum(), (answers**2).sum(), metric="ces", direction=direction))
    return rows


def row(
    name: str, at: int, n: float, total: float, squares: float, *, metric: str = "nps", direction: str = "higher_is_better",
    announced: bool = False,
) -> Row:
    """One line of counts."""
    return {
        "series": name, "week": week(at), "n": n, "sum": total, "sum_of_squares": squares, "metric": metric,
        "direction": direction, "announced": announced,
    }  # fmt: skip


def parquet(path: Path, rows: list[Row]) -> Path:
    """The rows as a Parquet file."""
    columns = list(rows[0]) if rows else ["series", "week", "n", "sum", "sum_of_squares", "metric", "direction"]
    pq.write_table(pa.table({c: [r[c] for r in rows] for c in columns}), path)
    return path


def drop(start: int, points: float, end: int = 10_000, level: float = 40.0) -> Level:
    """A level that falls by some points from week `start` up to, not including, `end`."""
    return lambda at: level - points if start <= at < end else level
