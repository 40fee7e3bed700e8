"""The alerts of a week as a report shows them: what is open, what ended, what stopped coming in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from cxpulse.catalog.alerts import Mute, alert_names, load_alert
from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.alerts.reasons import muted_reason
from cxpulse.core.measurement import Segment
from cxpulse.core.report_model import AlertNote
from cxpulse.core.report_reading import read_phrase
from cxpulse.jobs.mutes import mutes_of, muting
from cxpulse.state.alert_states import AlertStates

SHOWN = ("open", "ongoing", "no_data", "recovered")
MUTED, STOPPED = "muted", "no_data"


def alerts(settings: Settings, week: dt.date, catalogue: Mapping[str, Metric], segment: Segment) -> tuple[AlertNote, ...]:
    """Notes of all portfolios within the report's segment: open first, then ongoing, stopped, recovered, muted; in each the
    clearest first. A series that two portfolios watch is told once. Nothing when the week was not judged."""
    found = [
        (_rank(finding, state), note)
        for finding, state, mute in _findings(settings, week)
        if finding["metric"] in catalogue and _inside(finding, segment)
        for note in [_note(finding, state, catalogue[finding["metric"]], mute)]
    ]
    ordered = [note for _, note in sorted(found, key=lambda pair: pair[0])]
    first: dict[tuple[str, tuple[tuple[str, str], ...]], AlertNote] = {}
    for note in ordered:
        first.setdefault((note.metric, tuple(sorted(note.segment.items()))), note)
    return tuple(first.values())


def _findings(settings: Settings, week: dt.date) -> Iterator[tuple[Mapping[str, Any], str, Mute | None]]:
    states = AlertStates(settings.state_database)
    for name in alert_names():
        mutes: list[Mute] = list(mutes_of(settings, load_alert(name)))
        for finding in states.findings(name, week):
            state = str(finding["state"])
            if _worth(finding, state):
                quiet = muting(mutes, str(finding["metric"]), finding.get("segment") or {}, week)
                yield finding, MUTED if quiet else state, quiet


def _worth(finding: Mapping[str, Any], state: str) -> bool:
    """Shown states; no series whose story another one tells, and no silence of a series that never had much to say."""
    return state in SHOWN and not finding.get("explained_by") and (state != STOPPED or bool(finding.get("stopped")))


def _inside(finding: Mapping[str, Any], segment: Segment) -> bool:
    parts = finding.get("segment") or {}
    return all(parts.get(name) == value for name, value in segment)


def _rank(finding: Mapping[str, Any], state: str) -> tuple[int, float, str]:
    order = (*SHOWN, MUTED).index(state)
    return order, -float(finding.get("z") or 0.0), f"{finding['metric']} {sorted((finding.get('segment') or {}).items())}"


def _note(finding: Mapping[str, Any], state: str, metric: Metric, mute: Mute | None) -> AlertNote:
    why = tuple(read_phrase(p) for p in finding.get("why") or ())
    return AlertNote(
        metric=metric.name,
        segment=dict(finding.get("segment") or {}),
        state=state,
        usual=_number(finding, "usual"),
        now=_number(finding, "now"),
        n=int(finding.get("n") or 0),
        window=int(finding.get("window") or 1),
        unit=metric.unit,
        decimals=metric.decimals,
        since=dt.date.fromisoformat(str(finding["since"])[:10]) if finding.get("since") else None,
        why=(muted_reason(mute.until, mute.reason), *why) if mute else why,
    )


def _number(finding: Mapping[str, Any], name: str) -> float | None:
    return None if finding.get(name) is None else float(finding[name])
