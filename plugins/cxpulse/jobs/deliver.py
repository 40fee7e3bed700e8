"""Delivers what was rendered and judged, once to each recipient, and tells what came of it.

Every function returns receipts (see `deliver_once.once`). At the end it raises DeliveryError if something failed, so that
a task is retried; the retry sends only what is missing. An unknown outcome stays visible and raises nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Unpack

from cxpulse.catalog.language import Language, load_language
from cxpulse.catalog.reports import Report, load_report
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.core.report_reading import read_model
from cxpulse.delivery.content import Envelope, ReportContent
from cxpulse.delivery.messages import Message
from cxpulse.jobs import report_archive as archive
from cxpulse.jobs.deliver_alerts import deliver_alerts
from cxpulse.jobs.deliver_links import page_url, sent_at
from cxpulse.jobs.deliver_notice import notify_operators
from cxpulse.jobs.deliver_once import raise_failures
from cxpulse.jobs.deliver_options import Options, Sender
from cxpulse.jobs.deliver_people import Post, address_of, posts
from cxpulse.state.ledger import UNKNOWN, Key, Ledger

__all__ = ["deliver_alerts", "deliver_report", "deliver_reports", "notify_operators", "resend"]


def deliver_report(
    settings: Settings, report: Report | str, week: dt.date, *, languages: Sequence[str] | None = None, **asked: Unpack[Options]
) -> list[dict[str, Any]]:
    """Sends the archived report of a week to everybody that its file names. languages: only these; the others: `Options`."""
    report = load_report(report) if isinstance(report, str) else report
    settings.calendar.bounds(week)
    sender, receipts = Sender.of(settings, asked), []
    for post in posts(settings, _spoken(report), "report", sender.channels, languages):
        audience = f"{report.name}.{post.language}"
        key = Key(f"report:{report.name}", week, audience, address_of(post), post.channel)
        receipts += sender.send(key, post, _writer(settings, report, week, post, audience))
    return sender.end(receipts)


def deliver_reports(
    settings: Settings, reports: Sequence[str], week: dt.date, **options: Any
) -> list[dict[str, Any]]:
    """Several reports; one that fails does not stop the next. Options and errors of `deliver_report`."""
    receipts = [
        r for name in reports for r in deliver_report(settings, name, week, **{**options, "strict": False})
    ]
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
    senders: dict[str, Callable[..., list[dict[str, Any]]]] = {"report": deliver_report, "alerts": deliver_alerts}
    send = senders.get(kind)
    if send is None:
        raise ConfigurationError(f"'{found[0].what}' is a notice to the operators, which is not kept: its log says what it said")
    return send(
        settings, name, found[0].week, channels=[found[0].channel], resend_unknown=found[0].id, **options
    )


def read_content(settings: Settings, report: str, week: dt.date, language: str) -> ReportContent:
    """The newest archived version in a language. Raises InputError when there is none."""
    folder = archive.folder_of(settings, report, week, language)
    try:
        model = read_model((folder / archive.MODEL).read_text(encoding="utf-8"))
        return ReportContent(model, (folder / archive.CARD).read_bytes(), (folder / archive.PDF).read_bytes())
    except FileNotFoundError as missing:
        raise InputError(
            f"{missing.filename}: no such file; render it first: cxpulse report --week {week}"
        ) from None


def _writer(
    settings: Settings, report: Report, week: dt.date, post: Post, audience: str
) -> Callable[[str, bool], Message]:
    def write(key: str, again: bool) -> Message:
        content = read_content(settings, report.name, week, post.language)
        language = _language(report, post.language, content)
        envelope = Envelope(
            key=key,
            audience=audience,
            address=post.recipient.address,
            name=post.recipient.name,
            language=language,
            sender=settings.delivery.sender,
            date=sent_at(settings, content.model.published_on),
            page_url=page_url(settings, week, post.language, report.name),
            again=again,
        )
        message: Message = post.format.write(content, envelope)
        return message

    return write


def _language(report: Report, code: str, content: ReportContent) -> Language:
    return load_language(code, report.calendar.get(code), report.digits.get(code), names=content.model.terms)


def _spoken(report: Report) -> Any:
    """The recipients by language. Raises ConfigurationError for a language that the report is not rendered in."""
    extra = sorted(set(report.recipients) - set(report.languages))
    if extra:
        raise ConfigurationError(
            f"dags/config/reports/{report.name.partition('.')[0]}.yaml: recipients in '{extra[0]}', but languages are {', '.join(report.languages)}"
        )
    return report.recipients
