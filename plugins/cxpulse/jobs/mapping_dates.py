"""How the times of an unknown export are to be read: format, calendar, order of day and month, zone."""

from __future__ import annotations

import re

from cxpulse.catalog.settings import Settings
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.jobs.mapping_types import Answers, Proposal
from cxpulse.sources.profile import Facts


def dates(
    made: Proposal,
    times: list[Facts],
    answers: Answers,
    settings: Settings,
    known: tuple[Vendor, FileKind] | None,
) -> None:
    """Puts what the times prove into the proposal, or a question with both readings."""
    kinds = {c.name: c.time_kind() for c in times}
    formats = sorted({k for k in kinds.values() if k and (k.startswith("%") or k == "epoch")})
    if formats and not (known and known[0].date_formats):
        made.source["date_format"] = formats[0]
    years = {y for c in times for y in c.years}
    if years and max(years) < 1500:
        made.source["calendar"] = "persian"
        made.notes.append(f"years {min(years)} to {max(years)}: the Persian calendar")
    elif years and min(years) > 2400:
        made.source["calendar"] = "buddhist"
        made.notes.append(f"years {min(years)} to {max(years)}: the Buddhist calendar")
    read = [c for c in times if kinds[c.name] == "numbers" and made.source.get("calendar") != "persian"]
    proved = {c.order() for c in read}
    if answers.date_order and read:
        made.source["date_order"] = answers.date_order
    elif proved == {None} and not (known and known[0].date_order != "ask"):
        c = read[0]
        row, value = c.example or (0, "")
        a, b = (int(n) for n in re.split(r"[/.\-]", value)[:2])
        made.questions.append(
            f"column '{c.name}', line {row}: '{value}' is day {a} of month {b} (--date-order dmy), or day {b} of month {a} (--date-order mdy); "
            "no date of the file proves which"
        )
    elif "both" in proved or {"dmy", "mdy"} <= proved:
        made.questions.append(
            "some dates are day/month, others month/day: export it again with one date format"
        )
    if answers.zone or not (all(c.zoned for c in times) or (known and known[1].zone)):
        made.source["zone"] = answers.zone or settings.week.zone
        if not answers.zone and times:
            made.notes.append(
                f"times without a zone are taken as {settings.week.zone}, the company's; --zone says otherwise"
            )
    named_lost = [c for c in times if known and known[0].name == "surveymonkey" and _lost_half(c)]
    made.notes += [
        f"'{c.name}': hours run from 1 to 12 and say neither AM nor PM: the half of the day is lost"
        for c in named_lost
    ]


def _lost_half(facts: Facts) -> bool:
    hours = [int(m[1]) for v in facts.values if (m := re.search(r" (\d{1,2}):\d{2}(?!.*[AaPp][Mm])", v))]
    return len(hours) >= 20 and min(hours) >= 1 and max(hours) <= 12
