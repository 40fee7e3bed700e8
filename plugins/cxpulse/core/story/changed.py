"""What changed: everything that is clear and that the headline has not said."""

from __future__ import annotations

from cxpulse.core.compare import BETTER, WORSE
from cxpulse.core.report_model import AlertNote, Phrase, Tile
from cxpulse.core.story.facts import Facts
from cxpulse.core.story.words import Values, figure, metric, segment, sentences, size

MOST = 3


def changed(facts: Facts) -> Phrase:
    """Further alerts, recoveries and clear changes, at most three, then how many more there are."""
    said = [_alert(a) for a in facts.fallen[1:]]
    calm = not (facts.fallen or facts.stopped or facts.told or facts.nothing_at_all)
    said += [_recovered(a) for a in facts.recovered[1 if calm else 0 :]]
    said += [_tile(t) for t in _tiles(facts)]
    if not said:
        return nothing(facts)
    more = len(said) - MOST
    return sentences(*said[:MOST], _more(more) if more > 0 else None)


def nothing(facts: Facts) -> Phrase:
    """Says that nothing changed clearly, or that nothing could be compared."""
    if all(t.changed == "unknown" for t in facts.tiles):
        return Phrase("No figure can be compared with the week before.")
    if facts.fallen or facts.told:
        return Phrase("No other key figure changed by more than chance.")
    return Phrase("No key figure changed by more than chance.")


def _tiles(facts: Facts) -> tuple[Tile, ...]:
    """Clear changes but for the one that is the headline; the headline metric's own first."""
    own = facts.headline
    mine = (own,) if own and own.changed in (BETTER, WORSE) else ()
    return tuple(t for t in mine + facts.clear_changes() if t is not facts.told)


def _tile(tile: Tile) -> Phrase:
    rose = (tile.change or 0) > 0
    better = tile.changed == BETTER
    values: Values = {"metric": metric(tile.metric), "change": size(tile.change or 0.0, tile), "now": figure(tile.now.value, tile)}
    if rose and better:
        return Phrase("%(metric)s rose by %(change)s to %(now)s, which is better.", values)
    if rose:
        return Phrase("%(metric)s rose by %(change)s to %(now)s, which is worse.", values)
    if better:
        return Phrase("%(metric)s fell by %(change)s to %(now)s, which is better.", values)
    return Phrase("%(metric)s fell by %(change)s to %(now)s, which is worse.", values)


def _alert(alert: AlertNote) -> Phrase:
    values: Values = {"metric": metric(alert.metric), "segment": segment(alert.segment)}
    if alert.now is None or alert.usual is None:
        return Phrase("%(metric)s in %(segment)s has an open alert.", values)
    values |= {"now": figure(alert.now, alert), "usual": figure(alert.usual, alert)}
    if not alert.segment:
        return Phrase("%(metric)s in the whole company is %(now)s, usually %(usual)s.", {k: v for k, v in values.items() if k != "segment"})
    return Phrase("%(metric)s in %(segment)s is %(now)s, usually %(usual)s.", values)


def _recovered(alert: AlertNote) -> Phrase:
    values: Values = {"metric": metric(alert.metric), "segment": segment(alert.segment)}
    if not alert.segment:
        return Phrase("The alert on %(metric)s in the whole company has ended.", {"metric": values["metric"]})
    return Phrase("The alert on %(metric)s in %(segment)s has ended.", values)


def _more(count: int) -> Phrase:
    return Phrase(
        "%(count)s more change is in the tables.",
        {"count": count},
        msgid_plural="%(count)s more changes are in the tables.",
        plural="count",
    )
