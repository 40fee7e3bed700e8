"""Mail servers on loopback: a real one (aiosmtpd; plain, STARTTLS, with refusals) and one that hangs up after DATA."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult


@dataclass
class Mailbox:
    """What the server took. refuse: address -> answer to RCPT; answers: answers to DATA, one used up per message."""

    port: int = 0
    messages: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.messages.append((envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 OK"


class _Quiet(Protocol):
    """The protocol without looking up this machine's own name, which may be slow."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, hostname="localhost", **given)


class _Server(Controller):
    def __init__(self, box: Mailbox, ssl_context: ssl.SSLContext | None, **given: Any) -> None:
        self.given = given
        super().__init__(box, hostname="127.0.0.1", port=0, ssl_context=ssl_context)

    def factory(self) -> Protocol:
        return _Quiet(self.handler, **self.given)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(ssl_context: ssl.SSLContext | None = None, **given: Any) -> Iterator[Mailbox]:
    """A server that takes mail while the block runs. ssl_context: for implicit SSL; given: options of aiosmtpd's SMTP (tls_context, auth_required, ...)."""
    box = Mailbox()
    server = _Server(box, ssl_context, **given)
    server.start()
    box.port = server.port
    try:
        yield box
    finally:
        server.stop()


def only_login(login: str, password: str) -> dict[str, Any]:
    """Options for a server that asks for this login."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = (data.login, data.password) == (login.encode(), password.encode())
        return AuthResult(success=good, handled=False)

    return {"authenticator": check, "auth_required": True, "auth_require_tls": True}


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A server's TLS context for 127.0.0.1 and the file that a client trusts it by."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, secret)
    return context, str(cert)


class HangsUp(threading.Thread):
    """Takes a message and closes the line without an answer. at: 'end' (after the message) or 'data' (before 354)."""

    def __init__(self, at: str = "end") -> None:
        super().__init__(daemon=True)
        self.at, self.taken = at, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.start()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: Any) -> None:
        connection.sendall(b"220 ready\r\n")
        for line in lines:
            word = line[:4].upper()
            if word == b"DATA":
                if self.at == "data":
                    return
                connection.sendall(b"354 go on\r\n")
                for part in lines:
                    if part == b".\r\n":
                        self.taken += 1
                        connection.shutdown(socket.SHUT_RDWR)
                        return
            connection.sendall(b"250 OK\r\n")

    def close(self) -> None:
        self._socket.close()
