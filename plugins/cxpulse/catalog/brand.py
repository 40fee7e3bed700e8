"""The look of a report: colours that can be read, and a logo from the configuration folder that can do no harm."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from pydantic import Field, field_validator

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen
from cxpulse.core.contrast import READABLE, contrast, is_colour

COVER_LETTERS, PAPER = "#cfe3ea", "#ffffff"  # the palest letters on the cover; the page
MOST_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"
_LIVE = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", re.IGNORECASE)
_DRAWN = {
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc",
    "linearGradient", "radialGradient", "stop", "clipPath", "use", "symbol", "mask",
}  # fmt: skip


class Brand(Frozen):
    """cover: both ends of the cover's shade, dark; accent: small headings; heading: section headings and large figures;
    logo: a PNG or SVG file below dags/config, such as logos/novin.svg. The colours of pictures mean better and worse, so they stay.
    """

    cover: tuple[str, str] = ("#0e2740", "#0b5c74")
    accent: str = "#0b7285"
    heading: str = "#0e2740"
    logo: str = Field(default="", max_length=200)

    @field_validator("cover")
    @classmethod
    def _cover_is_dark(cls, value: tuple[str, str]) -> tuple[str, str]:
        for colour in value:
            _readable(colour, COVER_LETTERS, "the letters of the cover", "darker")
        return value

    @field_validator("accent", "heading")
    @classmethod
    def _letters_are_dark(cls, value: str) -> str:
        _readable(value, PAPER, "white paper", "darker")
        return value

    @field_validator("logo")
    @classmethod
    def _logo_is_safe(cls, value: str) -> str:
        if value:
            _checked_logo(_inside(value))
        return value

    def picture(self) -> tuple[str, bytes] | None:
        """The logo's media type and bytes; None without one. Raises ValueError when the file has become another sort of file."""
        if not self.logo:
            return None
        path = _inside(self.logo)
        return ("image/svg+xml" if path.suffix.lower() == ".svg" else "image/png"), _checked_logo(path)

    def fingerprint(self) -> str:
        """Changes with the colours and with the logo's content."""
        found = self.picture()
        return hashlib.sha256(self.model_dump_json().encode() + (found[1] if found else b"")).hexdigest()


def _readable(colour: str, other: str, what: str, how: str) -> None:
    if not is_colour(colour):
        raise ValueError(f"'{colour}' is no colour; write it as #0e2740")
    ratio = contrast(colour, other)
    if ratio < READABLE:
        raise ValueError(
            f"{colour} has a contrast of {ratio:.1f} to {what} ({other}), at least {READABLE} is needed: take a {how} one"
        )


def _inside(name: str) -> Path:
    root = config_dir().resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or path.suffix.lower() not in (".png", ".svg"):
        raise ValueError(f"'{name}' must be a .png or .svg file below {root.name}/")
    return path


def _checked_logo(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise ValueError(f"'{path.name}' cannot be read: {problem.strerror}") from None
    if len(data) > MOST_BYTES:
        raise ValueError(f"'{path.name}' has {len(data):,} bytes; at most {MOST_BYTES:,}")
    if path.suffix.lower() == ".png":
        if not data.startswith(_PNG):
            raise ValueError(f"'{path.name}' is no PNG picture")
    else:
        _only_shapes(path.name, data)
    return data


def _only_shapes(name: str, data: bytes) -> None:
    """An SVG may hold shapes and colours only: no script, style sheet, picture, text or link to anything outside."""
    if _LIVE.search(data):
        raise ValueError(f"'{name}' has a document type, entity or style sheet; save it as a plain SVG")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - entities were refused above
    except ElementTree.ParseError as problem:
        raise ValueError(f"'{name}' is no SVG picture: {problem}") from None
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag not in _DRAWN:
            raise ValueError(f"'{name}' has a <{tag}>; only shapes may be in a logo")
        for key, value in element.attrib.items():
            plain_key, reference = key.rpartition("}")[2].lower(), value.strip().lower()
            outside = plain_key == "href" and not reference.startswith("#")
            if outside or plain_key.startswith("on") or re.search(r"url\(\s*['\"]?(?!#)", reference):
                raise ValueError(f"'{name}' points outside itself in {key}={value[:40]!r}")
