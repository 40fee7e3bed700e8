"""Tells the operators, never the readers, that a run failed or that sources are late: one message for each."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from cxpulse.catalog.alerts import alert_names, load_alert
from cxpulse.catalog.language import load_language
from cxpulse.catalog.reports import Recipient
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import CXPulseError
from cxpulse.delivery.content import Envelope, NoticeContent
from cxpulse.delivery.messages import Message
from cxpulse.jobs.deliver_once import once
from cxpulse.jobs.deliver_people import Post, posts
from cxpulse.state.ledger import Key, Ledger

log = logging.getLogger(__name__)
AUDIENCE, LANGUAGE = "operators", "en"
ERROR_MAX = 1500


def notify_operators(
    settings: Settings,
    *,
    dag: str,
    run: str,
    task: str,
    error: str,
    log_url: str = "",
    now: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Posts to every `operators` recipient of dags/config/alerts what failed and where its log is; returns the receipts.

    It raises nothing: it runs while something else has failed, and must not hide that. What goes wrong here is logged.
    """
    try:
        return _notify(settings, dag, run, task, error, log_url, now or dt.datetime.now(dt.UTC))
    except CXPulseError as problem:
        log.error("the operators could not be told of %s %s: %s", dag, run, problem)
        return []


def _notify(
    settings: Settings, dag: str, run: str, task: str, error: str, log_url: str, now: dt.datetime
) -> list[dict[str, Any]]:
    lines = [
        f"Run: {run}",
        f"Task: {task}",
        f"Error: {error[:ERROR_MAX]}",
        *([f"Log: {log_url}"] if log_url else []),
    ]
    return _send(settings, f"failure:{dag}:{run}", f"CX Pulse: {dag} failed", lines, settings.calendar.week_of(now), now)


def tell_operators(
    settings: Settings, what: str, title: str, lines: Sequence[str], *, week: dt.date, now: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """Posts a notice to every operator, once for each `what` and week; returns the receipts. It raises nothing."""
    try:
        return _send(settings, what, title, lines, week, now or dt.datetime.now(dt.UTC))
    except CXPulseError as problem:
        log.error("the operators could not be told of %s: %s", what, problem)
        return []


def _send(settings: Settings, what: str, title: str, lines: Sequence[str], week: dt.date, now: dt.datetime) -> list[dict[str, Any]]:
    content, ledger = NoticeContent(title, tuple(lines)), Ledger(settings.state_database)
    receipts = []
    for post in posts(settings, {LANGUAGE: _operators()}, "notice", None):
        key = Key(what[:200], week, AUDIENCE, post.recipient.address, post.channel)
        receipts.append(once(ledger, key, post.carrier, _writer(settings, content, post, now), now=now))
    for receipt in receipts:
        if receipt["state"] in ("failed", "unknown"):
            log.error("operator %s: %s (%s)", receipt["recipient"], receipt["state"], receipt["detail"])
    return receipts


def _operators() -> list[Recipient]:
    """Everybody whom any portfolio names, each once."""
    named: Iterable[Recipient] = (r for name in alert_names() for r in load_alert(name).operators)
    return list(dict.fromkeys(named))


def _writer(settings: Settings, content: NoticeContent, post: Post, now: dt.datetime) -> Any:
    def write(key: str, again: bool) -> Message:
        envelope = Envelope(
            key=key,
            audience=AUDIENCE,
            address=post.recipient.address,
            name=post.recipient.name,
            language=load_language(LANGUAGE),
            sender=settings.delivery.sender,
            date=now,
            again=again,
        )
        message: Message = post.format.write(content, envelope)
        return message

    return write
