"""Measuring everything, against the same figures made with pandas: PYTHONPATH=tests python -m bench.measure [--large].

Ours: `jobs.measure` counts all partitions, then `measurements` makes the figures of every week for the company and for every
touchpoint in every channel, from so many answers and half as many tickets. pandas reads the same Parquet files, keeps each
respondent's latest answer of the week, groups, and makes the same values (the intervals of answers only, not those of tickets); once it counts at the finest segment first, as ours does, once it makes only what is asked for. All must
agree to 1e-9.
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
from bench import lake_data, tickets_pandas
from bench.common import Step, run_step, table
from bench.common import settings_at as common_settings
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import measure as job

METRICS = ["nps", "nps_transactional", "csat_share", "csat_mean", "ces_ease", "ces_ease_share", "responses"]
GROUPS: list[list[str]] = [[], ["touchpoint", "channel"]]
WEEKS = 104
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def settings_at(folder: Path) -> Settings:
    """Without opening hours: pandas does not work out business minutes either."""
    return common_settings(folder).model_copy(update={"business_hours": None})


def count(folder: str) -> int:
    """Our counting of all partitions."""
    done = job.measure(settings_at(Path(folder)), touched=None, now=NOW)
    return sum(done["partitions"].values())


def figures(folder: str) -> int:
    """Our figures from the counts; kept beside them for the comparison."""
    settings, weeks = settings_at(Path(folder)), lake_data.weeks_until(WEEKS)
    found = job.measurements(settings, weeks, [*METRICS, *tickets_pandas.METRICS[:-1]], by=GROUPS)
    found += job.measurements(settings, weeks, tickets_pandas.METRICS[-1:])
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


def with_pandas(folder: str, finest: bool, tuned: bool = False) -> int:
    """The same figures with pandas, from the same Parquet files.

    finest: first count at the finest segment, as ours does, so that figures of any other segment are additions.
    tuned: columns of few values read as categories, which a user has to know of.
    """
    settings = settings_at(Path(folder))
    dimensions = DIMENSIONS if finest else GROUPS[-1]
    needed = ["survey_id", "respondent_key", "answered_at", "score", *dimensions]
    files = sorted((Path(settings.data_root) / "lake" / "response").glob("*/*.parquet"))
    answers = tickets_pandas.read(files, needed, ["survey_id", *dimensions] if tuned else [])
    weeks = lake_data.weeks_until(WEEKS)
    edges = np.array(
        [settings.calendar.bounds(w)[0].replace(tzinfo=None) for w in weeks], dtype="datetime64[us]"
    )
    answers["week"] = (
        np.searchsorted(edges, answers["answered_at"].to_numpy(dtype="datetime64[us]"), side="right") - 1
    )
    answers = answers.sort_values("answered_at", kind="stable")
    answers = answers.drop_duplicates(["respondent_key", "survey_id", "week"], keep="last")
    score = answers["score"]
    answers = answers.assign(
        n=1,
        squares=score**2,
        up=(score >= 9) * 1,
        down=(score <= 6) * 1,
        four=(score >= 4) * 1,
        five=(score >= 5) * 1,
    )
    counted = answers.groupby(["survey_id", "week", *dimensions], as_index=False, observed=True)[_SUMS].sum()
    both = pd.concat([_figures(counted, keys, weeks) for keys in GROUPS], ignore_index=True)[list(_COLUMNS)]
    del answers, counted
    tickets = tickets_pandas.figures(Path(settings.data_root), weeks, edges, GROUPS, finest, tuned)
    words = dict.fromkeys(GROUPS[-1], str)  # categories of two tables have no union, and no empty text
    both, tickets = both.astype(words), tickets.astype(dict.fromkeys(GROUPS[-1], object))
    everything = pd.concat([both, tickets.fillna(dict.fromkeys(GROUPS[-1], ""))[list(_COLUMNS)].astype(words)], ignore_index=True)
    everything.to_parquet(Path(folder) / "pandas.parquet")
    return len(everything)


DIMENSIONS = ["touchpoint", "stage", "channel", "region", "plan", "language"]
_SUMS = ["n", "score", "squares", "up", "down", "four", "five"]
_COLUMNS = ("metric", "week", "touchpoint", "channel", "n", "value", "low", "high")
_Z = 1.959963984540054


def _figures(counted: pd.DataFrame, keys: list[str], weeks: list[dt.date]) -> pd.DataFrame:
    told = counted.groupby(["survey_id", "week", *keys], as_index=False, observed=True)[_SUMS].sum()
    told["variance"] = (told["squares"] - told["score"] ** 2 / told["n"]) / (told["n"] - 1)
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


def _cost(step: Step) -> tuple[str, str, str]:
    return f"{step.seconds:.2f}", f"{step.wall:.2f}", f"{step.peak:.0f}"


def compare(answers: int) -> None:
    """One size: print what each way costs."""
    with tempfile.TemporaryDirectory(prefix="cxpulse-bench-") as name:
        n = run_step("lake_data:write", folder=name, weeks=WEEKS, answers=answers).result
        tickets = run_step("tickets_data:write", folder=name, weeks=WEEKS, tickets=answers // 2).result
        counting, making = (run_step(f"measure:{s}", folder=name) for s in ("count", "figures"))
        fine, tuned, pandas = (
            run_step("measure:with_pandas", folder=name, finest=finest, tuned=tuned)
            for finest, tuned in ((True, False), (True, True), (False, False))
        )
        matched, alone, worst = difference(Path(name))
    ours, wall = counting.seconds + making.seconds, counting.wall + making.wall
    rows = [
        ("ours: count at the finest segment", *_cost(counting), ""),
        (f"ours: {making.result:,} figures", *_cost(making), ""),
        ("ours, both", f"{ours:.2f}", f"{wall:.2f}", f"{max(counting.peak, making.peak):.0f}", "1.00"),
        ("pandas, counts at the finest segment too", *_cost(fine), f"{fine.seconds / ours:.2f}"),
        ("pandas, the same with texts as categories", *_cost(tuned), f"{tuned.seconds / ours:.2f}"),
        ("pandas, these figures only", *_cost(pandas), f"{pandas.seconds / ours:.2f}"),
    ]
    table(f"Measure {n:,} answers and {tickets:,} tickets, {WEEKS} weeks", ("", "processor s", "wall s", "peak MB", "ratio"), rows)
    verdict = "equal" if worst <= 1e-9 and not alone and not math.isnan(worst) else "NOT EQUAL"
    print(f"  {matched:,} figures in both, {alone} in one only, largest difference {worst:.1e}: {verdict}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--large", action="store_true", help="10 million answers and 5 million tickets too")
    asked = parser.parse_args()
    for answers in [asked.answers, 10_000_000] if asked.large else [asked.answers]:
        compare(answers)


if __name__ == "__main__":
    main()
