"""Follow-ups: whom somebody gets back to this week, how those of earlier weeks stand, and how long each step takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxpulse.core.durations import unit_of
from cxpulse.core.phrases import Named
from cxpulse.core.report_customers import StepTime
from cxpulse.core.report_model import Value
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("Follow-ups")
EMPTY = msg("No rule asks for follow-ups.")


def view(paper: Paper) -> dict[str, Any] | None:
    """Two small tables, the earlier ones in a sentence, and the times."""
    found = paper.model.follow_ups
    if found is None:
        return None
    language = paper.language
    new = sum(n for _, n in found.new)
    states = [(language.term_of("step", state), n) for state, n in found.states] + [(language.gettext("overdue"), found.overdue)]
    owners = [(owner_name(paper, owner) or language.gettext("nobody yet"), n) for owner, n in found.owners]
    unit = unit_of(*(60 * t.hours for t in found.times if t.hours is not None))
    times = [(language.label("step", t.step), _hours(paper, t, unit), language.gettext("n = %(n)s", n=language.locale.number(t.n))) for t in found.times]
    earlier = language.ngettext(
        "Of %(n)s from earlier weeks, at the end of this week:", "Of %(n)s from earlier weeks, at the end of this week:", found.earlier
    )
    facts = [
        language.ngettext("%(n)s follow-up was opened for this week.", "%(n)s follow-ups were opened for this week.", new),
        *([language.gettext("Owners: %(names)s.", names=_listed(paper, owners))] if owners else []),
        *([f"{earlier} {_listed(paper, states)}."] if found.earlier else []),
        *([] if any(t.n for t in found.times) else [language.gettext("No step had been taken by the end of this week.")]),
    ]
    return {
        "facts": facts,
        "rules": [(language.label("rule", rule), language.locale.number(n)) for rule, n in found.new],
        "times": times if any(t.n for t in found.times) else [],
        "tall": [23.0 * len(facts) + 30.0 * (len(found.new) + 1), *([150.0] if any(t.n for t in found.times) else [])],
    }


def owner_name(paper: Paper, owner: str | Named) -> str:
    """Who answers for something, in the reader's language; '' for nobody."""
    name = owner.told(paper.language.code) if isinstance(owner, Named) else owner
    return paper.language.loose(name) if name else ""


def _listed(paper: Paper, named: Sequence[tuple[str, int]]) -> str:
    language = paper.language
    return language.text("; ").join(f"{name} {language.locale.number(n)}" for name, n in named)


def _hours(paper: Paper, step: StepTime, unit: float) -> str:
    return paper.language.number(Value(None if step.hours is None else 60 * step.hours, "minutes", 0), unit=unit)
