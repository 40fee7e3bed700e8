"""What tests ask of a PDF: its text, and where the letters are."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any
from unittest import mock

import example
import pypdfium2
from layout_tools import overflows

from cxpulse.catalog.language import load_language
from cxpulse.rendering import pdf as pdf_module
from cxpulse.rendering.finishing import join_sara_am

CASES = [(variant, code) for variant in example.VARIANTS for code in ("en", "fa", "th")]


@lru_cache(maxsize=32)
def made(variant: str, code: str) -> tuple[bytes, tuple[str, ...]]:
    """One example as PDF, made once per test run, and what overflowed in its layout."""
    heard: list[str] = []
    finish = pdf_module.finish

    def listening(document: Any, pdf: Any) -> None:
        heard.extend(overflows(document))
        finish(document, pdf)

    with mock.patch.object(pdf_module, "finish", listening):
        pdf = pdf_module.render_pdf(example.VARIANTS[variant](), load_language(code))
    return pdf, tuple(heard)


def pdf_of(variant: str, code: str) -> bytes:
    """One example as PDF."""
    return made(variant, code)[0]


def normal(text: str) -> str:
    """Text as a search would see it: presentation forms, split vowels, hamza above, marks of direction and
    line ends evened out."""
    joined = join_sara_am(unicodedata.normalize("NFKC", join_sara_am(text)))
    kept = (ch for ch in joined if unicodedata.category(ch) != "Cf" or ch == "\u200c")
    return " ".join("".join(kept).replace("\u200c", "").replace("\u0654", "").split())


def pages_text(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
