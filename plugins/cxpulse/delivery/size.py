"""A mail that is too big for a server goes without its attachments, and says where they are."""

from __future__ import annotations

import dataclasses

from cxpulse.core.errors import Refused
from cxpulse.delivery.messages import MailMessage
from cxpulse.delivery.mime import as_bytes

MEGABYTE = 1_000_000


def within(message: MailMessage, limit_megabytes: float, page_url: str) -> tuple[MailMessage, str]:
    """The message itself, or its version without attachments when it is over the limit, and a note for the receipt.

    The format has written both texts with the link to the page, if there is one. Raises Refused when it is too big even
    without attachments, or when there is no page to link to: a reader would get a report without the report.
    """
    size = len(as_bytes(message))
    if size <= limit_megabytes * MEGABYTE:
        return message, ""
    light = dataclasses.replace(message, attachments=())
    told = f"{size / MEGABYTE:.1f} MB is over delivery.max_mail_megabytes ({limit_megabytes:g})"
    if not page_url:
        raise Refused(
            f"{told} and delivery.page_url is empty, so no link can stand for the attachment; set one of them in settings.yaml"
        )
    if len(as_bytes(light)) > limit_megabytes * MEGABYTE:
        raise Refused(f"{told}, even without its attachments")
    return light, f"{told}: sent without attachments, the link stands for them"
