"""One vendor's exports from the sample company, at the size that a benchmark wants."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cxpulse.core.weeks import Calendar
from cxpulse.samples import company as c
from cxpulse.samples.accounts import make_accounts
from cxpulse.samples.plan import make_plan
from cxpulse.samples.surveys import write_survey
from cxpulse.samples.ticket_files import write_tickets

END = dt.date(2026, 11, 14)
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
SOURCES = {
    "typeform": "typeform_relationship", "delighted": "delighted_touchpoints", "surveymonkey": "surveymonkey_csat", "qualtrics": "qualtrics_effort",
    "zendesk": "zendesk_support",
}  # fmt: skip


def write(folder: str, vendor: str, weeks: int, per_week: int) -> list[str]:
    """Write the exports of a survey, or 'zendesk' tickets, `per_week` in the last week; gives the files in the order of their days."""
    plan = make_plan(Calendar("Asia/Tehran", 5), END, weeks, 3, per_week / c.VOLUMES[vendor])
    accounts = make_accounts(plan)
    people = c.make_people(3, plan.scale, accounts.mood)
    if vendor == "zendesk":
        written = list(write_tickets(Path(folder), plan, people, accounts))
    else:
        written = list(write_survey(Path(folder), plan, people, accounts, vendor))
    return [str(e.path) for e in written[-1][0]]
