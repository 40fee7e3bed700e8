"""Judges the lake's watched series for one week, and keeps what was found.

    judge(settings, week, portfolio)      judges, explains, keeps; returns the findings
    findings(settings, week, portfolio)   what was kept

Every week is judged from the counts up to it, week by week from the first one, so the verdict needs no memory; but what was
kept of earlier weeks holds, because people were told so. Judging a week twice changes nothing unless late answers did, and
is not done when nothing that a verdict depends on has changed (see `judge_inputs`);
an alert that was told stays told. Judging an old week again leaves the later ones as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cxpulse.catalog.alerts import Alert, load_alert
from cxpulse.catalog.settings import Settings
from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.grid import Grid
from cxpulse.core.alerts.life import AlertState
from cxpulse.core.alerts.related import FALLEN, also, grouped
from cxpulse.core.alerts.replay import Week, replay
from cxpulse.core.alerts.scan import Promise, load_rule
from cxpulse.core.errors import DefinitionError
from cxpulse.jobs.judge_explain import Explainer
from cxpulse.jobs.judge_findings import findings_of
from cxpulse.jobs.judge_inputs import inputs_of
from cxpulse.jobs.judge_medians import with_medians
from cxpulse.jobs.judge_series import load_grid
from cxpulse.state.alert_states import AlertStates

TOLD = ("open", "recovered")  # said to people: never taken back for the same week


def judge(settings: Settings, week: dt.date, portfolio: Alert | str) -> list[dict[str, Any]]:
    """Findings of one week, one per watched series, in order of series; kept in the state database.

    Raises DefinitionError when `week` is no first day, ConfigurationError for an unknown portfolio or rule. [] when the
    lake holds nothing.
    """
    alert = load_alert(portfolio) if isinstance(portfolio, str) else portfolio
    try:
        settings.calendar.bounds(week)
    except ValueError as problem:
        raise DefinitionError(str(problem)) from None
    states = AlertStates(settings.state_database)
    before = states.before(alert.name, week)
    inputs = inputs_of(settings, alert, week, before)
    if states.judged_from(alert.name, week) == inputs:
        return findings(settings, week, alert.name)
    loaded = load_grid(settings, alert, week)
    if loaded is None:
        return findings(settings, week, alert.name)
    grid, about = loaded
    told = _told(grid, before)
    last = _last(replay(grid, load_rule(alert.rule), Promise(alert.false_alerts_per_year), told))
    explainer = Explainer(settings, alert, week)
    found = [_opening(f, before) for f in with_medians(settings, week, findings_of(grid, last, about), explainer.special)]
    fresh = _explained(found, explainer)
    kept = {f["series"]: f for f in states.findings(alert.name, week)}
    result = [_merged(f.to_json(), kept.get(f.series), alert, settings, week) for f in fresh]
    states.save(alert.name, week, result, inputs)
    return result


def findings(settings: Settings, week: dt.date, portfolio: str) -> list[dict[str, Any]]:
    """What `judge` kept of a week, in the shape of `core.alerts.finding.Finding.to_json`; [] when it was not judged."""
    return AlertStates(settings.state_database).findings(portfolio, week)


def _told(grid: Grid, kept: Mapping[dt.date, Mapping[str, str]]) -> dict[int, dict[int, AlertState]]:
    column = {day: i for i, day in enumerate(grid.weeks)}
    row = {name: i for i, name in enumerate(grid.names)}
    return {
        column[day]: {row[s]: AlertState(state) for s, state in states.items() if s in row}
        for day, states in kept.items()
        if day in column
    }


def _last(weeks: Iterator[Week]) -> Week:
    return deque(weeks, maxlen=1)[0]  # a grid has at least one week


def _opening(finding: Finding, before: Mapping[dt.date, Mapping[str, str]]) -> Finding:
    """An alert that began in a week which nobody judged opens now: nobody was told."""
    unheard = finding.since is None or not any(
        states.get(finding.series) in ("open", "ongoing") for day, states in before.items() if day.isoformat() >= finding.since
    )
    if finding.state == AlertState.ONGOING.value and unheard:
        return replace(finding, state=AlertState.OPEN.value)
    return finding


def _explained(found: Sequence[Finding], explainer: Explainer) -> list[Finding]:
    """Reasons for what fell; a fall that only the mix made is no alert, and says so.

    Of series that contain each other only the one that tells the story is explained: see `related`.
    """
    told: dict[str, Finding] = {}
    while True:
        groups = grouped([told.get(f.series, f) for f in found])
        ahead = [f for f in groups if f.state in FALLEN and not f.explained_by and f.series not in told]
        if not ahead:
            return [also(f, groups) for f in groups]
        told |= {f.series: _without_mix(explainer.explained(f)) for f in ahead}


def _without_mix(finding: Finding) -> Finding:
    if not finding.mix_shift or finding.state != AlertState.OPEN.value:
        return finding
    return replace(finding, state=AlertState.QUIET.value, since=None)


def _merged(
    fresh: dict[str, Any], kept: Mapping[str, Any] | None, alert: Alert, settings: Settings, week: dt.date
) -> dict[str, Any]:
    if kept is None or kept["state"] not in TOLD or kept["state"] == fresh["state"]:
        return fresh
    return dict(kept) if _was_said(fresh, alert, settings, week) else fresh


def _was_said(finding: Mapping[str, Any], alert: Alert, settings: Settings, week: dt.date) -> bool:
    from cxpulse.jobs.alert_news import series_of
    from cxpulse.state.told import Told

    return Told(settings.state_database).told_in(alert.name, series_of(finding), week) == week
