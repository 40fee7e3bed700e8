"""What nobody is asked about: touchpoints, stages and segments with customers but without feedback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cxpulse.catalog.families import load_family
from cxpulse.catalog.journey import JourneyLook
from cxpulse.catalog.metrics import load_metric
from cxpulse.catalog.settings import Settings
from cxpulse.jobs.journey_customers import heard_through, reached
from cxpulse.jobs.journey_sums import counted

ANSWERS, CUSTOMERS = "responses", ("tickets_created", "churn_rate")


@dataclass(frozen=True, slots=True)
class Heard:
    """Answers of the period (direct, all surveys) and what has too few of them.

    answers: by touchpoint and by each dimension of segments; touchpoints, stages: configured ones under the least number;
    segments: (dimension, value) that tickets or contracts know, under the least number, whether the answers name it or the one
    view of customers does; unknown: touchpoints that answers name and the configuration does not. customers: how many the view
    knows, and how many of them answered; None where there is no view.
    """

    answers: dict[str, dict[str, int]]
    touchpoints: tuple[str, ...]
    stages: tuple[str, ...]
    segments: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    customers: tuple[int, int] | None = None

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        told = {k: v for k, v in asdict(self).items() if k not in ("answers", "customers")}
        return {**told, "customers": dict(zip(("known", "heard"), self.customers, strict=True)) if self.customers else None}


def heard(settings: Settings, config: JourneyLook, first: dt.date, last: dt.date) -> Heard:
    """Coverage of the weeks `first` to `last`."""
    answers = _numbers(settings, ANSWERS, ("touchpoint", "stage", *config.segments), first, last)
    for dimension, more in heard_through(settings, config.segments, first, last).items():
        for value, n in more.items():
            answers[dimension][value] = answers[dimension].get(value, 0) + n
    others = [_numbers(settings, name, config.segments, first, last) for name in CUSTOMERS]
    least = config.least_answers
    segments = []
    for dimension in config.segments:
        there = {v for found in others for v in found[dimension]} - {"unknown"}
        segments += [(dimension, v) for v in sorted(there) if answers[dimension].get(v, 0) < least]
    return Heard(
        answers,
        tuple(t for t in settings.touchpoints if answers["touchpoint"].get(t, 0) < least),
        tuple(s for s in settings.stages if answers["stage"].get(s, 0) < least),
        tuple(segments),
        tuple(t for t in sorted(answers["touchpoint"]) if t not in settings.touchpoints and t != "unknown"),
        reached(settings, first, last),
    )


def _numbers(settings: Settings, name: str, dimensions: Sequence[str], first: dt.date, last: dt.date) -> dict[str, dict[str, int]]:
    """Dimension -> value -> how many; a dimension that the metric's counts do not have is empty."""
    metric = load_metric(name)
    column = metric.inputs.get("n") or next(iter(metric.inputs.values()))
    as_count = metric.model_copy(update={"formula": "share", "inputs": {"n": column, "hits": column}})
    known = [d for d in dimensions if d in load_family(metric.counts).dimensions]
    counts = counted(settings, [as_count], known, first, last)
    return {d: {k: round(v[0]) for k, v in counts.by(as_count, d, first, last).items()} if d in known else {} for d in dimensions}
