"""Measuring everything, against the same figures made with pandas: python -m bench.measure [--large].

Ours: `jobs.measure` counts all partitions, then `measurements` makes the figures of every week for the company and for every
touchpoint in every channel. pandas reads the same Parquet files, keeps each respondent's latest answer of the week, groups, and
makes the same figures. Both must agree to 1e-9.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import cxpulse.engines.duckdb_engine  # noqa: F401 - imports are not what is timed
from bench import lake_data
from bench.common import run_step, settings_at, table
from cxpulse.jobs import measure as job

METRICS = ["nps", "nps_transactional", "csat_share", "csat_mean", "ces_ease", "ces_ease_share", "responses"]
GROUPS: list[list[str]] = [[], ["touchpoint", "channel"]]
WEEKS = 104
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def count(folder: str) -> int:
    """Our counting of all partitions."""
    done = job.measure(settings_at(Path(folder)), touched=None, now=NOW)
    return sum(done["partitions"].values())


def figures(folder: str) -> int:
    """Our figures from the counts; kept beside them for the comparison."""
    found = job.measurements(settings_at(Path(folder)), lake_data.weeks_until(WEEKS), METRICS, by=GROUPS)
    rows = [
        (
            m.metric,
            m.week.isoformat(),
            *(dict(m.segment).get(d, "") for d in GROUPS[1]),
            m.n,
            m.value,
            m.low,
            m.high,
        )
        for m in found
        if m.n
    ]
    pd.DataFrame(rows, columns=_COLUMNS).to_parquet(Path(folder) / "ours.parquet")
    return len(rows)


def with_pandas(folder: str) -> int:
    """The same figures with pandas, from the same Parquet files."""
    settings = settings_at(Path(folder))
    needed = ["survey_id", "scale", "respondent_key", "answered_at", "score", "touchpoint", "channel"]
    files = sorted((Path(settings.data_root) / "lake" / "response").glob("*/*.parquet"))
    answers = pd.concat([pd.read_parquet(f, columns=needed) for f in files], ignore_index=True)
    weeks = lake_data.weeks_until(WEEKS)
    edges = np.array(
        [settings.calendar.bounds(w)[0].replace(tzinfo=None) for w in weeks], dtype="datetime64[us]"
    )
    answers["week"] = (
        np.searchsorted(edges, answers["answered_at"].to_numpy(dtype="datetime64[us]"), side="right") - 1
    )
    answers = answers.sort_values("answered_at", kind="stable")
    answers = answers.drop_duplicates(["respondent_key", "survey_id", "week"], keep="last")
    parts = [_figures(answers, keys, weeks) for keys in GROUPS]
    both = pd.concat(parts, ignore_index=True)[list(_COLUMNS)]
    both.to_parquet(Path(folder) / "pandas.parquet")
    return len(both)


_COLUMNS = ("metric", "week", "touchpoint", "channel", "n", "value", "low", "high")
_Z = 1.959963984540054


def _figures(answers: pd.DataFrame, keys: list[str], weeks: list[dt.date]) -> pd.DataFrame:
    answers = answers.assign(
        up=(answers["score"] >= 9) * 1.0, down=(answers["score"] <= 6) * 1.0, four=(answers["score"] >= 4) * 1.0,
        five=(answers["score"] >= 5) * 1.0,
    )  # fmt: skip
    by = ["survey_id", "week", *keys]
    summed = answers.groupby(by, observed=True)[["score", "up", "down", "four", "five"]].sum()
    summed["n"] = answers.groupby(by, observed=True).size()
    summed["variance"] = answers.groupby(by, observed=True)["score"].var()
    told = summed.reset_index()
    total = told.groupby(["week", *keys], as_index=False)["n"].sum()
    parts = [
        _nps(told[told["survey_id"] == "relationship_nps"]).assign(metric="nps"),
        _nps(told[told["survey_id"] == "touchpoint_nps"]).assign(metric="nps_transactional"),
        _wilson(told[told["survey_id"] == "touchpoint_csat"], "four").assign(metric="csat_share"),
        _mean(told[told["survey_id"] == "touchpoint_csat"], 5).assign(metric="csat_mean"),
        _mean(told[told["survey_id"] == "support_effort"], 7).assign(metric="ces_ease"),
        _wilson(told[told["survey_id"] == "support_effort"], "five").assign(metric="ces_ease_share"),
        total.assign(metric="responses", value=total["n"].astype(float), low=np.nan, high=np.nan),
    ]
    out = pd.concat(parts, ignore_index=True)
    out["week"] = [weeks[i].isoformat() for i in out["week"]]
    return out.assign(**{k: "" for k in ("touchpoint", "channel") if k not in keys})


def _nps(t: pd.DataFrame) -> pd.DataFrame:
    n, up, down = t["n"], t["up"], t["down"]
    p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    half = _Z * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
    value = (up - down) / n
    low, high = np.minimum(value, (p - d - half).clip(-1)), np.maximum(value, (p - d + half).clip(upper=1))
    return t.assign(value=100 * value, low=100 * low, high=100 * high)


def _wilson(t: pd.DataFrame, column: str) -> pd.DataFrame:
    n, p = t["n"], t[column] / t["n"]
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return t.assign(value=p, low=middle - half, high=middle + half)


def _mean(t: pd.DataFrame, top: int) -> pd.DataFrame:
    from scipy.stats import t as student

    half = student.ppf(0.975, t["n"] - 1) * np.sqrt(t["variance"] / t["n"])
    mean = t["score"] / t["n"]
    return t.assign(value=mean, low=(mean - half).clip(1), high=(mean + half).clip(upper=top))


def difference(folder: Path) -> tuple[int, int, float]:
    """Figures that both have, those that only one has, and the largest difference of n, value, low or high."""
    ours, theirs = (pd.read_parquet(folder / f"{n}.parquet") for n in ("ours", "pandas"))
    keys = ["metric", "week", "touchpoint", "channel"]
    both = ours.merge(theirs, on=keys, suffixes=("", "_pandas"), how="outer", indicator=True)
    matched = both[both["_merge"] == "both"]
    worst = max(
        float((matched[c] - matched[f"{c}_pandas"]).abs().max()) if matched[c].notna().any() else 0.0
        for c in ("n", "value", "low", "high")
    )
    return len(matched), len(both) - len(matched), worst


def compare(answers: int) -> None:
    """One size: print what each way costs."""
    with tempfile.TemporaryDirectory(prefix="cxpulse-bench-") as name:
        n = run_step("lake_data:write", folder=name, weeks=WEEKS, answers=answers).result
        counting, making, pandas = (
            run_step(f"measure:{s}", folder=name) for s in ("count", "figures", "with_pandas")
        )
        matched, alone, worst = difference(Path(name))
        ours = counting.seconds + making.seconds
        rows = [
            ("ours: count all partitions", f"{counting.seconds:.2f}", f"{counting.wall:.2f}", f"{counting.peak:.0f}", ""),
            (f"ours: {making.result:,} figures", f"{making.seconds:.2f}", f"{making.wall:.2f}", f"{making.peak:.0f}", ""),
            ("ours, both", f"{ours:.2f}", f"{counting.wall + making.wall:.2f}", f"{max(counting.peak, making.peak):.0f}", "1.00"),
            ("pandas, both", f"{pandas.seconds:.2f}", f"{pandas.wall:.2f}", f"{pandas.peak:.0f}", f"{pandas.seconds / ours:.2f}"),
        ]  # fmt: skip
        table(
            f"Measure {n:,} answers, {WEEKS} weeks", ("", "processor s", "wall s", "peak MB", "ratio"), rows
        )
        verdict = "equal" if worst <= 1e-9 and not alone and not math.isnan(worst) else "NOT EQUAL"
        print(
            f"  {matched:,} figures in both, {alone} in one only, largest difference {worst:.1e}: {verdict}"
        )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--large", action="store_true", help="10 million answers too")
    asked = parser.parse_args()
    for answers in [asked.answers, 10_000_000] if asked.large else [asked.answers]:
        compare(answers)


if __name__ == "__main__":
    main()
