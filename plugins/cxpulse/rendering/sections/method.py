"""Where the figures come from: sources and their freshness, restated figures, and every figure's definition."""

from __future__ import annotations

from typing import Any

from cxpulse.core.measurement import State
from cxpulse.core.report_model import Coverage, Definition, Restatement, Value
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("How to read this report")
WANTING = {"incomplete": msg("incomplete"), "stopped": msg("stopped")}  # states of a source beside those of a figure
UNDATED = msg("as a whole, without days")
EMPTY = msg("No definition has been supplied.")


def view(paper: Paper) -> dict[str, Any] | None:
    """Always there: the notes hold for every report."""
    model = paper.model
    return {
        "definitions": [_definition(paper, d) for d in model.definitions],
        "restatements": [_restatement(paper, r) for r in model.restatements],
        "coverage": [_coverage(paper, c) for c in model.coverage],
        "late": any(c.state != State.OK for c in model.coverage),
        "version": paper.language.foreign(model.definitions_version),
        "last_day": paper.language.date(model.last_day),
        "made": f"{paper.language.locale.weekday(model.published_on)} {paper.language.date(model.published_on)}",
        "zone": paper.language.foreign(model.zone),
    }


def _definition(paper: Paper, d: Definition) -> dict[str, Any]:
    language = paper.language
    facts = [d.formula, d.denominator, d.deduplication, d.interval]
    return {
        "title": language.loose(d.title),
        "facts": [language.loose(f) for f in dict.fromkeys(facts) if f],
        "minimum": language.gettext("shown from %(n)s on", n=language.locale.number(d.minimum_n)),
        "way": language.text(
            msg("higher is better") if d.direction == "higher_is_better" else msg("lower is better")
        ),
        "version": language.gettext("version %(n)s", n=language.locale.number(d.version)),
    }


def _restatement(paper: Paper, r: Restatement) -> dict[str, str]:
    language = paper.language
    return {
        "metric": paper.short(r.metric),
        "week": language.week_range(r.week),
        "published": language.number(Value(r.published, r.unit, r.decimals)),
        "now": language.number(Value(r.now, r.unit, r.decimals)),
        "late": language.locale.number(r.late_answers),
    }


def _coverage(paper: Paper, c: Coverage) -> dict[str, Any]:
    language = paper.language
    known = c.state in set(State)
    return {
        "source": language.label("source", c.source),
        "rows": language.locale.number(c.rows),
        "usual": "–" if c.usual is None else language.locale.number(round(c.usual)),
        "seen": _seen(paper, c),
        "state": language.state(c.state) if known else language.loose(WANTING.get(c.state, c.state)),
        "late": c.state != State.OK,
    }


def _seen(paper: Paper, c: Coverage) -> str:
    """The last day; of an undeclared file its first and last; of rows without a time that they have none."""
    if c.last_seen is None:
        return "–" if c.dated or not c.rows else paper.language.text(UNDATED)
    if c.first_seen and c.first_seen != c.last_seen:
        return paper.language.week_range(c.first_seen, c.last_seen)
    return paper.language.date(c.last_seen)
