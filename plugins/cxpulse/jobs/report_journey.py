"""The report's section on the whole journey: touchpoints beside each other, gaps, blind spots, and what goes with NPS."""

from __future__ import annotations

import datetime as dt

from cxpulse.catalog.settings import Settings
from cxpulse.core.intervals import student
from cxpulse.core.phrases import Term
from cxpulse.core.report_customers import DriverLine, GapNote, JourneyLook, ScoreLine
from cxpulse.jobs.journey import Look, look
from cxpulse.jobs.journey_sums import Sums

PERCENT = 100.0


def journey_look(settings: Settings, week: dt.date) -> JourneyLook | None:
    """None when the period has no answer of the compared metric."""
    found = look(settings, week)
    touchpoints = {k: v for k, v in found.scores["touchpoint"].items() if k != "unknown" and v[0] >= found.config.minimum_n}
    if not any(found.scores.values()) and not found.indirect[0]:
        return None
    scale = PERCENT if found.metric.unit == "share" else 1.0
    whole, drivers, n = found.whole, found.drivers.told, found.indirect[0]
    lines = sorted((_line(k, v, scale) for k, v in touchpoints.items()), key=lambda s: (-s.value, s.term.id))
    if found.metric.direction.value == "lower_is_better":
        lines.reverse()
    return JourneyLook(
        metric=found.metric.name,
        unit=found.metric.unit,
        decimals=found.metric.decimals,
        weeks=found.config.weeks,
        customer_weeks=found.config.customer_weeks,
        scores=tuple(lines),
        gaps=_gaps(found),
        heard=whole.customers if whole else 0,
        all_good=whole.all_good if whole else None,
        all_good_low=whole.low if whole else None,
        all_good_high=whole.high if whole else None,
        stages_good=whole.stages_good if whole else None,
        repeat=len(found.repeat),
        repeat_accounts=int(found.repeat["is_account"].sum()) if len(found.repeat) else 0,
        indirect_n=round(n),
        indirect=found.indirect[1] / n / scale if n else None,
        unmapped_share=found.unmapped,
        blind=_blind(found),
        drivers=tuple(DriverLine(_driver(name), share, sign > 0) for name, share, sign in drivers.weights) if drivers and drivers.clear else (),
        drivers_n=drivers.n if drivers else 0,
        explained=drivers.explained if drivers else None,
    )


def _line(name: str, sums: Sums, scale: float) -> ScoreLine:
    """A touchpoint with enough answers for an interval: two at least."""
    low, high = (float(bound) / scale for bound in student(*sums))
    return ScoreLine(Term("touchpoint", name), sums[1] / sums[0] / scale, low, high, round(sums[0]))


def _gaps(found: Look) -> tuple[GapNote, ...]:
    return tuple(
        GapNote(dimension, Term(dimension, gap.high), Term(dimension, gap.low), gap.difference, gap.half_width, gap.clear)
        for dimension, gap in found.gaps.items()
        if gap is not None
    )


def _blind(found: Look) -> tuple[Term, ...]:
    heard = found.heard
    return (
        *(Term("touchpoint", t) for t in heard.touchpoints),
        *(Term("stage", s) for s in heard.stages),
        *(Term(dimension, value) for dimension, value in heard.segments),
    )


def _driver(name: str) -> Term:
    kind, _, value = name.rpartition(":")
    return Term(kind or "driver", value)
