"""One survey over all weeks: which answers stand in which export, and the true counts of every week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples.accounts import Accounts
from cxpulse.samples.answers import Answers, draw_answers
from cxpulse.samples.exports import Export, Row
from cxpulse.samples.plan import Plan
from cxpulse.samples.survey_files import FORMATS, WRITERS, serials

CORRECTING = ("delighted", "surveymonkey")
SURVEY_IDS = {
    "typeform": "relationship_nps", "delighted": "touchpoint_nps", "qualtrics": "support_effort", "surveymonkey": "touchpoint_csat",
}  # fmt: skip
_REPEATED, _REVISED = 5, 3
_BAD_FROM = 900_000


def write_survey(
    folder: Path, plan: Plan, people: c.People, accounts: Accounts, survey: str
) -> Iterator[tuple[list[Export], dict[str, Any]]]:
    """Write a survey's exports, week by week; yields the exports and the true counts of each week."""
    form = FORMATS[survey]
    exports = [Export(folder / f"{form.stem}_{w.day}.csv", form) for w in plan.windows]
    for week in range(len(plan.weeks)):
        answers = draw_answers(plan, people, accounts.active(plan, week), survey, week)
        final = _write_week(exports, plan, week, survey, answers)
        yield exports, week_truth(survey, plan, week, final)
    for export in exports:
        export.close()


def _write_week(exports: list[Export], plan: Plan, week: int, survey: str, a: Answers) -> Answers:
    """Write one week's answers; gives the answers as they stand after the last export."""
    number = plan.window_of(week)
    ids = serials(survey, plan.weeks[week].toordinal() // 7, len(a.at))
    nobody = np.zeros(len(a.at), dtype=bool)
    rows = WRITERS[survey](ids, a, nobody)
    if week != plan.windows[number].last:
        exports[number].write(rows, new=len(rows))
        return a
    on_time = np.flatnonzero(~a.late)
    revised = (
        on_time[:: max(1, len(on_time) // _REVISED)][1 : _REVISED + 1]
        if survey == "delighted"
        else on_time[:0]
    )
    second = replace(a, score=_moved(survey, a.score, revised))
    newer = nobody.copy()
    newer[revised] = True
    again = WRITERS[survey](ids, second, newer)
    _write_last_week(exports[number], plan, week, survey, rows, again, on_time, revised)
    if number + 1 == len(exports):
        return _subset(second, on_time)
    corrected = np.flatnonzero(a.corrected & ~a.late & ~newer) if survey in CORRECTING else on_time[:0]
    third = replace(second, score=_moved(survey, second.score, corrected))
    newer[corrected] = True
    late, n = int(a.late.sum()), len(rows)
    exports[number + 1].write(
        WRITERS[survey](ids, third, newer),
        new=late,
        changed=len(corrected),
        unchanged=n - late - len(corrected),
    )
    return third


def _write_last_week(
    export: Export,
    plan: Plan,
    week: int,
    survey: str,
    rows: list[Row],
    again: list[Row],
    on_time: c.Ints,
    revised: c.Ints,
) -> None:
    """The last week of an export: what has arrived, then bad rows, repeated rows and newer versions."""
    present = [rows[i] for i in on_time.tolist()]
    export.write(present, new=len(present) - len(revised), superseded=len(revised))
    export.write_bad(
        present, serials(survey, plan.weeks[week].toordinal() // 7, export.bad_rows(), _BAD_FROM)
    )
    keep = [i for i in on_time.tolist() if i not in set(revised.tolist())][-_REPEATED:]
    export.write([rows[i] for i in keep], repeated=len(keep))
    export.write([again[i] for i in revised.tolist()], new=len(revised))


def _moved(survey: str, score: c.Ints, which: c.Ints) -> c.Ints:
    """Scores with some of them one lower (the lowest one higher)."""
    lowest = 0 if survey in ("typeform", "delighted") else 1
    out = score.copy()
    out[which] = np.where(score[which] > lowest, score[which] - 1, score[which] + 1)
    return out


def _subset(a: Answers, index: c.Ints) -> Answers:
    return Answers(
        a.who[index], a.region[index], a.language[index], a.plan[index], a.account[index], a.touchpoint[index],
        a.channel[index], a.score[index], a.at[index], a.late[index], a.corrected[index],
        [a.comment[i] for i in index.tolist()],
    )  # fmt: skip


def week_truth(survey: str, plan: Plan, week: int, a: Answers) -> dict[str, Any]:
    """True counts of a week: one answer per customer, the latest; in all, and in the cell of the injected drop."""
    latest = len(a.who) - 1 - np.unique(a.who[::-1], return_index=True)[1]
    cell = (a.touchpoint[latest] == c.DELIVERY) & (a.channel[latest] == c.APP)
    truth = {"week": plan.weeks[week].isoformat(), "survey": SURVEY_IDS[survey], "rows": len(a.who)}
    truth |= _counts(survey, a.score[latest])
    truth["comments"] = sum(1 for i in latest.tolist() if a.comment[i].strip())
    if survey != "typeform":
        truth["delivery_app"] = _counts(survey, a.score[latest][cell])
    return truth


def _counts(survey: str, score: c.Ints) -> dict[str, int]:
    n, total = len(score), int(score.sum())
    if survey in ("typeform", "delighted"):
        return {
            "n": n,
            "promoters": int((score >= 9).sum()),
            "detractors": int((score <= 6).sum()),
            "sum": total,
        }
    return {"n": n, "satisfied": int((score >= (4 if survey == "surveymonkey" else 5)).sum()), "sum": total}
