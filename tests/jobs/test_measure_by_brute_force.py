"""Figures of all segments and weeks at once against one segment and week at a time, on random rows with gaps."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.metrics import load_metric
from cxpulse.core.formulas import load_formula
from cxpulse.core.measurement import Measurement, State
from cxpulse.core.quantiles import bin_of
from cxpulse.jobs.measure import measure, measurements, series
from lake_fixtures import answer, put, settings

NOW = dt.datetime(2026, 4, 25, tzinfo=dt.UTC)
WEEKS = [dt.date(2026, 3, 2) + dt.timedelta(weeks=i) for i in range(6)]
QUIET = WEEKS[2]  # nothing happens in this week
DAY = dt.timedelta(days=1)


def tickets(rng: random.Random) -> list[dict[str, Any]]:
    """Some never solved, some solved weeks later; none comes or goes in the quiet week."""
    out = []
    for _ in range(400):
        came = dt.datetime.combine(rng.choice([w for w in WEEKS if w != QUIET]), dt.time()) + dt.timedelta(minutes=rng.randrange(9_000))
        minutes = rng.choice([None, float(rng.randrange(1, 3000)), float(rng.randrange(1, 30_000))])
        solved = came + dt.timedelta(minutes=minutes) if minutes else None
        if solved and (QUIET <= solved.date() < QUIET + 7 * DAY or solved.date() >= WEEKS[-1] + 7 * DAY):
            solved, minutes = None, None
        out.append(
            {
                "created_at": came, "solved_at": solved, "resolution_minutes": minutes, "status": "solved" if solved else "open",
                "reopens": 0, "channel": rng.choice(["app", "web"]), "region": rng.choice(["north", "south"]),
            }
        )  # fmt: skip
    return out


def same(found: Measurement, inputs: dict[str, Any] | None) -> None:
    """Whether a figure is what its formula gives from these inputs alone."""
    metric = load_metric(found.metric)
    one = load_formula(metric.formula).estimate(inputs, metric.parameters) if inputs else None
    if one is None or one.value is None:
        assert (found.state, found.n) == (State.NONE, 0)
        return
    assert found.n == one.n
    if found.state in (State.OK, State.GREY):
        assert (found.value, found.low, found.high, found.variance) == (one.value, one.low, one.high, one.variance)
    else:
        assert (found.state, found.value) == (State.FEW, None)
        assert one.n < metric.minimum_n


@pytest.mark.parametrize("dimensions", [(), ("channel",), ("region", "channel")])
def test_tickets_of_every_segment_and_week(tmp_path: Path, dimensions: tuple[str, ...]) -> None:
    config, rows = settings(tmp_path, zone="UTC"), tickets(random.Random(len(dimensions)))
    for week in WEEKS:
        put(config, "ticket", week.isoformat(), [r for r in rows if week <= r["created_at"].date() < week + 7 * DAY])
    measure(config, touched=None, now=NOW)
    asked = [WEEKS[0] - 7 * DAY, *WEEKS[1:], WEEKS[-1] + 7 * DAY]  # before the first, after the last, not all of them
    found = measurements(config, asked, ["resolution_median", "resolution_p90", "backlog", "backlog_age_median"], by=[dimensions])
    assert len(found) == 4 * len(asked) * 2 ** len(dimensions)
    order = [(m.metric, m.segment, m.week) for m in found]
    assert [o[1:] for o in order if o[0] == "backlog"] == sorted(o[1:] for o in order if o[0] == "backlog")
    for one in found:
        mine = [r for r in rows if all(r[d] == v for d, v in one.segment)]
        end = one.week + 7 * DAY
        if not WEEKS[0] <= one.week <= WEEKS[-1]:
            assert one.state is State.NONE
        elif one.metric.startswith("resolution"):
            bins: dict[int, int] = defaultdict(int)
            for r in mine:
                if r["solved_at"] and one.week <= r["solved_at"].date() < end:
                    bins[bin_of(r["resolution_minutes"])] += 1
            same(one, {"bins": bins})
        else:
            entered = [r for r in mine if r["created_at"].date() < end]
            left = [r for r in entered if r["solved_at"] and r["solved_at"].date() < end]
            days: dict[int, int] = defaultdict(int)
            for r in entered:
                days[(r["created_at"].date() - dt.date(1970, 1, 1)).days] += r not in left
            count = {"entered": len(entered), "left": len(left)}
            same(one, count if one.metric == "backlog" else {"bins": days, "week": one.week})


def test_answers_of_every_segment_and_week(tmp_path: Path) -> None:
    config, rng = settings(tmp_path, zone="UTC"), random.Random(3)
    sums: dict[Any, dict[str, float]] = defaultdict(lambda: {"n": 0, "promoters": 0, "detractors": 0})
    for week in WEEKS[:2] + WEEKS[3:]:
        rows = []
        for _ in range(120):
            score, channel, region = rng.randrange(11), rng.choice(["app", "web", "store"]), rng.choice(["north", "south"])
            rows.append(answer(f"{week} 10:00:00", score, channel=channel, region=region))
            cell = sums[week, (("channel", channel), ("region", region))]
            cell["n"] += 1
            cell["promoters"] += score >= 9
            cell["detractors"] += score <= 6
        put(config, "response", week.isoformat(), rows)
    measure(config, touched=None, now=NOW)
    found = measurements(config, WEEKS, ["nps"], by=[("region", "channel")])
    assert len(found) == 6 * len(WEEKS)
    for one in found:
        same(one, dict(sums[one.week, one.segment]) if (one.week, one.segment) in sums else None)
    watched = series(config, ["nps"], [("channel", "region")], WEEKS[-1])
    assert len(watched) == len([s for s in sums.values() if s["n"]])
    for row in watched.itertuples():
        name = row.series.partition("|")[2]
        segment = tuple(sorted(tuple(pair.split("=")) for pair in name.split(",")))
        mine = sums[row.week, segment]
        assert (row.n, row.sum) == (mine["n"], 100 * (mine["promoters"] - mine["detractors"]))
