"""A notice to the operators as mail: plain text in both parts."""

from __future__ import annotations

from markupsafe import escape

from cxpulse.delivery.content import Envelope, NoticeContent
from cxpulse.delivery.messages import MailMessage

CARRIER = "smtp"


def write(content: NoticeContent, envelope: Envelope) -> MailMessage:
    """The mail."""
    body = "\n\n".join([content.title, *content.lines]) + "\n"
    return MailMessage(
        key=envelope.key,
        label="notice",
        sender=envelope.sender,
        to=envelope.to,
        subject=content.title,
        text=body,
        html=f'<pre style="font-family:Consolas,monospace;white-space:pre-wrap;">{escape(body)}</pre>',
        message_id=f"<cx.notice.{envelope.key}@{envelope.domain}>",
        date=envelope.date,
        headers=(("List-ID", f"CX Pulse operators <cx-operators.{envelope.domain}>"),),
    )
