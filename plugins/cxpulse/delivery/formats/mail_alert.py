"""An alert as mail: the same parts as the Slack post, with the card inside; an update answers the opening mail."""

from __future__ import annotations

from cxpulse.catalog.language import plain
from cxpulse.delivery.alert_words import alert_parts, picture_alt
from cxpulse.delivery.content import AlertContent, Envelope
from cxpulse.delivery.messages import MailMessage, Picture
from cxpulse.delivery.parts import Small, Title
from cxpulse.delivery.plain import text
from cxpulse.delivery.templates import FALLBACK_FONTS, render
from cxpulse.delivery.words import company

CARRIER = "smtp"


def write(content: AlertContent, envelope: Envelope) -> MailMessage:
    """The mail for one recipient. `envelope.thread` is the Message-ID of the opening mail, which an update answers."""
    language = envelope.language
    parts = alert_parts(content, language, envelope.page_url)
    headline, small = parts[0], [p.text for p in parts if isinstance(p, Small)]
    title = headline.text if isinstance(headline, Title) else ""
    week = language.week_range(content.week, content.last_day)
    card = _card(content, envelope)
    return MailMessage(
        key=envelope.key,
        label=f"{content.week.isoformat()}-alert-{envelope.audience}",
        sender=envelope.sender,
        to=envelope.to,
        subject=plain(f"{title} \u2013 {week}"),
        text=text(parts),
        html=render(
            "alert.html.j2",
            language,
            subject=plain(title),
            headline=title,
            lead=small[0],
            company=company(content.company, language),
            kind=language.text("Customer experience alert"),
            week=week,
            parts=parts,
            card=card,
            fonts=f"{language.fonts}, {FALLBACK_FONTS}",
            footer=small[-1],
        ),
        message_id=f"<cx.alert.{envelope.key}@{envelope.domain}>",
        date=envelope.date,
        language=language.code,
        pictures=(card,) if card else (),
        headers=(("List-ID", f"CX Pulse alerts <cx-alerts.{envelope.domain}>"), *_answers(envelope)),
    )


def _answers(envelope: Envelope) -> tuple[tuple[str, str], ...]:
    thread = envelope.thread or ""
    return (("In-Reply-To", thread), ("References", thread)) if thread.startswith("<") else ()


def _card(content: AlertContent, envelope: Envelope) -> Picture | None:
    if content.card is None:
        return None
    name = f"cx-alert-{content.week.isoformat()}"
    alt = plain(picture_alt(content, envelope.language))
    return Picture(
        f"{name}.png", content.card, alt=alt, cid=f"{name}.{envelope.language.code}@{envelope.domain}"
    )
