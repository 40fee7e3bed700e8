"""What a weekly run costs as history grows: PYTHONPATH=tests python -m bench.weekly_cost [--large].

The lake holds all weeks up to the one before the last. Then one export comes: a new week, and late answers for the week before.
Its ingest and the counting that follows are timed; for comparison, counting everything anew.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import duckdb  # noqa: F401 - imports are not what is timed
import pandas  # noqa: F401
import pyarrow.parquet  # noqa: F401

import cxpulse.engines.duckdb_engine  # noqa: F401
from bench import exports_data
from bench.common import run_step, settings_at, table
from cxpulse.jobs import ingest, measure

SURVEY = "typeform"
HISTORIES = (13, 52, 104, 208)


def prepare(folder: str, weeks: int, per_week: int) -> str:
    """Fill the lake with all exports but the last, which is put aside; gives its path."""
    files = exports_data.write(f"{folder}/exports", SURVEY, weeks, per_week)
    aside = shutil.move(files[-1], folder)
    take(folder)
    count(folder, {})
    shutil.move(aside, files[-1])
    return files[-1]


def take(folder: str) -> dict[str, list[str]]:
    """Ingest what is new; gives the partitions touched."""
    done = ingest.ingest(
        settings_at(Path(folder)), sources=[exports_data.SOURCES[SURVEY]], now=exports_data.NOW
    )
    return dict(done["touched"])


def count(folder: str, touched: dict[str, list[str]] | None) -> list[str]:
    """Count what was touched (None: everything); gives the weeks."""
    return list(measure.measure(settings_at(Path(folder)), touched=touched, now=exports_data.NOW)["weeks"])


def compare(per_week: int) -> None:
    """One size of a week, all lengths of history."""
    rows, first = [], 0.0
    for weeks in HISTORIES:
        with tempfile.TemporaryDirectory(prefix="cxpulse-bench-") as name:
            run_step("weekly_cost:prepare", folder=name, weeks=weeks, per_week=per_week)
            taking = run_step("weekly_cost:take", folder=name)
            counting = run_step("weekly_cost:count", folder=name, touched=taking.result)
            everything = run_step("weekly_cost:count", folder=name, touched=None)
        total = taking.seconds + counting.seconds
        first = first or total
        rows.append(
            (f"{weeks} weeks", len(counting.result), f"{taking.seconds:.2f}", f"{counting.seconds:.2f}", f"{total:.2f}",
             f"{total / first:.2f}", f"{max(taking.peak, counting.peak):.0f}", f"{everything.seconds:.2f}")
        )  # fmt: skip
    head = (
        "history",
        "weeks counted",
        "ingest s",
        "count s",
        "both s",
        "ratio",
        "peak MB",
        "count everything s",
    )
    table(f"One new and one late week, {per_week:,} answers a week, processor seconds", head, rows)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_000, help="answers a week")
    parser.add_argument("--large", action="store_true", help="20,000 answers a week too")
    asked = parser.parse_args()
    for answers in [asked.answers, 20_000] if asked.large else [asked.answers]:
        compare(answers)


if __name__ == "__main__":
    main()
