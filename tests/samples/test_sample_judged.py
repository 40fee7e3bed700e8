"""All 104 weeks of the sample's answers, judged in order: only the injected drop opens, and the mix shift is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxpulse.catalog.alerts import load_alert
from cxpulse.core.alerts.grid import Grid
from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import BASELINE_WEEKS, GAP_WEEKS, Promise, load_rule
from cxpulse.core.explain import Explanation, explain
from cxpulse.core.weeks import Calendar
from cxpulse.jobs.judge_series import lay_out
from cxpulse.samples import company as c
from cxpulse.samples.accounts import make_accounts
from cxpulse.samples.answers import draw_answers
from cxpulse.samples.plan import Plan, make_plan

END = dt.date(2026, 11, 14)
PORTFOLIO = load_alert("weekly")
METRICS = {"typeform": "nps", "delighted": "nps_transactional", "surveymonkey": "csat_share", "qualtrics": "ces_ease"}
TOUCHPOINTS, CHANNELS = np.array([*c.TOUCHPOINTS, "whole"]), np.array(c.CHANNELS)


def value(survey: str, score: np.ndarray) -> np.ndarray:
    """What one answer counts as: +100/0/-100, 100/0, or itself."""
    if survey == "surveymonkey":
        return 100.0 * (score >= 4)
    return score.astype(float) if survey == "qualtrics" else 100.0 * ((score >= 9).astype(int) - (score <= 6))


def answers(plan: Plan, seed: int) -> Iterator[pd.DataFrame]:
    """Weekly sums by metric, touchpoint and channel."""
    accounts = make_accounts(plan)
    people = c.make_people(seed, 1.0, accounts.mood)
    for survey, metric in METRICS.items():
        for week, day in enumerate(plan.weeks):
            a = draw_answers(plan, people, accounts.active(plan, week), survey, week)
            x = value(survey, a.score)
            rows = {"metric": metric, "week": day, "touchpoint": TOUCHPOINTS[a.touchpoint], "channel": CHANNELS[a.channel],
                    "n": 1.0, "sum": x, "sum_of_squares": x * x}  # fmt: skip
            yield pd.DataFrame(rows).groupby(["metric", "week", "touchpoint", "channel"], as_index=False).sum()


def drawn(seed: int) -> pd.DataFrame:
    plan = make_plan(Calendar("Asia/Tehran", 5), END, 104, seed, 1.0)
    return pd.concat(answers(plan, seed), ignore_index=True)


def grid_of(counts: pd.DataFrame) -> Grid:
    """The series that the sample's portfolio watches."""
    parts = []
    for by in PORTFOLIO.by:
        part = counts.groupby(["metric", "week", *by], as_index=False)[["n", "sum", "sum_of_squares"]].sum()
        named = part[list(by)].agg(",".join, axis=1) if by else "all"
        parts.append(part.assign(series=part["metric"] + "|" + named)[["series", "metric", "week", "n", "sum", "sum_of_squares"]])
    return lay_out(pd.concat(parts, ignore_index=True), END, PORTFOLIO.announced)


def opened(counts: pd.DataFrame) -> list[tuple[dt.date, str, Explanation | None]]:
    """Everything that opens over the 104 weeks; of what opens for a whole metric, the split of its fall."""
    grid, found = grid_of(counts), []
    for week in replay(grid, load_rule(PORTFOLIO.rule), Promise(PORTFOLIO.false_alerts_per_year)):
        for row in [i for i, state in enumerate(week.states) if state.value == "open"]:
            name, day = grid.names[row], grid.weeks[week.column]
            scan = week.scan
            told = split(counts, name, day, int(scan.window[row]), float(scan.z[row]), float(scan.threshold[row]))
            found.append((day, name, told if name.endswith("|all") else None))
    return found


def split(counts: pd.DataFrame, series: str, day: dt.date, window: int, z: float, threshold: float) -> Explanation | None:
    """The exact split of a whole metric's fall, by touchpoint and by channel."""
    mine = counts[counts["metric"] == series.split("|")[0]]
    back = np.array([(day - d).days // 7 for d in mine["week"]])
    spans = mine[(back > GAP_WEEKS) & (back <= GAP_WEEKS + BASELINE_WEEKS)], mine[(back >= 0) & (back < window)]
    sides = {}
    for by in ("touchpoint", "channel"):
        sums = [span.groupby(by)[["n", "sum", "sum_of_squares"]].sum() for span in spans]
        sides[by] = tuple({key: tuple(row) for key, *row in s.itertuples()} for s in sums)
    return explain(sides, worse=-1, z=z, threshold=threshold)  # type: ignore[arg-type]


def test_only_the_injected_drop_opens_in_two_years() -> None:
    found = opened(drawn(7))
    assert {day.isoformat() for day, *_ in found} <= {"2026-11-07", "2026-11-14"}
    assert {name.split("|")[1] for _, name, _ in found} <= {"delivery", "delivery,app", "app"}
    assert "nps_transactional|delivery,app" in {name for _, name, _ in found}


def test_where_chance_makes_the_mix_shift_exceed_a_threshold_it_is_named_and_no_fall() -> None:
    """In the draw of seed 20 the three weeks of the call centre pull relationship NPS over its threshold."""
    told = {name: split for day, name, split in opened(drawn(20)) if "2026-06-13" <= day.isoformat() <= "2026-07-11"}
    assert told["nps|all"] is not None
    assert told["nps|all"].mix_shift == "channel"
    assert told["nps|all"].part is None
