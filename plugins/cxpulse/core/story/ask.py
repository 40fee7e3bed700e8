"""What we ask: from rules and the configured owner; nothing is asked when nothing is clear."""

from __future__ import annotations

from cxpulse.core.compare import WORSE
from cxpulse.core.measurement import State
from cxpulse.core.report_model import AlertNote, Phrase, Term
from cxpulse.core.story.facts import Facts
from cxpulse.core.story.words import Values, figure, metric, owner_of, segment, target_met


def ask(facts: Facts) -> Phrase:
    """The first that holds: an alert's owner acts; missing data is found; more answers; a plan for the target; watch."""
    if facts.fallen:
        return act(facts.fallen[0], facts)
    if facts.late_sources or facts.nothing_at_all:
        return find(facts)
    if facts.stopped:
        return Phrase("Operators: check the export that feeds %(metric)s.", {"metric": metric(facts.stopped[0].metric)})
    tile = facts.headline
    if tile and tile.now.state is State.FEW:
        return more_answers(facts)
    if tile and target_met(tile) is False:
        return Phrase(
            "Agree on a plan to reach the target of %(target)s for %(metric)s.",
            {"target": figure(tile.target, tile), "metric": metric(tile.metric)},
        )
    worse = [t for t in (*((tile,) if tile else ()), *facts.clear_changes()) if t.changed == WORSE]
    if worse:
        return Phrase(
            "Watch %(metric)s next week: one week alone is not yet a reason to act.",
            {"metric": metric(worse[0].metric)},
        )
    return Phrase("We ask for nothing this week.")


def act(alert: AlertNote, facts: Facts) -> Phrase:
    """The owner of the alert's segment looks into it; without an owner, one is to be named."""
    owner = owner_of(facts.owners, alert.metric, alert.segment)
    values: Values = {"metric": metric(alert.metric), "segment": segment(alert.segment)}
    if not alert.segment:
        del values["segment"]
        if owner is None:
            return Phrase("Name an owner for %(metric)s, who finds the reason and reports back within a week.", values)
        return Phrase("%(owner)s: find the reason for the change of %(metric)s and report back within a week.", {**values, "owner": owner})
    del values["metric"]
    if owner is None:
        return Phrase("Name an owner for %(segment)s, who finds the reason and reports back within a week.", values)
    return Phrase("%(owner)s: find the reason in %(segment)s and report back within a week.", {**values, "owner": owner})


def find(facts: Facts) -> Phrase:
    """Somebody has to look for the missing exports."""
    if len(facts.late_sources) == 1:
        return Phrase("Operators: find out why no new data came from %(source)s.", {"source": Term("source", facts.late_sources[0])})
    if facts.late_sources:
        return Phrase(
            "Operators: find out why no new data came from %(source)s and %(count)s other source.",
            {"source": Term("source", facts.late_sources[0]), "count": len(facts.late_sources) - 1},
            msgid_plural="Operators: find out why no new data came from %(source)s and %(count)s other sources.",
            plural="count",
        )
    return Phrase("Operators: check that the exports of this week have arrived.")


def more_answers(facts: Facts) -> Phrase:
    """How many answers a week the headline figure needs."""
    return Phrase(
        "Ask more customers: %(metric)s is shown from %(minimum)s answer a week.",
        {"metric": metric(facts.headline_metric), "minimum": facts.minimum_n.get(facts.headline_metric, 10)},
        msgid_plural="Ask more customers: %(metric)s is shown from %(minimum)s answers a week.",
        plural="minimum",
    )
