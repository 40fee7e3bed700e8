"""Registered fixes and whether they worked: the verdict, the effect with its interval, and on how much it rests."""

from __future__ import annotations

from typing import Any

from cxpulse.core.report_customers import InitiativeNote
from cxpulse.core.report_model import Value
from cxpulse.rendering.paper import Paper, msg
from cxpulse.rendering.sections.followups import owner_name

TITLE = msg("Did the fixes work?")
EMPTY = msg("No fix has been registered.")
WEEKS = 8
MOST = 6
_TONES = {"improved": "good", "worse": "bad"}


def view(paper: Paper) -> dict[str, Any] | None:
    """One note for each fix, the newest first."""
    notes = [_note(paper, n) for n in paper.model.initiatives[:MOST]]
    return {"notes": notes, "tall": [24.0, *(80.0 for _ in notes)]} if notes else None


def _note(paper: Paper, note: InitiativeNote) -> dict[str, Any]:
    language = paper.language
    waiting = note.weeks_after < WEEKS
    title = note.title.get(language.code) or note.title.get("en") or next(iter(note.title.values()))
    return {
        "title": paper.words(title),
        "about": f"{paper.short(note.metric)} · {paper.segment(note.segment)}",
        "verdict": language.gettext("still running") if waiting else language.label("verdict", note.verdict),
        "tone": "flat" if waiting else _TONES.get(note.verdict, "flat"),
        "since": language.gettext("since %(date)s", date=language.date(note.started)),
        "basis": language.gettext(
            "%(n)s of %(all)s weeks, %(answers)s answers",
            n=language.locale.number(note.weeks_after),
            all=language.locale.number(WEEKS),
            answers=language.locale.number(note.answers),
        ),
        "effect": _effect(paper, note),
        "owner": owner_name(paper, note.owner),
    }


def _effect(paper: Paper, note: InitiativeNote) -> str:
    if note.effect is None:
        return ""
    scale = 100.0 if note.unit == "share" else 1.0
    language = paper.language
    return language.gettext(
        "Effect against the rest of the company: %(effect)s (95%% interval %(ci)s).",
        effect=language.number(Value(note.effect / scale, note.unit, 1, signed=True, delta=True)),
        ci=language.interval((note.low or 0.0) / scale, (note.high or 0.0) / scale, note.unit, delta=True),
    )
