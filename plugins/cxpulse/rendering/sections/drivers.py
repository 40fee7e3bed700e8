"""What drove the change: the exact split of one metric's change into segments and their mix, as a waterfall."""

from __future__ import annotations

from typing import Any

from cxpulse.core.report_model import Drivers, DriverStep, Value
from cxpulse.rendering.charts.waterfall import Step, waterfall
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("What drove the change")
EMPTY = msg("The change on the week before cannot be split: one of the two weeks has too few answers.")
MOST = 5


def view(paper: Paper) -> dict[str, Any] | None:
    """The waterfall of the largest steps; the others are summed into one bar, the mix into another."""
    drivers = paper.model.drivers
    if drivers is None or not drivers.steps:
        return None
    steps = _steps(paper, drivers)
    language = paper.language
    listed = language.text("; ").join(
        f"{s.label} {paper.change(s.amount, drivers.unit, drivers.decimals)}" for s in steps
    )
    title = language.gettext(
        "%(name)s: the change on the week before, by %(dimension)s",
        name=paper.short(drivers.metric),
        dimension=language.term_of("dimension", drivers.dimension),
    )
    chart = waterfall(
        language,
        (language.text("Last week"), drivers.start),
        steps,
        (language.text("This week"), drivers.end),
        language.gettext("Chart: %(title)s.", title=title) + " " + listed,
        unit=drivers.unit,
        decimals=drivers.decimals,
        higher_is_better=paper.higher_is_better(drivers.metric),
        h=paper.heights.get("drivers", 250),
    )
    return {
        "title": title,
        "chart": chart,
        "any_pale": any(not s.clear for s in steps),
        "total": _total(paper, drivers),
    }


def _total(paper: Paper, drivers: Drivers) -> str:
    return paper.language.number(
        Value(drivers.end - drivers.start, drivers.unit, drivers.decimals, signed=True, delta=True)
    )


def _steps(paper: Paper, drivers: Drivers) -> list[Step]:
    named = [s for s in drivers.steps if s.term is not None]
    largest = sorted(named, key=lambda s: -abs(s.rate))
    kept: list[DriverStep] = largest[:MOST] if len(largest) > MOST + 1 else largest
    rest = [s for s in named if s not in kept]
    kept.sort(key=lambda s: -s.rate if drivers.end >= drivers.start else s.rate)
    steps = [Step(paper.label(s.term.kind, s.term.id), s.rate, s.clear) for s in kept if s.term]
    if rest:
        label = paper.language.ngettext("%(n)s other", "%(n)s others", len(rest))
        steps.append(Step(label, sum(s.rate for s in rest), any(s.clear for s in rest)))
    mix = sum(s.mix for s in drivers.steps) + sum(s.rate for s in drivers.steps if s.term is None)
    steps.append(Step(paper.language.text("Mix of customers"), mix, True))
    return steps
