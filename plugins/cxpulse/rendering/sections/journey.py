"""The customer journey: stage by channel, coloured around the company's own level, with the change and n."""

from __future__ import annotations

from typing import Any

from cxpulse.core.report_model import Journey, JourneyCell, Value
from cxpulse.rendering.charts.colours import diverging
from cxpulse.rendering.paper import Paper, arrow, grey, msg

TITLE = msg("Customer journey")
EMPTY = msg("No answer of this week belongs to a stage of the journey.")
COLUMNS = 6
MOST = 12
_LEAST_SPAN = {"share": 0.12, "points": 20.0, "mean": 0.6}


def empty(paper: Paper) -> str:
    """Whose answers are missing: those to another survey may well name a stage."""
    metric = paper.model.journey_metric
    if not metric:
        return paper.language.text(EMPTY)
    if paper.model.journey is not None:
        return paper.language.gettext("This table is of %(metric)s: no stage has enough answers this week.", metric=paper.title(metric))
    return paper.language.gettext(
        "This table is of %(metric)s, and no answer to it names a stage this week; answers to other surveys are not in it.", metric=paper.title(metric)
    )


def view(paper: Paper) -> dict[str, Any] | None:
    """Tables of at most six channels each; the whole journey in one when it fits."""
    journey = paper.model.journey
    if journey is None or not any(c.measurement.value is not None for c in journey.cells):
        return None
    language = paper.language
    span, middle = _span(journey)
    cells = {(c.stage, c.channel): c for c in journey.cells}
    blocks = [journey.channels[i : i + COLUMNS] for i in range(0, min(len(journey.channels), MOST), COLUMNS)]
    left = len(journey.channels) - MOST
    unmapped = journey.unmapped_share
    return {
        "name": paper.title(journey.metric),
        "blocks": [
            {
                "channels": [paper.label("channel", c) for c in block],
                "rows": [
                    {
                        "stage": paper.label("stage", stage),
                        "cells": [_cell(paper, journey, cells.get((stage, c)), middle, span) for c in block],
                    }
                    for stage in journey.stages
                ],
            }
            for block in blocks
        ],
        "middle": _whole(paper, language.number(Value(middle, journey.unit, journey.decimals))),
        "more": language.ngettext(
            "%(n)s more channel is in the attached workbook.",
            "%(n)s more channels are in the attached workbook.",
            left,
        )
        if left > 0
        else "",
        "unmapped": language.locale.percent(unmapped, 0) if unmapped and unmapped >= 0.005 else "",
    }


def _whole(paper: Paper, value: str) -> str:
    """What the colour scale's middle stands for."""
    if paper.model.segment:
        return f"{paper.segment(paper.model.segment)}: {value}"
    return paper.language.gettext("whole company: %(value)s", value=value)


def _span(journey: Journey) -> tuple[float, float]:
    values = [c.measurement.value for c in journey.cells if c.measurement.value is not None]
    middle = journey.middle if journey.middle is not None else sum(values) / len(values)
    return max([abs(v - middle) for v in values] + [_LEAST_SPAN.get(journey.unit, 0.0)]), middle


def _cell(
    paper: Paper, journey: Journey, cell: JourneyCell | None, middle: float, span: float
) -> dict[str, Any]:
    m = cell.measurement if cell else None
    if cell is None or m is None or m.value is None:
        return {"value": None, "word": paper.language.measure(m)}
    background, ink = diverging(m.value, middle, span, paper.higher_is_better(journey.metric))
    if grey(m):
        background, ink = "#eceff3", "#4a5a70"
    scale = 100 if journey.unit == "share" else 1
    decimals = 0 if journey.unit in ("share", "points") else journey.decimals  # a cell rests on few answers
    change = (
        ""
        if cell.change is None
        else paper.language.locale.number(cell.change * scale, decimals, signed=True)
    )
    return {
        "value": paper.language.locale.number(m.value * scale, decimals),
        "change": change,
        "arrow": arrow(cell.change) if cell.clear else "",
        "background": background,
        "ink": ink,
        "n": paper.language.gettext("n = %(n)s", n=paper.language.locale.number(m.n)),
    }
