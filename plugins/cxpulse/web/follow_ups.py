"""The list of follow-ups, written in the reader's language: data in, HTML out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from cxpulse.catalog.language import Language, capital
from cxpulse.core.phrases import Named, Value
from cxpulse.web.frame import day, frame, moment, render
from cxpulse.web.words import page_language

NPS_MOST = 10  # follow-ups are opened by NPS answers, which are asked for on 0 to 10
STEPS = ("acknowledged", "acted", "answered")
BUTTONS = {"acknowledged": "I take it", "acted": "Mark as acted", "answered": "The customer answered"}
NOTICES = {
    "done": "Saved.",
    "conflict": "Nothing was changed: %(by)s was quicker (%(at)s). This is how it stands now.",
    "gone": "Nothing was changed: there is no such follow-up any more.",
    "wrong": "Nothing was changed: say in the note what was done, or who gets it.",
}


def follow_ups_html(data: Mapping[str, Any], code: str, *, token: str | None, notice: Mapping[str, Any] | None = None, now: dt.datetime | None = None) -> str:
    """The page as HTML. data: what `cxpulse.jobs.follow_ups_page.waiting` gives; token: for the forms, None for a reader who
    may only look; notice: what came of a change, with the row's key."""
    language, at = page_language(code, data["terms"]), now or dt.datetime.now(dt.UTC)
    kept = {"owner": data["owner"], "everything": "1" if data["everything"] else None}
    return render(
        "follow_ups.html.j2",
        **frame(language, data["company"], "follow-ups", kept),
        token=token,
        notice=_notice(language, notice, data["zone"]) if notice else None,
        counts={name: language.locale.number(n) for name, n in data["counts"].items()},
        some_overdue=data["counts"]["overdue"] > 0,
        owners=[(o, _owner(language, o, data["owner_names"]), o == data["owner"]) for o in data["owners"]],
        owner=data["owner"] or "",
        everything=data["everything"],
        csv=f"follow-ups.csv?{urlencode({k: v for k, v in kept.items() if v})}".rstrip("?"),
        more=language.locale.number(data["more"]) if data["more"] else "",
        rows=[_row(language, row, data, at, notice) for row in data["rows"]],
    )


def _notice(language: Language, notice: Mapping[str, Any], zone: str) -> dict[str, str]:
    result = "done" if notice["result"] == "already" else notice["result"]
    text = language.text(NOTICES[result])
    if result == "conflict":
        text = language.gettext(NOTICES[result], by=language.foreign(notice["by"] or "?"), at=moment(language, notice["at"], zone))
    return {"result": result, "text": text, "key": str(notice["key"])}


def _row(language: Language, row: Mapping[str, Any], data: Mapping[str, Any], at: dt.datetime, notice: Mapping[str, Any] | None) -> dict[str, Any]:
    """One card."""
    zone, worth = data["zone"], language.locale.number(row["value"]) if row["value"] else ""
    late = at - dt.datetime.fromisoformat(row["due_at"])
    return {
        **row,
        "who": _who(language, row),
        "rule_text": language.label("rule", row["rule"]),
        "why": _why(language, row["reason"]),
        "week_text": language.gettext("Week of %(week)s", week=language.week_range(day(row["week"]))),
        "opened": _zoned(language, row["opened_at"], zone),
        "owner_text": _owner(language, row["owner"], data["owner_names"]) if row["owner"] else language.text("nobody yet"),
        "due": _zoned(language, row["due_at"], zone),
        "late": language.number(Value(late.total_seconds() / 60, "minutes", 0)) if row["overdue"] else "",
        "state_text": capital(language.term_of("step", row["state"])),
        "place": " · ".join(language.label(kind, row[kind]) for kind in ("region", "plan") if row[kind]),
        "worth": f"{worth} {language.foreign(data['currency'])}".rstrip() if worth and data["currency"] else worth,
        "steps": [_step(language, row, name, zone) for name in STEPS],
        "button": language.text(BUTTONS[row["next"]]) if row["next"] else "",
        "later": [(name, language.text(BUTTONS[name])) for name in STEPS if row["next"] and name != row["next"] and row[f"{name}_at"] is None],
        "changed": bool(notice) and notice is not None and notice["key"] == row["key"],
    }


def _owner(language: Language, kept: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """An owner's name for this reader."""
    return language.loose(Named(dict(names[kept])).told(language.code) if kept in names else kept)


def _zoned(language: Language, text: str, zone: str) -> str:
    """A moment that is to be kept, with the zone that it is told in."""
    return f"{moment(language, text, zone)} {language.locale.isolate(zone)}"


def _who(language: Language, row: Mapping[str, Any]) -> str:
    account = language.gettext("Account %(id)s", id=language.foreign(row["account"])) if row["account"] else ""
    person = language.gettext("Customer %(id)s", id=language.locale.isolate(row["person"])) if row["person"] else ""
    return " · ".join(filter(None, (account, person))) or language.text("A customer")


def _why(language: Language, reason: str) -> str:
    """'score 3' (of an NPS answer, so of 10), 'probability 0.34' or flags with commas, as the job wrote them."""
    word, _, number = reason.partition(" ")
    try:
        if word == "score":
            score = language.locale.number(float(number), 0 if float(number).is_integer() else 1)
            return language.gettext("Score %(score)s of %(most)s", score=score, most=language.locale.number(NPS_MOST))
        if word == "probability":
            return language.gettext("Probability of leaving %(share)s", share=language.locale.percent(float(number)))
    except ValueError:
        return language.foreign(reason)
    return " · ".join(language.label("flag", flag) for flag in reason.split(", "))


def _step(language: Language, row: Mapping[str, Any], name: str, zone: str) -> dict[str, Any]:
    done = row[f"{name}_at"]
    by = row["by"].get(f"{name}_at", "")
    return {
        "name": capital(language.term_of("step", name)),
        "done": done is not None,
        "next": name == row["next"],
        "at": moment(language, done, zone),
        "by": language.foreign(by) if by else "",
    }
