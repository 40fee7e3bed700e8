"""The figures of watched medians as medians: from the added histograms of the weeks that were compared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cxpulse.catalog.metrics import Metric, load_metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.scan import BASELINE_WEEKS, GAP_WEEKS
from cxpulse.core.measurement import Direction
from cxpulse.jobs.judge_series import WEEK, lag
from cxpulse.jobs.judge_units import in_logs
from cxpulse.jobs.measure_cells import cells
from cxpulse.jobs.measure_sums import Asked, load_sums

Special = Callable[[dt.date], bool]
Place = tuple[str, ...]


@dataclass(slots=True)
class _Durations:
    """Histograms of the usual weeks, and of each of the last eight."""

    usual: Counter[int] = field(default_factory=Counter)
    recent: dict[dt.date, Counter[int]] = field(default_factory=dict)


def with_medians(settings: Settings, week: dt.date, found: Sequence[Finding], special: Special) -> list[Finding]:
    """The findings; those that were judged on logarithms of durations get usual, now, interval and drop as medians.

    special: whether a week was announced, and so left out. The rule compares means of logarithms; a median of the same weeks
    is what the report prints, and what people can check.
    """
    out = {f.series: f for f in found}
    for name in sorted({f.metric for f in found}):
        metric = load_metric(name)
        if not in_logs(metric):
            continue
        mine = [f for f in found if f.metric == name and f.window]
        for places in sorted({tuple(sorted(f.segment)) for f in mine}):
            durations = _durations(settings, metric, week, places, special)
            for finding in mine:
                if tuple(sorted(finding.segment)) == places:
                    seen = durations.get(tuple(finding.segment[d] for d in places), _Durations())
                    out[finding.series] = _told(finding, metric, week, seen)
    return [out[f.series] for f in found]


def _durations(
    settings: Settings, metric: Metric, week: dt.date, places: Place, special: Special
) -> Mapping[Place, _Durations]:
    asked, last = Asked.of(metric), week - lag(metric) * WEEK
    end = last - (GAP_WEEKS + 1) * WEEK
    first = end - (BASELINE_WEEKS - 1) * WEEK
    sums = load_sums(settings, [asked], set(places), first=first, last=last)
    out: dict[Place, _Durations] = {}
    if sums is None:
        return out
    found = cells(asked, sums, places)
    for row, values, day in found.rows():
        if special(day):
            continue
        seen = out.setdefault(values, _Durations())
        if day <= end:
            seen.usual.update(found.inputs["bins"].cell(row))
        elif day > last - GAP_WEEKS * WEEK:
            seen.recent.setdefault(day, Counter()).update(found.inputs["bins"].cell(row))
    return out


def _told(finding: Finding, metric: Metric, week: dt.date, seen: _Durations) -> Finding:
    last = week - lag(metric) * WEEK
    window: Counter[int] = Counter()
    for back in range(finding.window or 1):
        window.update(seen.recent.get(last - back * WEEK, Counter()))
    formula = Asked.of(metric).formula
    now = formula.estimate({"bins": window}, metric.parameters)
    usual = formula.estimate({"bins": seen.usual}, metric.parameters).value
    if now.value is None or usual is None:
        return finding
    way = -1 if metric.direction is Direction.HIGHER else 1
    return replace(
        finding, usual=round(usual, 3), now=round(now.value, 3), low=now.low, high=now.high, drop=round(way * (now.value - usual), 3)
    )
