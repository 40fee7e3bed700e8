"""From the verdict of a rule to a finding in the metric's unit."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cxpulse.catalog.metrics import Metric, load_metric
from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.grid import Floats, Grid
from cxpulse.core.alerts.life import AlertState
from cxpulse.core.alerts.replay import Week
from cxpulse.core.alerts.smallest import smallest_drops
from cxpulse.jobs import judge_units as units

WATCH = 0.75          # standard errors under the threshold from which the weekly report already shows a series
SILENCE_AFTER = 8     # weeks before a silence that tell whether answers were expected
EXPECTED = 10.0       # answers a week
GONE = 26             # weeks of silence after which nobody waits for a series any more
UNITED = (AlertState.OPEN, AlertState.ONGOING, AlertState.RECOVERED)


def findings_of(grid: Grid, week: Week, about: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Every series of the judged week that is watched: a thin cell without an answer is not. about: series -> metric, segment."""
    metrics = {name: load_metric(name) for name in {a["metric"] for a in about.values()}}
    smallest = smallest_drops(week.scan, grid)
    found = [_finding(grid, week, i, about[s], metrics[about[s]["metric"]], smallest) for i, s in enumerate(grid.names)]
    silent = AlertState.NO_DATA.value
    return [f for f in found if f.state != silent or f.stopped or week.life.alerting[grid.names.index(f.series)]]


def _finding(
    grid: Grid, week: Week, row: int, about: Mapping[str, Any], metric: Metric, smallest: Mapping[int, Floats]
) -> Finding:
    scan, state = week.scan, week.states[row]
    judged = scan.window[row] > 0 and state is not AlertState.NO_DATA
    window = int(scan.window[row]) if judged else None
    now = float(scan.now[row]) if judged else None
    low, high = _interval(grid, week.column, row, window or 0, now)
    level = float(scan.usual[row])
    silent = _silent_weeks(grid, week.column, row)
    z, threshold = _figure(scan.z[row]), _figure(scan.threshold[row])
    return Finding(
        series=grid.names[row],
        metric=metric.name,
        segment=dict(about["segment"]),
        week=grid.weeks[week.column].isoformat(),
        state=state.value,
        since=_since(grid, week, row, silent),
        z=z,
        threshold=threshold,
        drop=units.drop(metric, level, float(scan.drop[row])),
        usual=units.level(metric, level),
        now=units.level(metric, now),
        n=int(scan.n[row] if judged else grid.n[row, week.column]),
        window=window,
        low=units.level(metric, low),
        high=units.level(metric, high),
        unit=metric.unit,
        decimals=metric.decimals,
        direction=metric.direction.value,
        smallest={str(k): units.drop(metric, level, float(v[row])) for k, v in smallest.items()},
        silent_weeks=silent,
        stopped=state is AlertState.NO_DATA and silent <= GONE and _was_expected(grid, week.column - silent, row),
        watch=state is AlertState.QUIET and z is not None and threshold is not None and z > threshold - WATCH,
    )


def _figure(value: float) -> float | None:
    return round(float(value), 6) if math.isfinite(value) else None


def _interval(
    grid: Grid, column: int, row: int, window: int, now: float | None
) -> tuple[float | None, float | None]:
    """Normal 95% interval of the window's mean, from the answers' own spread inside its weeks."""
    weeks = slice(max(0, column - window + 1), column + 1)
    n = np.where(grid.announced[row, weeks], 0.0, grid.n[row, weeks])
    freedom = float(np.maximum(n - 1, 0).sum())
    if now is None or not math.isfinite(now) or freedom <= 0:
        return None, None
    variance = float(grid.within[row, weeks][n > 0].sum()) / freedom
    half = 1.96 * math.sqrt(variance / float(n.sum()))
    return now - half, now + half


def _silent_weeks(grid: Grid, column: int, row: int) -> int:
    answered = np.flatnonzero(grid.n[row, : column + 1] > 0)
    return column - int(answered[-1]) if answered.size else column + 1


def _was_expected(grid: Grid, last_answered: int, row: int) -> bool:
    before = grid.n[row, max(0, last_answered - SILENCE_AFTER + 1) : last_answered + 1]
    return bool(before.size) and float(before.mean()) >= EXPECTED and int((before > 0).sum()) >= 0.75 * before.size


def _since(grid: Grid, week: Week, row: int, silent: int) -> str | None:
    state = week.states[row]
    if state is AlertState.NO_DATA:
        first = week.column - silent + 1
        return grid.weeks[first].isoformat() if 0 < first <= week.column else None
    opened = int(week.life.since[row])
    day: dt.date | None = grid.weeks[opened] if state in UNITED and opened >= 0 else None
    return day.isoformat() if day else None
