"""Taking an export in, against pandas on the same file: PYTHONPATH=tests:. python -m bench.ingest [--large] [--huge].

Ours, reading: what pandas' `read_csv` does, and the account of every line. Ours, the whole way: archive, cast, mask comments, make pseudonyms, write rejects, de-duplicate, write the weeks' partitions, log. pandas once
only reads the file (`read_csv`), and once does about the same: numbers and times converted, bad rows set aside, repeated ids
dropped, one Parquet file per week written. --huge: a file of 5 GB instead, for which pandas needs many gigabytes; it is
also read by pandas in chunks, which keeps nothing. "On one core": the engine and pandas' reader get one thread.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import duckdb  # noqa: F401 - imports are not what is timed
import pandas as pd
import pyarrow.parquet  # noqa: F401

from bench.common import run_step, settings_at, table
from bench.exports_data import NOW, SOURCES
from cxpulse.jobs import ingest as job
from cxpulse.sources.model import Shape
from cxpulse.sources.readers import open_file

SURVEY, WEEKS = "delighted", 53
HUGE_ROWS = 20_700_000  # 5.04 GB
CHUNK_ROWS = 200_000


def ours(folder: str, threads: int = 2) -> dict[str, int]:
    """Our ingest of the exports; gives rows read, accepted, rejected, duplicates."""
    settings = settings_at(Path(folder)).model_copy(update={"threads": threads, "data_root": f"{folder}/data{threads}"})
    done = job.ingest(settings, sources=[SOURCES[SURVEY]], now=NOW)
    shutil.rmtree(settings.data_root)
    return dict(done["rows"])


def ours_reads(folder: str) -> dict[str, int]:
    """Only our reader: encoding checked, cells split, every line accounted for, broken rows set aside with their lines."""
    told = {"read": 0, "broken": 0}
    for path in _files(folder):
        opened = open_file(path, Path(folder), Shape((",",)))
        told["read"] += sum(batch.num_rows for batch in opened.batches)
        told["broken"] += len(opened.bad)
    return told


def pandas_reads(folder: str) -> int:
    """Only `read_csv`."""
    return sum(len(pd.read_csv(f)) for f in _files(folder))


def pandas_reads_chunks(folder: str) -> int:
    """Only `read_csv`, one chunk after the other, none of which is kept."""
    return sum(len(chunk) for f in _files(folder) for chunk in pd.read_csv(f, chunksize=CHUNK_ROWS))


def pandas_works(folder: str) -> dict[str, int]:
    """What ours does, as far as a script with pandas usually goes: no masking, no pseudonyms, no archive."""
    told = {"read": 0, "accepted": 0, "rejected": 0}
    parts = []
    for path in _files(folder):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows["at"] = pd.to_datetime(rows["Responded At"], format="%Y-%m-%d %H:%M:%S UTC", errors="coerce")
        rows["score"] = pd.to_numeric(rows["Score"], errors="coerce")
        good = rows["at"].notna() & rows["score"].between(0, 10) & (rows["Response ID"] != "")
        rows[~good].to_csv(Path(folder) / f"rejects_{path.name}")
        told["read"] += len(rows)
        told["rejected"] += int((~good).sum())
        parts.append(rows[good])
    kept = pd.concat(parts).drop_duplicates("Response ID", keep="last")
    told["accepted"] = len(kept)
    local = kept["at"] + pd.Timedelta(hours=3.5)
    kept["week"] = (local - pd.to_timedelta((local.dt.weekday - 5) % 7, unit="D")).dt.strftime("%Y-%m-%d")
    for week, rows in kept.groupby("week"):
        rows.to_parquet(Path(folder) / f"{week}.parquet")
    return told


def _files(folder: str) -> list[Path]:
    return sorted((Path(folder) / "exports" / SURVEY).glob("*.csv"))


def compare(rows: int, *, huge: bool = False) -> None:
    """One size: print what each way costs."""
    with tempfile.TemporaryDirectory(prefix="cxpulse-bench-") as name:
        run_step("exports_data:write", folder=f"{name}/exports", vendor=SURVEY, weeks=WEEKS, per_week=round(rows / WEEKS / 0.89))
        size = sum(f.stat().st_size for f in _files(name)) / 1e6
        steps = {"pandas.read_csv": run_step("ingest:pandas_reads", folder=name)}
        if huge:
            steps[f"pandas.read_csv, {CHUNK_ROWS:,} rows at a time"] = run_step("ingest:pandas_reads_chunks", folder=name)
        else:
            steps["pandas, about the same work"] = run_step("ingest:pandas_works", folder=name)
        steps["ours, reading with broken rows set aside"] = run_step("ingest:ours_reads", folder=name)
        steps["ours, the whole way into the lake"] = run_step("ingest:ours", folder=name)
        steps["ours, the whole way on one core"] = run_step("ingest:ours", folder=name, threads=1)
        base = steps["pandas.read_csv"].seconds
        lines = [
            (k, f"{s.seconds:.2f}", f"{s.wall:.2f}", f"{size / s.seconds:.0f}", f"{s.peak:.0f}", f"{s.seconds / base:.2f}")
            for k, s in steps.items()
        ]
        head = ("", "processor s", "wall s", "MB/processor s", "peak MB", "ratio")
        table(f"Take in {size:.0f} MB of CSV", head, lines)
        print(f"  ours: {steps['ours, the whole way into the lake'].result}")
        if not huge:
            print(f"  pandas: {steps['pandas, about the same work'].result}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--large", action="store_true", help="2 million rows too")
    parser.add_argument("--huge", action="store_true", help="a file of 5 GB, and nothing else: half an hour, 20 GB of disk")
    asked = parser.parse_args()
    if asked.huge:
        compare(HUGE_ROWS, huge=True)
        return
    for rows in [asked.rows, 2_000_000] if asked.large else [asked.rows]:
        compare(rows)


if __name__ == "__main__":
    main()
