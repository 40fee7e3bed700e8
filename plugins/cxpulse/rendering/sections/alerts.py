"""Alerts of the week: what stands out, from what to what, and why; in a quiet week one line says that there is none."""

from __future__ import annotations

from typing import Any

from cxpulse.core.durations import unit_of
from cxpulse.core.report_model import AlertNote, Value
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("Alerts")
EMPTY = msg("No alert is open.")
MOST = 8
_STATES = {
    "open": msg("opened this week"),
    "ongoing": msg("still open"),
    "recovered": msg("recovered"),
    "muted": msg("muted"),
    "no_data": msg("stopped coming in"),
    "not_enough_answers": msg("not enough answers"),
    "not_enough_history": msg("not enough history"),
}


def view(paper: Paper) -> dict[str, Any] | None:
    """The most important alerts in the model's order."""
    notes = paper.model.alerts
    if not notes:
        return None
    left = len(notes) - MOST
    more = paper.language.ngettext(
        "%(n)s more alert is in the attached workbook.",
        "%(n)s more alerts are in the attached workbook.",
        left,
    )
    return {"notes": [_note(paper, n) for n in notes[:MOST]], "more": more if left > 0 else ""}


def _note(paper: Paper, note: AlertNote) -> dict[str, Any]:
    language = paper.language
    worse = note.state in ("open", "ongoing")
    moved = ""
    if note.usual is not None and note.now is not None:
        unit = unit_of(note.now, note.usual)
        moved = language.gettext(
            "%(now)s, usually %(usual)s",
            now=language.number(Value(note.now, note.unit, note.decimals), unit=unit),
            usual=language.number(Value(note.usual, note.unit, note.decimals), unit=unit),
        )
    return {
        "metric": paper.short(note.metric),
        "segment": paper.segment(note.segment),
        "state": language.text(_STATES.get(note.state, note.state)),
        "tone": "bad" if worse else "good" if note.state == "recovered" else "flat",
        "moved": moved,
        "window": language.ngettext("over the last week", "over the last %(n)s weeks", note.window),
        "n": language.gettext("n = %(n)s", n=language.locale.number(note.n)),
        "since": language.gettext("since the week of %(date)s", date=language.date(note.since))
        if note.since
        else "",
        "why": [language.say(p) for p in note.why],
    }
