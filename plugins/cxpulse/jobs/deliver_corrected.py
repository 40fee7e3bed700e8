"""Sends a report again, on purpose, to readers who have an older version of it: marked as corrected, with the reason.

A report that was drawn again (a repaired YAML, late answers) is not sent again by itself: nobody wants two mails about a
week because a colour changed. A person decides, and says why. Each version goes to each reader once, so a retry or a second
click sends nothing; a reader who has the newest version, or never got the report, gets nothing either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack

from cxpulse.catalog.reports import Report, load_report
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.delivery.content import Corrected
from cxpulse.jobs.deliver_once import ALREADY, told
from cxpulse.jobs.deliver_options import Options, Sender
from cxpulse.jobs.deliver_people import Post, address_of, posts
from cxpulse.jobs.deliver_report import report_writer, spoken
from cxpulse.state import corrections
from cxpulse.state.archive import ArchiveIndex, Version
from cxpulse.state.corrections import Correction
from cxpulse.state.ledger import DELIVERED, UNKNOWN, Entry, Key

REASON_MAX = 300
NOTHING = "nothing"
"""The state of a receipt of somebody who never got the report that is corrected."""


def deliver_corrected(
    settings: Settings, report: Report | str, week: dt.date, reason: str, *, languages: Sequence[str] | None = None, **asked: Unpack[Options]
) -> list[dict[str, Any]]:
    """Sends the newest archived version of a report to those who got (or may have got) an older one; returns the receipts.

    A receipt's `what` is 'report:weekly:corrected 2' (the version's number), and it has 'reason'. Beside the states of `once`:
    'already' for a reader who has this version, 'nothing' for one who got none. Raises InputError without a reason.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= REASON_MAX:
        raise InputError(f"a correction needs a reason of 1 to {REASON_MAX} characters: its readers are told it")
    report = load_report(report) if isinstance(report, str) else report
    settings.calendar.bounds(week)
    sender, receipts = Sender.of(settings, asked), []
    for post in posts(settings, spoken(report), "report", sender.channels, languages):
        receipts += _one(settings, sender, report, week, reason, post)
    return sender.end(receipts)


def _one(settings: Settings, sender: Sender, report: Report, week: dt.date, reason: str, post: Post) -> list[dict[str, Any]]:
    versions = ArchiveIndex(settings.state_database).versions(report=report.name, week=week, language=post.language)
    first = Key(f"report:{report.name}", week, f"{report.name}.{post.language}", address_of(post), post.channel)
    had = _had(sender, first)
    if not had:
        return [_nothing(first)]
    if not versions:
        raise InputError(f"report '{report.name}' of the week of {week} is not in the archive: cxpulse report --week {week}")
    newest, theirs = versions[-1], _version_of(versions, had[-1])
    if theirs is not None and theirs.pdf_sha256 == newest.pdf_sha256 and had[-1].what == first.what:
        return [told(had[-1], ALREADY if had[-1].state == DELIVERED else "")]
    made = Correction(newest.number, reason, sender.now)
    kept = corrections.find(settings.state_database, report.name, week, post.language, newest.number)
    if not sender.dry_run:
        kept = corrections.decide(settings.state_database, report.name, week, post.language, made)
    about = kept or made
    key = replace(first, what=f"{first.what}:corrected {newest.number}")
    note = Corrected(about.number, about.reason, (had[0].delivered_at or had[0].updated_at).astimezone(settings.tz).date(), about.decided_at)
    write = report_writer(settings, report, week, post, note)
    return [{**receipt, "reason": about.reason} for receipt in sender.send(key, post, write)]


def _had(sender: Sender, first: Key) -> list[Entry]:
    """What reached, or may have reached, one reader by one channel: the report and its corrections, in their order."""
    rows = [e for e in sender.ledger.entries(week=first.week) if (e.audience, e.recipient, e.channel) == (first.audience, first.recipient, first.channel)]
    mine = [e for e in rows if e.state in (DELIVERED, UNKNOWN) and (e.what == first.what or e.what.startswith(f"{first.what}:corrected "))]
    return sorted(mine, key=lambda e: e.delivered_at or e.updated_at)


def _version_of(versions: Sequence[Version], entry: Entry) -> Version | None:
    """The version that a delivery carried: a correction names its own, the report took what was the newest then."""
    named = entry.what.rpartition(":corrected ")[2] if ":corrected " in entry.what else ""
    when = entry.delivered_at or entry.updated_at
    fits = [v for v in versions if (str(v.number) == named if named else v.made_at <= when)]
    return fits[-1] if fits else None


def _nothing(key: Key) -> dict[str, Any]:
    return {
        "key": key.id, "what": key.what, "week": key.week.isoformat(), "audience": key.audience, "recipient": key.recipient,
        "channel": key.channel, "state": NOTHING, "receipt": "", "attempts": 0,
        "detail": "never got this report; without a correction, `cxpulse deliver` sends it",
    }  # fmt: skip


def send_again(settings: Settings, entry: Entry, **asked: Unpack[Options]) -> list[dict[str, Any]]:
    """Sends a correction of unknown outcome again, as it was decided. Raises InputError when a newer version is archived."""
    _, name, number = entry.what.split(":")
    language = entry.audience.rpartition(".")[2]
    versions = ArchiveIndex(settings.state_database).versions(report=name, week=entry.week, language=language)
    made = corrections.find(settings.state_database, name, entry.week, language, int(number.split()[1]))
    if made is None or versions[-1].number != made.number:
        raise InputError(f"'{entry.what}' is no longer the newest version: cxpulse deliver --report {name} --week {entry.week} --corrected REASON")
    return deliver_corrected(settings, name, entry.week, made.reason, languages=[language], **asked)
