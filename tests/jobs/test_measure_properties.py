"""Counts against brute force on random rows: they add over segments, sources and weeks, and nothing is lost or counted twice."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.weighting import ClusterSums, clustered_means
from cxpulse.jobs.measure import counts, measure, measurements
from lake_fixtures import answer, put, settings

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
WEEKS = [dt.date(2026, 3, 16), dt.date(2026, 3, 23), dt.date(2026, 3, 30)]
CHANNELS, STAGES = ["app", "web", None], ["use", "support", "unmapped"]


def drawn(seed: int) -> dict[tuple[str, dt.date], list[dict[str, Any]]]:
    """Random answers of two sources and three weeks; few people, so that many answer several times in a week."""
    rng = random.Random(seed)
    out: dict[tuple[str, dt.date], list[dict[str, Any]]] = {}
    for source in ("a", "b"):
        for week in WEEKS:
            out[source, week] = [
                answer(
                    str(dt.datetime.combine(week, dt.time()) + dt.timedelta(minutes=rng.randrange(1440, 7 * 1440 - 60))),
                    rng.choice([0, 3, 6, 7, 8, 9, 10, 10]),
                    respondent_key=rng.choice([None, *"pqrstuv"]), account_id=rng.choice([None, "x", "y", "z"]),
                    channel=rng.choice(CHANNELS), stage=rng.choice(STAGES), comment=rng.choice([None, "text"]),
                    survey_id=rng.choice(["one", "two"]),
                )
                for _ in range(rng.randrange(0, 40))
            ]  # fmt: skip
    return out


def kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The latest answer of each respondent and survey; every answer of nobody known."""
    ordered = sorted(rows, key=lambda r: (r["answered_at"], r["score"]))
    return list({(r["respondent_key"] or f"row{i}", r["survey_id"]): r for i, r in enumerate(ordered)}.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_are_those_of_brute_force_and_add_up(tmp_path: Path, seed: int) -> None:
    config, rows = settings(tmp_path, zone="UTC"), drawn(seed)
    for (source, week), some in rows.items():
        put(config, "response", week.isoformat(), some, source)
    measure(config, touched=None, now=NOW)
    mine: Counter[tuple[Any, ...]] = Counter()
    for (source, week), some in rows.items():
        for row in kept(some):
            where = (week, source, row["channel"] or "unknown", row["stage"])
            mine[(*where, "n")] += 1
            mine[(*where, "promoters")] += row["score"] >= 9
            mine[(*where, "detractors")] += row["score"] < 7
            mine[(*where, "sum")] += row["score"]
            mine[(*where, "comments")] += row["comment"] is not None
            mine[(*where, "complaints")] += row["score"] < 7 and row["comment"] is not None
    theirs: Counter[tuple[Any, ...]] = Counter()
    for found in counts(config, "responses").to_pylist():
        for column in ("n", "promoters", "detractors", "sum", "comments", "complaints"):
            theirs[(found["week"], found["source"], found["channel"], found["stage"], column)] += found[column]
    assert +theirs == +mine
    whole = {m.week: m for m in measurements(config, WEEKS, ["responses"])}
    for groups in (["channel"], ["stage"], ["channel", "stage"], ["survey_id"]):
        parts = measurements(config, WEEKS, ["responses"], by=groups)
        for week in WEEKS:
            assert sum(p.n for p in parts if p.week == week) == whole[week].n
    accounts = counts(config, "account_answers").to_pylist()
    assert sum(r["answers"] for r in accounts) == sum(r["account_id"] is not None for s in rows.values() for r in kept(s))


def test_the_robust_interval_covers_where_the_plain_one_does_not() -> None:
    rng = random.Random(7)
    covered = plain = 0
    for _ in range(1500):
        accounts = []
        for _ in range(40):
            mood = rng.gauss(0, 1)
            accounts.append([mood + rng.gauss(0, 1) for _ in range(rng.randrange(1, 9))])
        sums, sizes = [sum(a) for a in accounts], [len(a) for a in accounts]
        n, total = sum(sizes), sum(sums)
        found = clustered_means(
            ClusterSums(
                40, n, total, sum(s * s for s in sums), sum(s * k for s, k in zip(sums, sizes, strict=True)),
                sum(k * k for k in sizes),
            )
        ).at(0)  # fmt: skip
        covered += (found.low or 0) <= 0 <= (found.high or 0)
        half = 1.96 * (2 / n) ** 0.5
        plain += abs(total / n) <= half
    assert 0.92 <= covered / 1500 <= 0.97
    assert plain / 1500 < 0.8
