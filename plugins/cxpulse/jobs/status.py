"""What is where: files read, alerts, archive, deliveries. Nothing is left out silently: what went wrong comes first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cxpulse.catalog.alerts import alert_names, load_alert
from cxpulse.catalog.settings import Settings
from cxpulse.core.freshness import WANTING
from cxpulse.core.measurement import segment_name, segment_of
from cxpulse.jobs import freshness
from cxpulse.jobs.mutes import mutes_of
from cxpulse.state import ingest_log
from cxpulse.state.alert_states import AlertStates
from cxpulse.state.archive import ArchiveIndex
from cxpulse.state.ledger import CLAIMED, DELIVERED, FAILED, SENDING, UNKNOWN, Ledger

TROUBLE = {UNKNOWN: 0, FAILED: 1, SENDING: 2, CLAIMED: 3, DELIVERED: 4}
WATCHED = ("open", "ongoing", "recovered", "no_data")
ALERT_COLUMNS = ("series", "state", "since", "usual", "now", "n", "window", "explained_by")


def status(settings: Settings, week: dt.date | None = None, now: dt.datetime | None = None) -> dict[str, Any]:
    """Everything that is kept, of one week or of all.

    Returns {"week", "zone": of days and of `at`, "sources": [{source, file, at, read, accepted, rejected, duplicates}] by their
    last file, "never": [declared sources of which nothing is here], "freshness": [{source, declared, dated, state, first_seen,
    last_seen, expected_by, rows of the last complete week, usual, least}] as of `now`,
    "alerts": [{portfolio, week, series, state, since, usual, now, n, window, explained_by}],
    "mutes": [{portfolio, metric, segment, until, reason}] that hold in the week or from now on, "archive": [versions], "deliveries": [ledger rows, trouble first],
    "attention": [what somebody has to look at, as sentences]}. Raises ValueError when `week` is no first day.
    """
    if week is not None:
        settings.calendar.bounds(week)
    url = settings.state_database
    result: dict[str, Any] = {
        "week": week.isoformat() if week else None,
        "zone": settings.week.zone,
        "sources": _sources(url, settings.tz),
        "never": freshness.never_delivered(settings),
        "freshness": [freshness.to_json(s) for s in freshness.at_instant(settings, now or dt.datetime.now(dt.UTC))],
        "alerts": _alerts(settings, week),
        "mutes": _mutes(settings, (week or settings.calendar.week_of(now or dt.datetime.now(dt.UTC)))),
        "archive": [v.to_json() for v in ArchiveIndex(url).versions(week=week)],
        "deliveries": sorted(
            (e.to_json() for e in Ledger(url).entries(week=week)), key=lambda e: (TROUBLE.get(e["state"], 9), e["week"])
        ),
    }
    return {**result, "attention": attention(result)}


def attention(found: dict[str, Any]) -> list[str]:
    """What needs somebody: unknown and failed deliveries, late sources, rejected rows, sources never read."""
    lines = []
    for row in found["deliveries"]:
        to = f"{row['what']}, week of {row['week']}, to {row['recipient']} by {row['channel']}"
        if row["state"] == UNKNOWN:
            lines.append(f"{to}: nobody knows whether it arrived ({row['detail']}); ask, then: cxpulse deliver --resend-unknown {row['id']}")
        elif row["state"] == FAILED:
            lines.append(f"{to}: failed ({row['detail']}); " + ("repair it first" if row["permanent"] else "the next run tries again"))
        elif row["state"] in (CLAIMED, SENDING):
            lines.append(f"{to}: being sent since {row['updated_at']}")
    lines += [
        f"source {s['source']}: {s['state']}; {'last row of' if s['dated'] else 'last file taken in on'} {s['last_seen']}, expected by {s['expected_by']}"
        + (f"; {s['rows']} rows in the last week, usual {s['usual']:.0f}" if s["usual"] else "")
        for s in found["freshness"]
        if s["state"] in WANTING
    ]
    lines += [f"source {s['source']}: {s['rejected']} rows of {s['file']} were rejected; see the folder rejects of the data root" for s in found["sources"] if s.get("rejected")]
    if found["never"]:
        lines.append(f"declared, and no file has been read: {', '.join(found['never'])}")
    return lines


def _sources(url: str, zone: dt.tzinfo) -> list[dict[str, Any]]:
    seen = ingest_log.last_seen(url)
    return [
        {"source": n, **seen[n], "file": seen[n]["name"], "at": dt.datetime.fromisoformat(seen[n]["at"]).astimezone(zone).isoformat()}
        for n in sorted(seen)
    ]


def _mutes(settings: Settings, week: dt.date) -> list[dict[str, Any]]:
    """Series that are kept quiet in a week or longer; a mute by command holds for every portfolio and is told once."""
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for name in alert_names():
        for mute in mutes_of(settings, load_alert(name)):
            place = segment_name(segment_of(mute.segment))
            row = {"portfolio": name, "metric": mute.metric, "segment": place, "until": mute.until.isoformat(), "reason": mute.reason}
            if mute.until >= week:
                found.setdefault((mute.metric, place, row["until"], mute.reason), row)
    return list(found.values())


def _alerts(settings: Settings, week: dt.date | None) -> list[dict[str, Any]]:
    """Findings of the week (None: the last one that was judged) that are more than quiet."""
    states, rows = AlertStates(settings.state_database), []
    for name in alert_names():
        judged = week or max(states.before(name, dt.date.max), default=None)
        for finding in states.findings(name, judged) if judged else []:
            if finding["state"] in WATCHED:
                rows.append({"portfolio": name, "week": str(judged), **{k: finding.get(k) for k in ALERT_COLUMNS}})
    return rows
