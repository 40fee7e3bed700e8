"""Keyed pseudonyms: the same person gets the same name in every source, and nobody without the key gets back."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from cxpulse.core.digits import tidy

LENGTH = 24  # hex characters kept: 96 bits, so that a million persons never share a name
_BLOCK = 64


def normal_email(text: str) -> str:
    """One spelling per mailbox: trimmed, NFC, lower case, without mailto:, without the part after a plus sign
    (RFC 5233), and without the dots that Gmail ignores. " Ann+shop@Example.COM " -> "ann@example.com".
    """
    plain = unicodedata.normalize("NFC", tidy(text)).lower().removeprefix("mailto:")
    plain = re.sub(r"^([^+@]+)\+[^@]*@", r"\1@", plain)
    name, at, host = plain.rpartition("@")
    return name.replace(".", "") + "@gmail.com" if at and host in ("gmail.com", "googlemail.com") else plain


def pseudonym(key: bytes, kind: str, value: str) -> str:
    """HMAC-SHA256 of "kind:value", its first 24 hex characters. kind keeps an e-mail and an id of the same text apart.

    Source: RFC 2104. pseudonym(b"k", "email", "ann@example.com") == "4caa1f2b597239aaba0ccc59".
    """
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:LENGTH]


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Inner and outer block of HMAC-SHA256, for an engine that has SHA-256 but no HMAC.

    pseudonym = sha256(outer + sha256(inner + message)).
    """
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)
