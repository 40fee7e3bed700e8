"""Reasons for a fall, from the lake: the split by every dimension, ticket figures that worsened, events, comments."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Hashable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.alerts import Alert
from cxpulse.catalog.families import load_family
from cxpulse.catalog.initiatives import load_initiatives
from cxpulse.catalog.metrics import load_metric, metric_names
from cxpulse.catalog.settings import Settings
from cxpulse.core import explain as ex
from cxpulse.core import split
from cxpulse.core.alerts import reasons as say
from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.scan import BASELINE_WEEKS, GAP_WEEKS
from cxpulse.core.measurement import Direction, segment_of
from cxpulse.core.report_model import Comment, Phrase, Value
from cxpulse.core.story import words
from cxpulse.jobs.judge_series import WEEK, lag
from cxpulse.jobs.judge_units import PER_UNIT, in_logs

if TYPE_CHECKING:
    import pandas as pd

    from cxpulse.jobs.measure_sums import Sums

_segment = lru_cache(maxsize=4096)(json.loads)  # a frame says each one once a week
DIMENSIONS = ("touchpoint", "channel", "region", "plan", "language")
DRIVERS = ("first_reply_median", "backlog")
NEAREST: tuple[str, ...] = ("touchpoint", "channel")
DRIVER_WEEKS = 26
FIX_WEEKS = 4  # a fix may need some weeks to be felt
COMMENTS = 2


class Explainer:
    """Explains the findings of one week; what it has read it keeps for the next finding."""

    def __init__(self, settings: Settings, alert: Alert, week: dt.date) -> None:
        self._settings, self._alert, self._week = settings, alert, week
        self._frames: dict[tuple[str, tuple[str, ...]], pd.DataFrame] = {}
        self._sums: dict[str, Sums | None] = {}
        self._comments: list[dict[str, Any]] | None = None

    def explained(self, finding: Finding) -> Finding:
        """The finding with `why`, `mix_shift` and masked comments."""
        found = self._split(finding)
        metric = load_metric(finding.metric)
        scale = PER_UNIT.get(metric.unit, 1.0)
        why = say.reasons(found, unit=metric.unit, decimals=metric.decimals, scale=scale, logs=in_logs(metric)) if found else []
        if found and found.mix_shift:
            return replace(finding, mix_shift=True, why=tuple(why))
        place = dict(finding.segment)
        if found and found.part:
            place[found.dimension] = str(found.part.key)
        beside = [*self._drivers(finding.metric, place, finding.window or 1), *self._events(finding.window or 1), *self._fixes(place, finding.window or 1)]
        spread = not (found and found.part)
        why = (beside or why) if spread else [*why, *beside]
        return replace(finding, why=tuple(why), comments=self._said(place))

    def _split(self, finding: Finding) -> ex.Explanation | None:
        metric = load_metric(finding.metric)
        known = load_family(metric.counts).dimensions
        free = [d for d in DIMENSIONS if d in known and d not in finding.segment]
        sides = {d: self._sides(finding, d) for d in free}
        worse = -1 if metric.direction is Direction.HIGHER else 1
        return ex.explain(sides, worse=worse, z=finding.z or 0.0, threshold=finding.threshold or 0.0)

    def _sides(self, finding: Finding, dimension: str) -> tuple[ex.Side, ex.Side]:
        """Sums by segment of the usual weeks and of the window."""
        late = lag(load_metric(finding.metric))
        end = self._week - late * WEEK
        window = {end - i * WEEK for i in range(finding.window or 1)}
        latest = end - (GAP_WEEKS + 1) * WEEK
        usual = {latest - i * WEEK for i in range(BASELINE_WEEKS)}
        before: dict[Hashable, split.Sums] = {}
        after: dict[Hashable, split.Sums] = {}
        for key, week, sums in self._rows(finding, dimension):
            side = after if week in window else before if week in usual and not self.special(week) else None
            if side is not None:
                old = side.get(key, (0.0, 0.0, 0.0))
                side[key] = (old[0] + sums[0], old[1] + sums[1], old[2] + sums[2])
        return before, after

    def _rows(self, finding: Finding, dimension: str) -> Iterator[tuple[str, dt.date, split.Sums]]:
        frame = self._frame(finding.metric, tuple(sorted({*finding.segment, dimension})))
        columns = (frame[c] for c in ("segment", "week", "n", "sum", "sum_of_squares"))
        for text, week, n, total, squares in zip(*columns, strict=True):
            segment = _segment(text)
            if all(segment.get(k) == v for k, v in finding.segment.items()):
                yield segment[dimension], week, (n, total, squares)

    def _frame(self, metric: str, by: tuple[str, ...]) -> pd.DataFrame:
        """Weekly sums by some dimensions, from the first usual week on. One query for all questions about a metric."""
        from cxpulse.jobs.measure_series import series_of
        from cxpulse.jobs.measure_sums import Asked, load_sums

        asked = Asked.of(load_metric(metric))
        if metric not in self._sums:
            every = {d for group in (*self._alert.by, DIMENSIONS) for d in group} & set(asked.family.dimensions)
            first = self._week - (lag(asked.metric) + GAP_WEEKS + BASELINE_WEEKS) * WEEK
            self._sums[metric] = load_sums(self._settings, [asked], every, first=first, last=self._week)
        sums = self._sums[metric]
        if sums is None:
            raise LookupError(f"{metric} was judged without counts")
        if (metric, by) not in self._frames:
            self._frames[metric, by] = series_of(asked, sums, by)
        return self._frames[metric, by]

    def special(self, week: dt.date) -> bool:
        """Whether the week was announced as a special one."""
        last = week + dt.timedelta(days=6)
        return any(a.first_day <= last and a.last_day >= week for a in self._alert.announced)

    def _drivers(self, told: str, place: dict[str, str], window: int) -> Iterator[Phrase]:
        """Reply time and backlog where the fall is: at its touchpoint, else in its channel, else everywhere. told: the metric that
        fell, which is no reason of its own."""
        from cxpulse.jobs import measure

        near: dict[str, str] = next(({d: place[d]} for d in NEAREST if d in place), {})
        weeks = [self._week - i * WEEK for i in range(DRIVER_WEEKS + window - 1, -1, -1)]
        names = [n for n in DRIVERS if n in metric_names() and n != told]
        found = measure.measurements(self._settings, weeks, names, [segment_of(near)]) if names else []
        for name in names:
            metric, values = load_metric(name), {m.week: m.value for m in found if m.metric == name}
            worse = -1 if metric.direction is Direction.HIGHER else 1
            changed = ex.moved([values.get(w) for w in weeks], window, worse)
            if changed:
                usual, now = (Value(v, metric.unit, metric.decimals) for v in changed)
                yield say.driver_reason(name, words.segment(near), usual, now)

    def _events(self, window: int) -> Iterator[Phrase]:
        """Announced special weeks that touch the window or the week before it."""
        first, last = self._week - window * WEEK, self._week + dt.timedelta(days=6)
        for event in self._alert.announced:
            if event.first_day <= last and event.last_day >= first:
                yield say.event_reason(event.name, event.first_day, event.last_day)

    def _fixes(self, place: dict[str, str], window: int) -> Iterator[Phrase]:
        """Registered initiatives that began in the window or the four weeks before it, and touch the place of the fall."""
        first, last = self._week - (window - 1 + FIX_WEEKS) * WEEK, self._week + dt.timedelta(days=6)
        for fix in load_initiatives():
            if first <= fix.started <= last and all(place.get(k, v) == v for k, v in fix.segment.items()):
                yield say.initiative_reason(fix.title, fix.started)

    def _said(self, place: dict[str, str]) -> tuple[Comment, ...]:
        """Masked complaints from where the fall is."""
        from cxpulse.jobs import report_data, report_words

        if self._comments is None:
            self._comments = report_data.comment_rows(self._settings, self._week)
        found = report_words.comments(self._comments, segment_of(place), None, limit=2 * COMMENTS)
        return tuple(c for c in found if c.side == "complaint")[:COMMENTS]


