"""The headline: the one thing to know."""

from __future__ import annotations

from cxpulse.core.measurement import Direction, State
from cxpulse.core.report_model import AlertNote, Phrase, Tile
from cxpulse.core.story.facts import Facts
from cxpulse.core.story.words import Values, figure, metric, segment, target_met


def headline(facts: Facts) -> Phrase:
    """The first of these that holds: alert, no data, stopped series, clear change, recovery, other clear change, calm."""
    if facts.fallen:
        return fallen(facts.fallen[0])
    if facts.nothing_at_all:
        return Phrase("No data for this week")
    if facts.stopped:
        return stopped(facts.stopped[0])
    if facts.told:
        return changed(facts.told)
    return recovered(facts.recovered[0]) if facts.recovered else calm(facts.headline, facts)


def fallen(alert: AlertNote) -> Phrase:
    """An open alert with its segment: 'NPS fell in Delivery (Call centre): 21.3, usually 42.0'."""
    values: Values = {"metric": metric(alert.metric), "segment": segment(alert.segment)}
    if alert.now is None or alert.usual is None:
        return Phrase("Alert: %(metric)s in %(segment)s", values)
    values |= {"now": figure(alert.now, alert), "usual": figure(alert.usual, alert)}
    fell = alert.now < alert.usual
    if alert.segment and fell:
        return Phrase("%(metric)s fell in %(segment)s: %(now)s, usually %(usual)s", values)
    if alert.segment:
        return Phrase("%(metric)s rose in %(segment)s: %(now)s, usually %(usual)s", values)
    del values["segment"]
    if fell:
        return Phrase("%(metric)s fell to %(now)s; its usual level is %(usual)s", values)
    return Phrase("%(metric)s rose to %(now)s; its usual level is %(usual)s", values)


def stopped(alert: AlertNote) -> Phrase:
    """A series that no longer comes in."""
    values: Values = {"metric": metric(alert.metric), "segment": segment(alert.segment)}
    if not alert.segment:
        return Phrase("No data for %(metric)s: it has stopped coming in", {"metric": values["metric"]})
    return Phrase("No data for %(metric)s in %(segment)s: it has stopped coming in", values)


def recovered(alert: AlertNote) -> Phrase:
    """An alert that ended."""
    values: Values = {"metric": metric(alert.metric), "segment": segment(alert.segment)}
    if not alert.segment:
        return Phrase("%(metric)s is back at its usual level", {"metric": values["metric"]})
    return Phrase("%(metric)s in %(segment)s is back at its usual level", values)


def changed(tile: Tile) -> Phrase:
    """A clear change of a whole figure, with its target when the figure is clearly past it the same way."""
    rose = (tile.change or 0) > 0
    values: Values = {"metric": metric(tile.metric), "now": figure(tile.now.value, tile)}
    if tile.now.direction is Direction.LOWER and rose:
        return Phrase("%(metric)s got worse: it rose to %(now)s", values)
    if tile.now.direction is Direction.LOWER:
        return Phrase("%(metric)s got better: it fell to %(now)s", values)
    past = target_met(tile) == rose
    if past:
        values["target"] = figure(tile.target, tile)
    if past and rose:
        return Phrase("%(metric)s rose to %(now)s, above its target of %(target)s", values)
    if past:
        return Phrase("%(metric)s fell to %(now)s, below its target of %(target)s", values)
    return Phrase("%(metric)s rose to %(now)s" if rose else "%(metric)s fell to %(now)s", values)


def calm(tile: Tile | None, facts: Facts) -> Phrase:
    """No clear change, a first week, too few answers, or no figure: each said as what it is."""
    name = metric(facts.headline_metric)
    if tile is None or tile.now.state in (State.NONE, State.NOT_SUPPLIED):
        return Phrase("No data for %(metric)s this week", {"metric": name})
    if tile.now.state is State.NOT_FRESH:
        return Phrase("The data for %(metric)s is incomplete: its source is late", {"metric": name})
    if tile.now.value is None:
        return Phrase("Too few answers to show %(metric)s", {"metric": name})
    values: Values = {"metric": name, "now": figure(tile.now.value, tile)}
    if tile.previous is None or tile.previous.value is None:
        return Phrase("%(metric)s is %(now)s; there is no figure of the week before", values)
    if tile.changed == "unknown":
        return Phrase("%(metric)s is %(now)s", values)
    return Phrase("No clear change: %(metric)s is %(now)s", values)
