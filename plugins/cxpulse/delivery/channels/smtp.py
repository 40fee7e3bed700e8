"""Mail by SMTP: implicit SSL unless switched off, else STARTTLS unless switched off (as Airflow's own connections mean it).

The end of DATA is the line that matters. Before it, a failure delivered nothing. When the answer to it is lost, the server
may hold the message: that is an unknown outcome, and no retry may send it again.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any

from cxpulse.catalog.settings import DeliverySettings, Settings
from cxpulse.core.errors import ConfigurationError, DeliveryError, Refused, UnknownOutcome
from cxpulse.delivery.messages import Connection, MailMessage, Receipt
from cxpulse.delivery.mime import as_bytes
from cxpulse.delivery.size import within

TIMEOUT_S = 30.0
DATA_TIMEOUT_S = 120.0  # a server may scan a message for minutes before it answers
LINE_BEGINS_WITH_DOT = re.compile(rb"(?m)^\.")


def make(settings: Settings, connection: Connection | None) -> SmtpChannel:
    """The channel over a connection. Raises ConfigurationError without one."""
    if connection is None or not connection.host:
        raise ConfigurationError(
            f"the connection '{settings.delivery.smtp_connection}' has no host: set AIRFLOW_CONN_{settings.delivery.smtp_connection.upper()} "
            "or add it to Airflow"
        )
    return SmtpChannel(connection, settings.delivery)


class SmtpChannel:
    """Sends one mail to one recipient per session."""

    name = "smtp"

    def __init__(self, connection: Connection, delivery: DeliverySettings) -> None:
        self._connection = connection
        self._delivery = delivery

    def send(self, message: MailMessage) -> Receipt:
        """Sends the mail; the receipt is its Message-ID.

        Raises Refused (recipient outside the allow-list, or a 5xx answer), DeliveryError (4xx, no connection) and
        UnknownOutcome (no answer after the message).
        """
        check_recipient(message.to, self._delivery.allowed_domains)
        message, note = within(message, self._delivery.max_mail_megabytes, self._delivery.page_url)
        data = as_bytes(message)
        with _told(self._where()), self._open() as server:
            _transfer(
                server, message, data, float(self._connection.extra.get("data_timeout", DATA_TIMEOUT_S))
            )
        return Receipt(message.message_id, note)

    def check(self) -> None:
        """Opens a session and closes it again. Raises DeliveryError."""
        with _told(self._where()), self._open() as server:
            server.noop()

    def _where(self) -> str:
        return f"SMTP {self._connection.host}:{self._connection.port or 'default port'}"

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        extra, context = (
            self._connection.extra,
            ssl.create_default_context(cafile=self._connection.extra.get("ca_file")),
        )
        given: dict[str, Any] = {"timeout": float(extra.get("timeout", TIMEOUT_S))}
        if _on(extra.get("disable_ssl")):
            server = smtplib.SMTP(self._connection.host, self._connection.port or 25, **given)
        else:
            server = smtplib.SMTP_SSL(
                self._connection.host, self._connection.port or 465, context=context, **given
            )
        try:
            if _on(extra.get("disable_ssl")) and not _on(extra.get("disable_tls")):
                server.starttls(context=context)
            if self._connection.login:
                server.login(self._connection.login, self._connection.password)
            yield server
            _quit(server)
        finally:
            server.close()


def check_recipient(to: str, allowed_domains: tuple[str, ...]) -> str:
    """The bare address, if mail may go there. Raises Refused: no address, or its domain is not in a given allow-list."""
    address = parseaddr(to)[1]
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise Refused(f"'{to}' is no e-mail address")
    if allowed_domains and domain.lower() not in {d.lower() for d in allowed_domains}:
        raise Refused(
            f"{address}: domain '{domain}' is not in delivery.allowed_domains of settings.yaml; add it there or correct the address"
        )
    return address


def _transfer(server: smtplib.SMTP, message: MailMessage, data: bytes, timeout: float) -> None:
    """MAIL, RCPT, DATA one by one: `smtplib.sendmail` does the same, but hides at which of them the line broke."""
    server.ehlo_or_helo_if_needed()
    options = [f"size={len(data)}"] if server.has_extn("size") else []
    _accept(server.mail(parseaddr(message.sender)[1], options), "sender")
    _accept(server.rcpt(parseaddr(message.to)[1]), f"recipient {parseaddr(message.to)[1]}")
    server.putcmd("data")
    _accept(server.getreply(), "message", 354)
    try:
        if server.sock:
            server.sock.settimeout(timeout)
        server.send(LINE_BEGINS_WITH_DOT.sub(b"..", data) + b"\r\n.\r\n")
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as problem:
        raise UnknownOutcome(
            f"the line broke while the mail was handed over ({problem}): it may have been delivered"
        ) from problem
    _accept(answer, "message")


def _accept(answer: tuple[int, bytes], what: str, *good: int) -> None:
    code, text = answer
    if code not in (good or (250, 251)):
        raise _refusal(code, text, what)


def _refusal(code: int, text: bytes | str, what: str) -> DeliveryError:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = DeliveryError if 400 <= code < 500 else Refused
    return kind(f"the server refused the {what}: {code} {words}")


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Library errors as ours, which say whether a retry makes sense; never with a password in them."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as problem:
        raise _refusal(
            problem.smtp_code, "see login and password of the connection", f"login at {where}"
        ) from None
    except smtplib.SMTPResponseException as problem:
        raise _refusal(problem.smtp_code, problem.smtp_error, f"session at {where}") from None
    except smtplib.SMTPNotSupportedError as problem:
        raise Refused(
            f"{where}: {problem}; see disable_ssl and disable_tls in the connection's extra"
        ) from None
    except ssl.SSLCertVerificationError as problem:
        raise Refused(f"{where}: {problem.verify_message}; see ca_file in the connection's extra") from None
    except (OSError, smtplib.SMTPException) as problem:
        raise DeliveryError(
            f"{where}: {problem}; see host, port, disable_ssl and disable_tls of the connection"
        ) from problem


def _quit(server: smtplib.SMTP) -> None:
    """The message is taken: how the goodbye goes changes nothing."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        return


def _on(value: Any) -> bool:
    return str(value).lower() in ("1", "true", "yes", "on")
