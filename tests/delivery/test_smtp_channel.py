"""Mail by SMTP: what arrived, what was refused, and what nobody can tell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from cxpulse.catalog.settings import DeliverySettings
from cxpulse.core.errors import DeliveryError, Refused, UnknownOutcome
from cxpulse.delivery.channels.smtp import SmtpChannel
from cxpulse.delivery.messages import Attachment, Connection, MailMessage, Picture
from cxpulse.delivery.mime import as_bytes
from fakes.smtp import HangsUp, certificate, mail_server, only_login

SUBJECT = "شاخص خالص ترویج‌کنندگان در هفتهٔ ۲۳ تا ۲۹ آبان ۱۴۰۵ پنج واحد کمتر شد؛ تحویل کالا در مرکز تماس علت اصلی بود – نوین‌هوم"
MESSAGE = MailMessage(
    key="0123456789abcdef",
    sender="گزارش تجربهٔ مشتری <cx@novin.example>",
    to="مدیر <director@novin.example>",
    subject=SUBJECT,
    text="متن ساده\n.\nخط بعد",
    html='<p dir="rtl">متن</p><img src="cid:card@cx">',
    message_id="<weekly.2026-11-14.fa@novin.example>",
    date=dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC),
    language="fa",
    pictures=(Picture("card.png", b"\x89PNG card", cid="card@cx"),),
    attachments=(Attachment("cx-weekly-2026-11-14-fa.pdf", b"%PDF-1.7 report"),),
    headers=(("List-ID", "CX weekly <weekly.novin.example>"),),
)
PLAIN = {"disable_ssl": True, "disable_tls": True, "timeout": 2, "data_timeout": 2}


def channel(port: int, **settings: object) -> SmtpChannel:
    return SmtpChannel(
        Connection("smtp", "127.0.0.1", port, extra=PLAIN), DeliverySettings.model_validate(settings)
    )


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_standard_library_reads_back_what_was_sent() -> None:
    with mail_server() as box:
        receipt = channel(box.port).send(MESSAGE)
    ((sender, recipients, raw),) = box.messages
    mail = read(raw)
    assert receipt.reference == MESSAGE.message_id
    assert (sender, recipients) == ("cx@novin.example", ["director@novin.example"])
    assert mail["Subject"] == SUBJECT
    assert mail["From"].addresses[0].display_name == "گزارش تجربهٔ مشتری"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "fa")
    assert (mail["Date"], mail["Message-ID"]) == ("Sat, 21 Nov 2026 03:30:00 +0000", MESSAGE.message_id)
    assert mail["List-ID"] == "CX weekly <weekly.novin.example>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == ["متن ساده", ".", "خط بعد"]
    assert "cid:card@cx" in html.get_content()
    kinds = [p.get_content_type() for p in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf",
    ]  # fmt: skip
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("cx-weekly-2026-11-14-fa.pdf", b"%PDF-1.7 report")
    assert max(map(len, raw.split(b"\r\n"))) <= 100


def test_equal_messages_are_equal_bytes_and_pure_ascii() -> None:
    assert as_bytes(MESSAGE) == as_bytes(dataclasses.replace(MESSAGE))
    assert as_bytes(MESSAGE).isascii()


def test_no_value_can_begin_a_header_of_its_own() -> None:
    sly = dataclasses.replace(
        MESSAGE, subject="NPS fell\r\nBcc: all@novin.example", headers=(("List-ID", "a\nX-Evil: 1"),)
    )
    mail = read(as_bytes(sly))
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail["Subject"] == "NPS fell Bcc: all@novin.example"


def test_starttls_and_login(tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    with mail_server(tls_context=context, require_starttls=True, **only_login("cx", "pass")) as box:
        extra = {"disable_ssl": True, "ca_file": trusted, "timeout": 2}
        good = Connection("smtp", "127.0.0.1", box.port, "cx", "pass", extra)
        SmtpChannel(good, DeliverySettings()).send(MESSAGE)
        wrong = dataclasses.replace(good, password="hunter2")
        with pytest.raises(Refused, match="login") as failure:
            SmtpChannel(wrong, DeliverySettings()).send(MESSAGE)
        untrusted = dataclasses.replace(good, extra={"disable_ssl": True, "timeout": 2})
        with pytest.raises(Refused, match="ca_file"):
            SmtpChannel(untrusted, DeliverySettings()).send(MESSAGE)
    assert "hunter2" not in str(failure.value) + repr(wrong)
    assert len(box.messages) == 1


def test_implicit_ssl(tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    with mail_server(ssl_context=context) as box:
        connection = Connection("smtp", "127.0.0.1", box.port, extra={"ca_file": trusted, "timeout": 2})
        SmtpChannel(connection, DeliverySettings()).send(MESSAGE)
    assert len(box.messages) == 1


def test_a_refused_recipient_is_told_and_permanent() -> None:
    with mail_server() as box:
        box.refuse["director@novin.example"] = "550 no such user"
        with pytest.raises(Refused, match=r"recipient director@novin.example: 550 no such user"):
            channel(box.port).send(MESSAGE)
    assert box.messages == []


@pytest.mark.parametrize("answer", ["451 try later", "452 disk full"])
def test_a_4xx_may_be_tried_again(answer: str) -> None:
    with mail_server() as box:
        box.answers = [answer]
        with pytest.raises(DeliveryError, match=answer) as failure:
            channel(box.port).send(MESSAGE)
        assert not isinstance(failure.value, (Refused, UnknownOutcome))
        channel(box.port).send(MESSAGE)
    assert len(box.messages) == 1


def test_a_5xx_after_the_message_is_permanent() -> None:
    with mail_server() as box:
        box.answers = ["554 looks like spam"]
        with pytest.raises(Refused, match="554"):
            channel(box.port).send(MESSAGE)


def test_a_line_broken_after_the_message_is_unknown() -> None:
    server = HangsUp("end")
    with pytest.raises(UnknownOutcome, match="may have been delivered"):
        channel(server.port).send(MESSAGE)
    server.close()
    assert server.taken == 1


def test_a_line_broken_before_the_message_is_a_plain_failure() -> None:
    server = HangsUp("data")
    with pytest.raises(DeliveryError) as failure:
        channel(server.port).send(MESSAGE)
    server.close()
    assert not isinstance(failure.value, UnknownOutcome)


def test_nothing_listening_is_a_plain_failure() -> None:
    with pytest.raises(DeliveryError, match="see host, port") as failure:
        channel(9).send(MESSAGE)
    assert not isinstance(failure.value, (Refused, UnknownOutcome))


@pytest.mark.parametrize("to", ["someone@elsewhere.example", "no address", "x@novin.example.evil.example"])
def test_only_allowed_domains_get_mail(to: str) -> None:
    with pytest.raises(Refused, match=r"allowed_domains|no e-mail address"):
        channel(9, allowed_domains=["novin.example"]).send(dataclasses.replace(MESSAGE, to=to))


def test_over_the_size_limit_the_link_stands_for_the_attachment() -> None:
    big = dataclasses.replace(MESSAGE, attachments=(Attachment("report.pdf", b"x" * 200_000),))
    with mail_server() as box:
        receipt = channel(box.port, max_mail_megabytes=0.1, page_url="https://cx.novin.example").send(big)
        with pytest.raises(Refused, match="page_url is empty"):
            channel(box.port, max_mail_megabytes=0.1).send(big)
    assert "without attachments" in receipt.detail
    ((_, _, raw),) = box.messages
    assert list(read(raw).iter_attachments()) == []
