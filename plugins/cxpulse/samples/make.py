"""The whole sample company: every export, and truth.json."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cxpulse.core.weeks import Calendar
from cxpulse.samples import company as c
from cxpulse.samples.accounts import make_accounts
from cxpulse.samples.crm_files import write_crm
from cxpulse.samples.exports import Export
from cxpulse.samples.order_files import write_orders
from cxpulse.samples.plan import make_plan
from cxpulse.samples.review_files import write_reviews
from cxpulse.samples.survey_files import FORMATS
from cxpulse.samples.surveys import write_survey
from cxpulse.samples.ticket_files import write_tickets
from cxpulse.samples.truth import injected

FOLDERS = ("typeform", "delighted", "qualtrics", "surveymonkey", "zendesk", "salesforce", "shop", "reviews")


def make_sample(
    folder: Path, calendar: Calendar, *, end: dt.date, weeks: int, seed: int, scale: float,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write the exports of `weeks` weeks, the last one named by `end`, and truth.json below `folder`; gives the truth.

    Files of an earlier sample in the same folders are removed. The same arguments give the same bytes. Written week by week:
    memory holds the customers (about 60 bytes each, 40,000 at scale 1) and one week. `progress` is told subject, week, weeks.
    Raises ValueError when `end` is not the first day of a week.
    """
    plan = make_plan(calendar, end, weeks, seed, scale)
    accounts = make_accounts(plan)
    people = c.make_people(seed, scale, accounts.mood)
    _clear(folder)
    tell = progress or (lambda what, done, of: None)
    files: list[Export] = []
    truth: dict[str, Any] = {"surveys": [], "tickets": [], "orders": []}
    writers = [
        *((s, "surveys", write_survey(folder, plan, people, accounts, s)) for s in FORMATS),
        ("zendesk", "tickets", write_tickets(folder, plan, people, accounts)),
        ("shop", "orders", write_orders(folder, plan, people, accounts)),
        ("reviews", "surveys", write_reviews(folder, plan)),
    ]
    for name, key, steps in writers:
        for number, (exports, week) in enumerate(steps):
            truth[key].append(week)
            tell(name, number + 1, weeks)
            if number == 0:
                files += exports
    crm, truth["accounts"] = write_crm(folder, plan, people, accounts)
    tell("salesforce", weeks, weeks)
    listed = {
        str(e.path.relative_to(folder)): e.truth() for e in sorted([*files, *crm], key=lambda e: e.path)
    }
    truth = {**injected(plan), "files": listed, **truth}
    text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return truth


def _clear(folder: Path) -> None:
    """Remove what an earlier sample left, and nothing else: a folder without truth.json is not ours."""
    if not (folder / "truth.json").exists():
        return
    for name in FOLDERS:
        for path in sorted((folder / name).glob("*.csv")):
            path.unlink()
