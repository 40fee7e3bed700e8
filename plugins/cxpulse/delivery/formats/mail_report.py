"""A report as mail: plain text that stands alone, HTML for every mail program, the card inside, the PDF attached."""

from __future__ import annotations

from typing import Any

from cxpulse.catalog.language import Language, plain
from cxpulse.core.report_model import Comment, ReportModel
from cxpulse.delivery.content import Envelope, ReportContent
from cxpulse.delivery.messages import Attachment, MailMessage, Picture
from cxpulse.delivery.quotes import quotes
from cxpulse.delivery.templates import FALLBACK_FONTS, render
from cxpulse.delivery.words import company, corrected_note, corrected_title, figures

CARRIER = "smtp"
COMMENTS_SHOWN = 2


def write(content: ReportContent, envelope: Envelope) -> MailMessage:
    """The mail of one report to one recipient, in the envelope's language. Raises RenderingError for a missing word."""
    model, language = content.model, envelope.language
    card = _card(content, envelope)
    said = _said(model, envelope) | {"card": card, "attached": content.pdf is not None}
    name = f"cx-{model.report}-{model.week.isoformat()}-{language.code}"
    first = f"cx.report.{model.report}.{model.week.isoformat()}.{envelope.audience}"
    version = f"corrected{envelope.corrected.number}" if envelope.corrected else ""
    answers = ("In-Reply-To", "References") if version else ()
    pdf = (Attachment(f"{name}.pdf", content.pdf),) if content.pdf is not None else ()
    return MailMessage(
        key=envelope.key,
        label="-".join(filter(None, (model.week.isoformat(), "report", envelope.audience, version))),
        sender=envelope.sender,
        to=envelope.to,
        subject=said["subject"],
        text=render("report.txt.j2", language, **said),
        html=render("report.html.j2", language, **said),
        message_id=f"<{'.'.join(filter(None, (first, version)))}@{envelope.domain}>",
        date=envelope.date,
        language=language.code,
        pictures=(card,) if card else (),
        attachments=pdf,
        headers=(
            ("List-ID", f"CX Pulse {model.report} <cx-{model.report}.{envelope.domain}>"),
            *((header, f"<{first}@{envelope.domain}>") for header in answers),
        ),
    )


def _said(model: ReportModel, envelope: Envelope) -> dict[str, Any]:
    language = envelope.language
    week = language.week_range(model.week, model.last_day)
    headline = corrected_title(envelope.corrected, language.say(model.headline), language)
    return {
        "subject": plain(f"{headline} \u2013 {week}"),
        "headline": headline,
        "company": company(model.company, language),
        "kind": language.text("Weekly customer experience report"),
        "week": week,
        "corrected": corrected_note(envelope.corrected, language),
        "lead": language.say(model.lead),
        "changed": language.say(model.changed),
        "why": language.say(model.why),
        "ask": language.say(model.ask),
        "rows": figures(model, language),
        "comments": quotes(_both_sides(model.comments), language),
        "page_url": envelope.page_url,
        "fonts": f"{language.fonts}, {FALLBACK_FONTS}",
        "footer": _footer(model, language),
    }


def _footer(model: ReportModel, language: Language) -> str:
    return language.gettext(
        "CX Pulse sent this mail by itself; week %(week)s in the time zone %(zone)s. A figure with too few answers is not shown.",
        week=language.date(model.week),
        zone=language.foreign(model.zone),
    )


def _both_sides(comments: tuple[Comment, ...]) -> tuple[Comment, ...]:
    """The first complaint and the first praise, so that a mail never shows one side only where there are two."""
    first = {side: next((c for c in comments if c.side == side), None) for side in ("complaint", "praise")}
    return tuple(c for c in first.values() if c is not None)[:COMMENTS_SHOWN]


def _card(content: ReportContent, envelope: Envelope) -> Picture | None:
    if content.card is None:
        return None
    model = content.model
    alt = envelope.language.gettext(
        "Picture: the key figures and the trend of the week %(week)s", week=envelope.language.date(model.week)
    )
    return Picture(
        f"cx-{model.report}-{model.week.isoformat()}.png",
        content.card,
        alt=plain(alt),
        cid=f"card.{model.report}.{model.week.isoformat()}.{envelope.language.code}@{envelope.domain}",
    )
