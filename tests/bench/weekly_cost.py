"""What a weekly run costs as history grows: PYTHONPATH=tests python -m bench.weekly_cost [--large].

The lake holds all weeks up to the one before the last, of answers and of half as many tickets. Then one export of each comes: a new
week, late answers for the week before, and what has happened to older tickets since. Their ingest, the counting that follows and
all figures of the new and the late week (backlog and its age add up all weeks before) are timed; for comparison, counting
everything anew.
"""

from __future__ import annotations

import argparse
import datetime as dt
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

VENDORS = {"typeform": 1.0, "zendesk": 0.5}  # tickets for each answer
HISTORIES = (13, 52, 104, 208)
LIMIT = 1.3


def prepare(folder: str, weeks: int, per_week: int) -> None:
    """Fill the lake with all exports but the last of each vendor, which are put aside and then back."""
    files = [
        exports_data.write(f"{folder}/exports", vendor, weeks, round(per_week * share))[-1]
        for vendor, share in VENDORS.items()
    ]
    aside = [shutil.move(file, folder) for file in files]
    take(folder)
    count(folder, {})
    for file, there in zip(files, aside, strict=True):
        shutil.move(there, file)


def take(folder: str) -> dict[str, list[str]]:
    """Ingest what is new; gives the partitions touched."""
    sources = [exports_data.SOURCES[vendor] for vendor in VENDORS]
    return dict(ingest.ingest(settings_at(Path(folder)), sources=sources, now=exports_data.NOW)["touched"])


def count(folder: str, touched: dict[str, list[str]] | None) -> list[str]:
    """Count what was touched (None: everything); gives the weeks."""
    return list(measure.measure(settings_at(Path(folder)), touched=touched, now=exports_data.NOW)["weeks"])


def figures(folder: str) -> int:
    """All figures of the last two weeks, for the company and by channel."""
    weeks = [exports_data.END - dt.timedelta(weeks=1), exports_data.END]
    return len(measure.measurements(settings_at(Path(folder)), weeks, by=[(), ("channel",)]))


def compare(per_week: int) -> None:
    """One size of a week, all lengths of history."""
    rows, totals = [], []
    for weeks in HISTORIES:
        with tempfile.TemporaryDirectory(prefix="cxpulse-bench-") as name:
            run_step("weekly_cost:prepare", folder=name, weeks=weeks, per_week=per_week)
            taking = run_step("weekly_cost:take", folder=name)
            counting = run_step("weekly_cost:count", folder=name, touched=taking.result)
            making = run_step("weekly_cost:figures", folder=name)
            everything = run_step("weekly_cost:count", folder=name, touched=None)
        steps = (taking, counting, making)
        totals.append(sum(step.seconds for step in steps))
        rows.append(
            (f"{weeks} weeks", len(counting.result), *(f"{step.seconds:.2f}" for step in steps), f"{totals[-1]:.2f}",
             f"{totals[-1] / totals[0]:.2f}", f"{max(step.peak for step in steps):.0f}", f"{everything.seconds:.2f}")
        )  # fmt: skip
    head = ("history", "weeks counted", "ingest s", "count s", "figures s", "all s", "ratio", "peak MB", "count everything s")
    title = f"One new and one late week, {per_week:,} answers and {per_week // 2:,} tickets a week, processor seconds"
    table(title, head, rows)
    spread = max(totals) / min(totals)
    print(f"  dearest against cheapest: {spread:.2f}, {'within' if spread <= LIMIT else 'MORE THAN'} {LIMIT}")


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
