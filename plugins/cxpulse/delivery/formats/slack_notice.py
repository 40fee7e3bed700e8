"""A notice to the operators as a Slack post: short, in English, the log's address as it stands."""

from __future__ import annotations

from cxpulse.delivery.blocks import blocks
from cxpulse.delivery.content import Envelope, NoticeContent
from cxpulse.delivery.messages import SlackMessage
from cxpulse.delivery.parts import Paragraph, Part, Title
from cxpulse.delivery.plain import text
from cxpulse.delivery.words import mrkdwn

CARRIER = "slack"


def write(content: NoticeContent, envelope: Envelope) -> SlackMessage:
    """The post."""
    parts: list[Part] = [Title(content.title), *(Paragraph(line) for line in content.lines)]
    return SlackMessage(
        key=envelope.key,
        label="notice",
        channel=envelope.address,
        text=mrkdwn(content.title),
        blocks=blocks(parts, envelope.language),
        plain=text(parts),
        metadata={"what": "notice"},
        again=envelope.again,
    )
