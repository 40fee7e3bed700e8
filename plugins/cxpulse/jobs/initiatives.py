"""Did a registered fix work? Its segment against the rest of the company, week by week, 30 weeks before and 8 after."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import load_family
from cxpulse.catalog.initiatives import Initiative, load_initiatives
from cxpulse.catalog.metrics import Metric, load_metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.core.formulas import load_formula
from cxpulse.core.initiatives import WEEKS_AFTER, WEEKS_BEFORE, Effect, judge_initiative
from cxpulse.core.measurement import segment_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Judged:
    """One fix with its verdict. weeks_after: complete weeks since it began, of the 8 that are needed; answers: in those
    weeks, in its segment; scale: 100 when the effect is in percentage points of a share."""

    initiative: Initiative
    metric: Metric
    effect: Effect
    weeks_after: int
    answers: int

    @property
    def waiting(self) -> bool:
        """True until 8 weeks are over."""
        return self.weeks_after < WEEKS_AFTER

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        about = self.initiative
        return {
            "name": about.name, "title": about.title, "started": about.started.isoformat(), "metric": about.metric,
            "segment": about.segment, "owner": about.owner, "weeks_after": self.weeks_after, "answers_after": self.answers,
            **asdict(self.effect),
        }  # fmt: skip


def judged(settings: Settings, week: dt.date) -> list[Judged]:
    """Every registered fix that had begun by the end of `week`, judged by the weeks up to it, the newest first.

    Raises ConfigurationError naming the file when a metric cannot be judged in this way or has no such dimension.
    """
    return [_judge(settings, i, week) for i in load_initiatives() if settings.calendar.first_day(i.started) <= week]


def _judge(settings: Settings, about: Initiative, week: dt.date) -> Judged:
    metric = metric_of(about)
    start = settings.calendar.first_day(about.started)
    if start < about.started:  # a week in which it began in the middle belongs to neither side
        start += dt.timedelta(weeks=1)
    last = min(week, start + dt.timedelta(weeks=WEEKS_AFTER - 1))
    weeks = settings.calendar.weeks_between(start - dt.timedelta(weeks=WEEKS_BEFORE), last)
    treated, control, answers = _weekly(settings, metric, about, weeks, start)
    effect = judge_initiative(
        treated, control, WEEKS_BEFORE, higher_is_better=metric.direction.value == "higher_is_better",
        answers_after=answers, minimum_answers=about.minimum_answers,
    )  # fmt: skip
    return Judged(about, metric, effect, max(0, (last - start).days // 7 + 1), answers)


def metric_of(about: Initiative) -> Metric:
    """The metric of a fix. Raises ConfigurationError when it cannot be judged by it in its segment."""
    where = f"initiatives/{about.name}.yaml"
    metric = load_metric(about.metric)
    unknown = sorted(set(about.segment) - set(load_family(metric.counts).dimensions))
    if unknown:
        raise ConfigurationError(f"{where}: field 'segment': {metric.name} is not told by {', '.join(unknown)}")
    if load_formula(metric.formula).series is None:
        raise ConfigurationError(f"{where}: field 'metric': {metric.name} is no mean or share of answers, so its weeks cannot be compared")
    return metric


def _weekly(
    settings: Settings, metric: Metric, about: Initiative, weeks: list[dt.date], start: dt.date
) -> tuple[list[float], list[float], int]:
    """Mean per week in the segment, and in the rest of the company (missing: under the metric's minimum n); answers since."""
    from cxpulse.jobs.measure import series

    table = series(settings, [metric], [(), tuple(about.segment)], weeks[-1])
    table = table.loc[table["week"] >= weeks[0]]
    whole = _sums(table, ())
    mine = _sums(table, segment_of(about.segment))
    treated, control = [], []
    for week in weeks:
        n, total = mine.get(week, (0.0, 0.0))
        every, every_total = whole.get(week, (0.0, 0.0))
        treated.append(total / n if n >= metric.minimum_n else math.nan)
        rest = every - n
        control.append((every_total - total) / rest if rest >= metric.minimum_n else math.nan)
    return treated, control, round(sum(mine.get(w, (0.0, 0.0))[0] for w in weeks if w >= start))


def _sums(table: pd.DataFrame, segment: Any) -> dict[dt.date, tuple[float, float]]:
    import json

    text = json.dumps(dict(segment), ensure_ascii=False, sort_keys=True)
    rows = table.loc[table["segment"] == text]
    return {w: (float(n), float(total)) for w, n, total in zip(rows["week"], rows["n"], rows["sum"], strict=True)}
