"""A mail as bytes. Written here because Airflow's hook sends no text part and calls a PDF octet-stream.

`email.message.EmailMessage` of Python 3.11 loses spaces when it folds a long non-ASCII subject; `Header` does not, so the
message is built from the older parts. Boundaries come from the key: equal messages are equal bytes.
"""

from __future__ import annotations

from email.charset import BASE64, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr

from cxpulse.delivery.messages import Attachment, MailMessage, Picture

SMTP = compat32.clone(linesep="\r\n", max_line_length=76)
UTF8 = Charset("utf-8")
UTF8.body_encoding = BASE64


def as_bytes(message: MailMessage) -> bytes:
    """The mail as RFC 5322 text: mixed(alternative(text, related(html, pictures)), attachments)."""
    root = MIMEMultipart("mixed", boundary=_boundary(message, "mixed"))
    for name, value in _headers(message):
        root[name] = value  # type: ignore[assignment]  # the stubs know no Header
    root.attach(_alternative(message))
    for attachment in message.attachments:
        root.attach(_attached(attachment))
    return root.as_bytes(policy=SMTP)


def _headers(message: MailMessage) -> list[tuple[str, str | Header]]:
    return [
        ("From", _address(message.sender)),
        ("To", _address(message.to)),
        ("Subject", _words(message.subject, "Subject")),
        ("Date", format_datetime(message.date)),
        ("Message-ID", _one_line(message.message_id)),
        ("Content-Language", message.language),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        *((name, _one_line(value)) for name, value in message.headers),
    ]


def _one_line(text: str) -> str:
    """No value can begin a header of its own."""
    return " ".join(text.split())


def _words(text: str, name: str) -> str | Header:
    line = _one_line(text)
    return line if line.isascii() else Header(line, "utf-8", header_name=name)


def _address(text: str) -> str:
    name, address = parseaddr(_one_line(text))
    return formataddr((Header(name, "utf-8").encode() if not name.isascii() else name, address))


def _alternative(message: MailMessage) -> MIMEMultipart:
    both = MIMEMultipart("alternative", boundary=_boundary(message, "alternative"))
    both.attach(_text(message.text, "plain"))
    html: MIMEBase = _text(message.html, "html")
    if message.pictures:
        related = MIMEMultipart("related", boundary=_boundary(message, "related"), type="text/html")
        related.attach(html)
        for picture in message.pictures:
            related.attach(_inline(picture))
        html = related
    both.attach(html)
    return both


def _text(text: str, kind: str) -> MIMEText:
    part = MIMEText("", kind, "utf-8")
    del part["Content-Transfer-Encoding"]
    part.set_payload(text, UTF8)
    return part


def _inline(picture: Picture) -> MIMEImage:
    part = MIMEImage(picture.data, picture.media_type.partition("/")[2])
    part["Content-ID"] = f"<{picture.cid}>"
    part.add_header("Content-Disposition", "inline", filename=picture.name)
    return part


def _attached(attachment: Attachment) -> MIMEApplication:
    part = MIMEApplication(attachment.data, attachment.media_type.partition("/")[2], name=attachment.name)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def _boundary(message: MailMessage, part: str) -> str:
    return f"=_cx_{message.key}_{part}"
