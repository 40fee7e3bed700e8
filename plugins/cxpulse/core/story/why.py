"""Why: where the change lies. The exact split names a segment or the mix; it never names a cause."""

from __future__ import annotations

from cxpulse.core.compare import BETTER, WORSE
from cxpulse.core.report_model import Drivers, DriverStep, Phrase, Term, Value
from cxpulse.core.story.facts import Facts
from cxpulse.core.story.words import Values, metric, sentences

NAMELESS = ("unknown", "unmapped", "other")
WHERE_NOT_WHY = Phrase("This shows where it happened, not what caused it.")


def why(facts: Facts) -> Phrase:
    """The alert's own split, else the split of the change that is told, else that there is nothing to explain."""
    if facts.fallen:
        given = facts.fallen[0].why[:2]
        if given:
            return sentences(*given, WHERE_NOT_WHY)
        return Phrase("No single segment stands out; more answers may show where it comes from.")
    if facts.nothing_at_all or facts.stopped:
        return Phrase("Whether an export is missing or nothing happened cannot be told from the data.")
    tile, drivers = facts.subject, facts.drivers
    if tile is None or tile.now.value is None or tile.changed == "unknown":
        return Phrase("A change can be explained when there are enough answers in two weeks.")
    if tile.changed not in (BETTER, WORSE):
        return hidden(drivers) or Phrase("There is no clear change to explain.")
    told = explained(drivers) if drivers else Phrase("This change cannot be split by segment.")
    if tile.metric == facts.headline_metric:
        return told
    return Phrase("%(metric)s: %(text)s", {"metric": metric(tile.metric), "text": told})


def explained(drivers: Drivers) -> Phrase:
    """A clear change: the mix if it makes up most of it, else the segment that stands out, else that it is spread."""
    if mix_leads(drivers):
        return mix_shift(drivers)
    step = standing_out(drivers)
    if step is None or step.term is None:
        return Phrase(
            "It is spread over the segments: by %(dimension)s, none stands out.",
            {"dimension": Term("dimension", drivers.dimension)},
        )
    values: Values = {"segment": step.term, "part": points(step.rate, drivers), "change": points(drivers.end - drivers.start, drivers)}
    return sentences(
        Phrase("%(segment)s stands out: its own change makes up %(part)s of the %(change)s.", values), WHERE_NOT_WHY
    )


def hidden(drivers: Drivers | None) -> Phrase | None:
    """No clear change in all, but a segment whose own change is clear."""
    step = standing_out(drivers, same_way=False) if drivers else None
    if drivers is None or step is None or step.term is None:
        return None
    return Phrase(
        "Behind the calm total, %(segment)s changed clearly: it moved the total by %(part)s.",
        {"segment": step.term, "part": points(step.rate, drivers)},
    )


def mix_shift(drivers: Drivers) -> Phrase:
    """Most of the change is who answered."""
    return Phrase(
        "Most of it is a shift of the mix: %(part)s of the %(change)s comes from who answered, not from a change within the segments.",
        {"part": points(total_mix(drivers), drivers), "change": points(drivers.end - drivers.start, drivers)},
    )


def mix_leads(drivers: Drivers) -> bool:
    """Whether the mix makes up more than half of the change, in its direction."""
    total = drivers.end - drivers.start
    return total != 0 and total_mix(drivers) / total > 0.5


def total_mix(drivers: Drivers) -> float:
    """What the shift between segments added."""
    return sum(step.mix for step in drivers.steps)


def standing_out(drivers: Drivers, same_way: bool = True) -> DriverStep | None:
    """The clear step that added most to the change (in its direction, or in any)."""
    total = drivers.end - drivers.start
    named = [s for s in drivers.steps if s.term is not None and s.term.id not in NAMELESS]
    clear = [s for s in named if s.clear and (not same_way or s.rate * total > 0)]
    return max(clear, key=lambda s: abs(s.rate), default=None)


def points(number: float, drivers: Drivers) -> Value:
    """A part of the change, signed, in the metric's unit."""
    return Value(number, drivers.unit, drivers.decimals, signed=True, delta=True)
