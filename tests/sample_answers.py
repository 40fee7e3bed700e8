"""The sample company's answers as weekly sums and as the series that its portfolio watches, without files between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxpulse.catalog.alerts import load_alert
from cxpulse.core.alerts.grid import Grid
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
