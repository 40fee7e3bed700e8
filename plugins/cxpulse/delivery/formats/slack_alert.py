"""An alert as a Slack post: Block Kit, the same as plain text, and a line for the notification."""

from __future__ import annotations

from cxpulse.delivery.alert_words import alert_parts, notification, picture_alt
from cxpulse.delivery.blocks import blocks
from cxpulse.delivery.content import AlertContent, Envelope
from cxpulse.delivery.messages import Picture, SlackMessage
from cxpulse.delivery.plain import text
from cxpulse.delivery.words import mrkdwn, said, start

CARRIER = "slack"


def write(content: AlertContent, envelope: Envelope) -> SlackMessage:
    """The post for one channel, in the envelope's language; in the thread that the envelope names, if any."""
    language = envelope.language
    parts = alert_parts(content, language, envelope.page_url)
    name = f"cx-alert-{content.week.isoformat()}.png"
    picture = (
        Picture(name, content.card, alt=said(language, picture_alt(content, language)))
        if content.card
        else None
    )
    return SlackMessage(
        key=envelope.key,
        label=f"{content.week.isoformat()}-alert-{envelope.audience}",
        channel=envelope.address,
        text=start(language, mrkdwn(said(language, notification(content, language)))),
        blocks=blocks(parts, language),
        plain=text(parts),
        picture=picture,
        thread=envelope.thread,
        metadata={"what": f"alerts:{content.portfolio}", "week": content.week.isoformat()},
        again=envelope.again,
    )
