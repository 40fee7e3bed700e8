"""What is sent: messages that a format has written and a channel carries, and the receipt that it gives.

Three layers: jobs decide what is said and to whom, formats write it as a platform shows it, channels carry it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: file name, media type, bytes, and what it shows in words."""

    name: str
    data: bytes = field(repr=False)
    alt: str = ""
    media_type: str = "image/png"
    cid: str = ""  # content id when it stands inside a mail


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    data: bytes = field(repr=False)
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A mail to one recipient. key: the ledger's id.

    text stands alone; html shows the pictures inline by their cid. date is given: the same report gives the same bytes.
    """

    key: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    date: dt.datetime
    language: str = "en"
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    label: str = ""  # how a person recognises it among files: '2026-11-14-weekly.fa'


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A post to one Slack channel (by id). text: what a notification shows; plain: the whole message as text.

    thread: the `ts` of the post that it answers; the picture is uploaded and stands inside the blocks where they hold
    a block of type 'image' with `slack_file` id PICTURE.
    """

    key: str
    channel: str
    text: str
    blocks: tuple[dict[str, Any], ...]
    plain: str
    picture: Picture | None = None
    thread: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    label: str = ""
    again: bool = False  # an earlier try ended without a receipt: look for its post first


PICTURE = "PICTURE"
"""Stands for the id of the uploaded picture until the channel knows it."""

Message = MailMessage | SlackMessage


@dataclass(frozen=True, slots=True)
class Receipt:
    """reference: Message-ID, Slack `ts`, or path; detail: what a person should know (a link instead of the attachment)."""

    reference: str
    detail: str = ""


class Channel(Protocol):
    """Carries messages. One file of delivery/channels each."""

    name: str

    def send(self, message: Any) -> Receipt:
        """Carries one message.

        Raises DeliveryError (nothing delivered, try again), Refused (nothing delivered, do not), UnknownOutcome (who knows).
        """
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a channel or a source connects to. schema: a database's name, or http. Neither password nor extra ever show in a repr."""

    kind: str
    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)
    schema: str = ""
