"""The journey as a whole: gaps between touchpoints and channels, the score per customer, what goes with NPS, and what is not heard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.journey import JourneyLook, load_journey
from cxpulse.catalog.metrics import Metric, load_metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.intervals import sample_variance, wilson
from cxpulse.core.journey.journeys import Gap, biggest_gap
from cxpulse.core.split import Split, split_change
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.journey_coverage import Heard, heard
from cxpulse.jobs.journey_customers import bounds, linked
from cxpulse.jobs.journey_drivers import Associations, Drivers, associations
from cxpulse.jobs.journey_sums import Sums, counted

if TYPE_CHECKING:
    import pandas as pd

DIMENSIONS = ("touchpoint", "channel")


@dataclass(frozen=True, slots=True)
class Whole:
    """Customers heard at two stages or more: how many, the mean of their journey scores (each the mean over the stages passed),
    satisfied at every stage (share with interval), and the share of good stages."""

    customers: int
    score: float
    all_good: float
    low: float
    high: float
    stages_good: float


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that `cxpulse journey` tells of the weeks up to `week`.

    scores: dimension -> value -> n, sum, sum of squares per answer (shares in percentage points), direct feedback only;
    gaps: dimension -> the biggest one; split: dimension -> the exact split of the change on the same number of weeks before;
    indirect: n, sum, sum of squares of reviews, press and word of mouth, never added to anything; repeat: customers with
    several bad answers. A customer is one person in all sources that `cxpulse customers` has linked; where it never ran, a key
    of one source.
    """

    week: dt.date
    config: JourneyLook
    metric: Metric
    scores: dict[str, dict[str, Sums]]
    gaps: dict[str, Gap | None]
    split: dict[str, Split]
    whole: Whole | None
    repeat: pd.DataFrame
    indirect: Sums
    unmapped: float | None
    heard: Heard
    drivers: Drivers

    def to_json(self) -> dict[str, Any]:
        """What `cxpulse journey --json` prints."""
        return {
            "week": self.week.isoformat(),
            "weeks": self.config.weeks,
            "metric": self.metric.name,
            "scores": {d: {k: _told(v) for k, v in sorted(found.items())} for d, found in self.scores.items()},
            "gaps": {d: {**asdict(g), "clear": g.clear} if g else None for d, g in self.gaps.items()},
            "change": {d: _split(s) for d, s in self.split.items()},
            "journey_score": asdict(self.whole) if self.whole else None,
            "repeatedly_failed": {"customers": len(self.repeat), "accounts": int(self.repeat["is_account"].sum()) if len(self.repeat) else 0},
            "indirect": _told(self.indirect),
            "unmapped_share": self.unmapped,
            "not_heard": self.heard.to_json(),
            "drivers": _driven(self.drivers.stages),
            "drivers_by_touchpoint": _driven(self.drivers.touchpoints),
        }


def look(settings: Settings, week: dt.date) -> Look:
    """Looks at the weeks up to and including `week`. Raises DefinitionError for a metric that is no mean of answers."""
    settings.calendar.bounds(week)
    config = load_journey()
    metric = load_metric(config.metric)
    indirect = metric.model_copy(update={"where": {**metric.where, "direct": "indirect"}})
    first = week - dt.timedelta(weeks=config.weeks - 1)
    before = first - dt.timedelta(weeks=config.weeks)
    counts = counted(settings, [metric, indirect], (*DIMENSIONS, "stage"), before, week)
    scores = {d: counts.by(metric, d, first, week) for d in DIMENSIONS}
    earlier = {d: counts.by(metric, d, before, first - dt.timedelta(weeks=1)) for d in DIMENSIONS}
    known = {d: {k: v for k, v in found.items() if k != "unknown"} for d, found in scores.items()}
    stages = counts.by(metric, "stage", first, week)
    return Look(
        week, config, metric, scores,
        {d: biggest_gap({k: _moments(v) for k, v in found.items() if v[0] > 1}, config.minimum_n) for d, found in known.items()},
        {d: split_change(_keyed(earlier[d]), _keyed(scores[d])) for d in DIMENSIONS if earlier[d] and scores[d]},
        _whole(settings, config, week), _repeat(settings, config, week),
        _total(counts.by(indirect, "stage", first, week)),
        stages.get("unmapped", (0.0,))[0] / sum(v[0] for v in stages.values()) if stages else None,
        heard(settings, config, first, week), associations(settings, config, week),
    )  # fmt: skip


def _keyed(found: Mapping[str, Sums]) -> dict[Hashable, Sums]:
    return dict(found.items())


def _moments(sums: Sums) -> tuple[float, float, float]:
    n, total, squares = sums
    return total / n, sample_variance(n, total, squares) or 0.0, n


def _total(found: Mapping[str, Sums]) -> Sums:
    n, total, squares = (sum(v[i] for v in found.values()) for i in range(3))
    return n, total, squares


def _whole(settings: Settings, config: JourneyLook, week: dt.date) -> Whole | None:
    """None under 30 customers who were heard at two stages."""
    first = week - dt.timedelta(weeks=config.customer_weeks - 1)
    relations = {"responses": lake.files(settings, "response", first, week), "customers": linked(settings)}
    rows = lake.ask(settings, "journey", "stages", relations, {**bounds(settings, first, week), "scale": config.scale}).to_pylist()
    rows = [r for r in rows if r["stages"] >= 2]
    customers = sum(r["customers"] for r in rows)
    if customers < config.minimum_n:
        return None
    good = sum(r["all_good"] for r in rows)
    low, high = wilson(good, customers)
    stages = sum(r["stages"] * r["customers"] for r in rows)
    score = round(sum(r["mean"] for r in rows) / customers, 9)  # threads add in any order
    return Whole(customers, score, good / customers, float(low), float(high), sum(r["stages_good"] for r in rows) / stages)


def _repeat(settings: Settings, config: JourneyLook, week: dt.date) -> pd.DataFrame:
    first = week - dt.timedelta(weeks=config.weeks - 1)
    relations = {"responses": lake.files(settings, "response", first, week), "customers": linked(settings)}
    bound = {**bounds(settings, first, week), "times": config.repeat_bad}
    return lake.ask(settings, "journey", "repeat_bad", relations, bound).to_pandas()


def _told(sums: Sums) -> dict[str, Any]:
    n, total, _ = sums
    return {"n": round(n), "value": total / n if n else None}


def _driven(found: Associations | None) -> dict[str, Any] | None:
    return found.to_json() if found else None


def _split(split: Split) -> dict[str, Any]:
    parts = [{"segment": p.key, "rate": p.rate, "mix": p.mix, "z": p.z} for p in split.parts]
    return {"start": split.start, "end": split.end, "rate": split.rate, "mix": split.mix, "parts": parts}
