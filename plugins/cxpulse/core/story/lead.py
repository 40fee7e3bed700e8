"""The lead: how sure the headline is, in one or two sentences."""

from __future__ import annotations

from cxpulse.core.compare import BETTER, WORSE
from cxpulse.core.measurement import State
from cxpulse.core.report_model import AlertNote, Phrase, Tile
from cxpulse.core.story.facts import Facts
from cxpulse.core.story.words import (
    Values,
    bounds,
    figure,
    metric,
    moved,
    segment,
    sentences,
    size,
    target_met,
)


def lead(facts: Facts) -> Phrase:
    """Follows the headline: what it rests on, then the target or the number of alerts; last, whether data are missing."""
    return sentences(*_said(facts), preliminary(facts))


def _said(facts: Facts) -> tuple[Phrase | None, ...]:
    if facts.fallen:
        return (rests_on(facts.fallen[0]), how_many(len(facts.fallen)), company(facts))
    if facts.nothing_at_all:
        return (Phrase("No answers and no tickets of this week have come in."), late(facts))
    if facts.stopped:
        return (Phrase("No new rows means that nothing can be said about it: it is not a zero."), company(facts))
    tile, told = facts.headline, facts.told
    if told and told is not tile:
        return (by_how_much(told), company(facts))
    if facts.recovered and not told:
        return (company(facts) or Phrase("The other figures are below."),)
    if tile is None or tile.now.state in (State.NONE, State.NOT_SUPPLIED):
        return (Phrase("The other figures are below."), late(facts))
    return (by_how_much(tile), goal(tile), late(facts))


def rests_on(alert: AlertNote) -> Phrase:
    """The window and the answers that an alert was judged on."""
    return Phrase(
        "Judged on the last week (n = %(n)s).",
        {"weeks": alert.window, "n": alert.n},
        msgid_plural="Judged on the last %(weeks)s weeks (n = %(n)s).",
        plural="weeks",
    )


def how_many(count: int) -> Phrase | None:
    """How many alerts are open, when there is more than the one of the headline."""
    if count < 2:
        return None
    return Phrase("%(count)s alert is open.", {"count": count}, msgid_plural="%(count)s alerts are open.", plural="count")


def company(facts: Facts) -> Phrase | None:
    """The headline figure of all that the report is about, the company or a segment, when the headline is about something else."""
    tile = facts.headline
    if tile is None or tile.now.value is None:
        return None
    values: Values = {"metric": metric(tile.metric), "now": figure(tile.now.value, tile)}
    if tile.now.segment:
        return _part(tile, {**values, "segment": segment(dict(tile.now.segment))})
    if tile.changed in (BETTER, WORSE) and tile.change is not None:
        values["change"] = moved(tile.change, tile)
        return Phrase("In the whole company, %(metric)s is %(now)s, a clear change of %(change)s on the week before.", values)
    if tile.changed == "no_clear_change":
        return Phrase("In the whole company, %(metric)s is %(now)s, with no clear change on the week before.", values)
    return Phrase("In the whole company, %(metric)s is %(now)s.", values)


def _part(tile: Tile, values: Values) -> Phrase:
    if tile.changed in (BETTER, WORSE) and tile.change is not None:
        values["change"] = moved(tile.change, tile)
        return Phrase("In all of %(segment)s, %(metric)s is %(now)s, a clear change of %(change)s on the week before.", values)
    if tile.changed == "no_clear_change":
        return Phrase("In all of %(segment)s, %(metric)s is %(now)s, with no clear change on the week before.", values)
    return Phrase("In all of %(segment)s, %(metric)s is %(now)s.", values)


def by_how_much(tile: Tile) -> Phrase:
    """The change of one figure with its interval, or why there is none."""
    if tile.now.state is State.NOT_FRESH:
        return Phrase("What is there so far is incomplete and is not compared.")
    if tile.now.value is None:
        return few(tile)
    if tile.previous is None or tile.previous.value is None:
        return Phrase("There is nothing to compare it with yet.")
    amount = tile.change or 0.0
    if tile.change_low is None or tile.changed == "unknown":
        return Phrase(
            "It moved by %(change)s on the week before; whether that is more than chance cannot be told.",
            {"change": moved(amount, tile)},
        )
    if tile.changed not in (BETTER, WORSE):
        return Phrase(
            "It moved by %(change)s on the week before (%(level)s interval: %(low)s to %(high)s), no more than chance would.",
            {**bounds(tile, 0), "change": moved(amount, tile)},
        )
    values: Values = {**bounds(tile, 1 if amount > 0 else -1), "change": size(amount, tile)}
    if amount > 0:
        return Phrase("It rose by %(change)s on the week before (%(level)s interval: %(low)s to %(high)s).", values)
    return Phrase("It fell by %(change)s on the week before (%(level)s interval: %(low)s to %(high)s).", values)


def few(tile: Tile) -> Phrase:
    """How many answers there were, when they were too few to show a figure."""
    return Phrase(
        "Only %(n)s answer came in this week.",
        {"n": tile.now.n},
        msgid_plural="Only %(n)s answers came in this week.",
        plural="n",
    )


def goal(tile: Tile) -> Phrase | None:
    """Whether the target is met, when the interval tells."""
    met = target_met(tile)
    if met is None:
        return None
    values: Values = {"target": figure(tile.target, tile)}
    return Phrase("The target of %(target)s is met." if met else "The target of %(target)s is not met.", values)


def late(facts: Facts) -> Phrase | None:
    """How many sources are late."""
    count = len(facts.late_sources)
    if not count or facts.wanting_sources:
        return None
    return Phrase("%(count)s source is late.", {"count": count}, msgid_plural="%(count)s sources are late.", plural="count")


def preliminary(facts: Facts) -> Phrase | None:
    """The mark of a report that goes out although data are missing."""
    count = len(facts.wanting_sources)
    if not count:
        return None
    return Phrase(
        "Preliminary: %(count)s source is late or incomplete.",
        {"count": count},
        msgid_plural="Preliminary: %(count)s sources are late or incomplete.",
        plural="count",
    )
