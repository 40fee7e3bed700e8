"""What a week's findings are worth saying: what opened, what goes on, what recovered, whose mute ended.

A finding is one series of a week as `judge` gives it: {"metric", "segment", "state", "since", "usual", "now", "low", "high",
"n", "window", "z", "threshold", "stopped", "explained_by", "why", "comments", ...} (core.alerts.finding).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxpulse.catalog.alerts import Mute
from cxpulse.core.measurement import segment_name, segment_of
from cxpulse.jobs.mutes import just_over, muting

REMIND_EVERY_WEEKS = 4
BAD = ("open", "ongoing")
UNMUTED, STOPPED, RECOVERED = "unmuted", "no_data", "recovered"

Finding = Mapping[str, Any]
ToldIn = Callable[[str, dt.date], dt.date | None]
"""Gives the week whose message first told a series since a week, None when none has."""


@dataclass(frozen=True, slots=True)
class News:
    """One series with something to say. told: the week of the message that it answers; None: it was not told yet."""

    series: str
    state: str
    told: dt.date | None
    finding: Finding


def series_of(finding: Finding) -> str:
    """Stable name of a series: 'nps: channel=app,touchpoint=delivery'."""
    return f"{finding['metric']}: {segment_name(segment_of(finding.get('segment') or {}))}"


def news(findings: Sequence[Finding], mutes: Sequence[Mute], told_in: ToldIn, week: dt.date) -> list[News]:
    """Everything to say of a week, the strongest first. A muted series says nothing."""
    said = [one for finding in findings if (one := _one(finding, mutes, told_in, week)) is not None]
    return sorted(said, key=lambda one: (-float(one.finding.get("z") or 0.0), one.series))


def muted(findings: Sequence[Finding], mutes: Sequence[Mute], week: dt.date) -> list[tuple[Finding, Mute]]:
    """What would be told if it were not muted, with the mute; a series whose story another one tells is left out."""
    return [
        (finding, mute)
        for finding in findings
        if str(finding["state"]) in BAD and not finding.get("explained_by")
        and (mute := muting(mutes, str(finding["metric"]), finding.get("segment") or {}, week))
    ]  # fmt: skip


def _one(finding: Finding, mutes: Sequence[Mute], told_in: ToldIn, week: dt.date) -> News | None:
    metric, segment, state = str(finding["metric"]), finding.get("segment") or {}, str(finding["state"])
    if not _worth(finding) or muting(mutes, metric, segment, week):
        return None
    since = dt.date.fromisoformat(str(finding["since"])[:10]) if finding.get("since") else week
    told = told_in(series_of(finding), since)
    if told is None and finding.get("explained_by"):
        return None  # another series of this week tells its story
    if state == RECOVERED:
        return News(series_of(finding), state, told, finding) if told and told < week else None
    if state in BAD and just_over(mutes, metric, segment, week):
        state = UNMUTED
    elif told and told != week and not (told < week and reminds(since, week)):
        return None
    return News(series_of(finding), state, told, finding)


def _worth(finding: Finding) -> bool:
    """A series that had answers every week and stops is news; a small cell without an answer is none."""
    return str(finding["state"]) in (*BAD, RECOVERED) or (
        finding["state"] == STOPPED and bool(finding.get("stopped"))
    )


def reminds(since: dt.date, week: dt.date) -> bool:
    """Every fourth week after it opened."""
    weeks = (week - since).days // 7
    return weeks > 0 and weeks % REMIND_EVERY_WEEKS == 0
