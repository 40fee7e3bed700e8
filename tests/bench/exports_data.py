"""One vendor's exports from the sample company, at the size that a benchmark wants."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cxpulse.core.weeks import Calendar
from cxpulse.samples import company as c
from cxpulse.samples.accounts import make_accounts
from cxpulse.samples.plan import make_plan
from cxpulse.samples.surveys import write_survey

END = dt.date(2026, 11, 14)
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
SOURCES = {
    "typeform": "typeform_relationship", "delighted": "delighted_touchpoints", "surveymonkey": "surveymonkey_csat", "qualtrics": "qualtrics_effort",
}  # fmt: skip


def write(folder: str, survey: str, weeks: int, per_week: int) -> list[str]:
    """Write the exports of one survey, `per_week` answers in the last week; gives the files in the order of their days."""
    plan = make_plan(Calendar("Asia/Tehran", 5), END, weeks, 3, per_week / c.VOLUMES[survey])
    accounts = make_accounts(plan)
    people = c.make_people(3, plan.scale, accounts.mood)
    weeks_written = list(write_survey(Path(folder), plan, people, accounts, survey))
    return [str(e.path) for e in weeks_written[-1][0]]
