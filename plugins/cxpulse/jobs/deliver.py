"""Delivers what was rendered and judged, once to each recipient, and tells what came of it.

Every function returns receipts (see `deliver_once.once`). At the end it raises DeliveryError if something failed, so that
a task is retried; the retry sends only what is missing. An unknown outcome stays visible and raises nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Unpack

from cxpulse.catalog.reports import Report, load_report
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.jobs.deliver_alerts import deliver_alerts
from cxpulse.jobs.deliver_corrected import deliver_corrected, send_again
from cxpulse.jobs.deliver_notice import notify_operators
from cxpulse.jobs.deliver_once import raise_failures
from cxpulse.jobs.deliver_options import Options, Sender
from cxpulse.jobs.deliver_people import address_of, posts
from cxpulse.jobs.deliver_report import report_writer, spoken
from cxpulse.state.ledger import UNKNOWN, Key, Ledger

__all__ = ["deliver_alerts", "deliver_corrected", "deliver_report", "deliver_reports", "notify_operators", "resend"]


def deliver_report(
    settings: Settings, report: Report | str, week: dt.date, *, languages: Sequence[str] | None = None, **asked: Unpack[Options]
) -> list[dict[str, Any]]:
    """Sends the archived report of a week to everybody that its file names. languages: only these; the others: `Options`."""
    report = load_report(report) if isinstance(report, str) else report
    settings.calendar.bounds(week)
    sender, receipts = Sender.of(settings, asked), []
    for post in posts(settings, spoken(report), "report", sender.channels, languages):
        key = Key(f"report:{report.name}", week, f"{report.name}.{post.language}", address_of(post), post.channel)
        receipts += sender.send(key, post, report_writer(settings, report, week, post))
    return sender.end(receipts)


def deliver_reports(settings: Settings, reports: Sequence[str], week: dt.date, *, correction: str = "", **options: Any) -> list[dict[str, Any]]:
    """Several reports; one that fails does not stop the next. Options and errors of `deliver_report`.

    correction: a person's reason to send them again where readers have an older version (see `deliver_corrected`).
    """
    each: dict[str, Any] = {**options, "strict": False}
    receipts = []
    for name in reports:
        receipts += deliver_corrected(settings, name, week, correction, **each) if correction else deliver_report(settings, name, week, **each)
    if options.get("strict", True):
        raise_failures(receipts)
    return receipts


def resend(settings: Settings, key: str, **options: Any) -> list[dict[str, Any]]:
    """Sends one delivery of unknown outcome again, by its ledger key or the beginning of it. Options: dry_run, now, strict.

    Raises ConfigurationError unless exactly one delivery with an unknown outcome has the key.
    """
    found = Ledger(settings.state_database).entries(state=UNKNOWN, id_prefix=key) if key else []
    if len(found) != 1:
        raise ConfigurationError(
            f"{len(found)} deliveries of unknown outcome have the key '{key}'; `cxpulse status` lists them"
        )
    kind, name = found[0].what.split(":")[:2]
    if ":corrected " in found[0].what:
        return send_again(settings, found[0], channels=[found[0].channel], resend_unknown=found[0].id, **options)
    senders: dict[str, Callable[..., list[dict[str, Any]]]] = {"report": deliver_report, "alerts": deliver_alerts}
    send = senders.get(kind)
    if send is None:
        raise ConfigurationError(f"'{found[0].what}' is a notice to the operators, which is not kept: its log says what it said")
    return send(
        settings, name, found[0].week, channels=[found[0].channel], resend_unknown=found[0].id, **options
    )
