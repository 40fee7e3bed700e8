"""The archived report of a week as a message to one of its readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from cxpulse.catalog.language import Language, load_language
from cxpulse.catalog.reports import Report
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.core.report_reading import read_model
from cxpulse.delivery.content import Corrected, Envelope, ReportContent
from cxpulse.delivery.messages import Message
from cxpulse.jobs import report_archive as archive
from cxpulse.jobs.deliver_links import page_url, sent_at
from cxpulse.jobs.deliver_people import Post


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


def report_writer(
    settings: Settings, report: Report, week: dt.date, post: Post, corrected: Corrected | None = None
) -> Callable[[str, bool], Message]:
    """Writes the report for one recipient. corrected: it replaces one that they have."""

    def write(key: str, again: bool) -> Message:
        content = read_content(settings, report.name, week, post.language)
        language = _language(report, post.language, content)
        envelope = Envelope(
            key=key,
            audience=f"{report.name}.{post.language}",
            address=post.recipient.address,
            name=post.recipient.name,
            language=language,
            sender=settings.delivery.sender,
            date=corrected.decided_at if corrected else sent_at(settings, content.model.published_on),
            page_url=page_url(settings, week, post.language, report.name),
            again=again,
            corrected=corrected,
        )
        message: Message = post.format.write(content, envelope)
        return message

    return write


def _language(report: Report, code: str, content: ReportContent) -> Language:
    return load_language(code, report.calendar.get(code), report.digits.get(code), names=content.model.terms)


def spoken(report: Report) -> Any:
    """The recipients by language. Raises ConfigurationError for a language that the report is not rendered in."""
    extra = sorted(set(report.recipients) - set(report.languages))
    if extra:
        raise ConfigurationError(
            f"dags/config/reports/{report.name.partition('.')[0]}.yaml: recipients in '{extra[0]}', but languages are {', '.join(report.languages)}"
        )
    return report.recipients
