"""What tests ask of a PDF: its text, and where the letters are."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import example
import pypdfium2

from cxpulse.catalog.language import load_language
from cxpulse.rendering.finishing import join_sara_am
from cxpulse.rendering.pdf import render_pdf

LEFT_OUT = {("crowded", "th"), ("nothing", "en"), ("twelve", "en")}  # to keep the tests quick
CASES = [
    (variant, code)
    for variant in example.VARIANTS
    for code in ("en", "fa", "th")
    if (variant, code) not in LEFT_OUT
]


@lru_cache(maxsize=32)
def pdf_of(variant: str, code: str) -> bytes:
    """One example as PDF, made once per test run."""
    return render_pdf(example.VARIANTS[variant](), load_language(code))


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
