"""A report in a company's own colours, with its logo and on its paper."""

from __future__ import annotations

import io
from pathlib import Path

import example
import pikepdf
import pypdfium2
import pytest
from pdf_tools import pages_text
from PIL import Image

from cxpulse.catalog.brand import Brand
from cxpulse.catalog.language import load_language
from cxpulse.rendering.card import render_card
from cxpulse.rendering.pdf import render_pdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="4" height="4"><rect width="4" height="4" fill="#ff00ff"/></svg>'


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """A magenta logo on a dark red cover."""
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path))
    (tmp_path / "l.svg").write_text(SVG, encoding="utf-8")
    return Brand(cover=("#5a0a0a", "#5a0a0a"), accent="#7a1010", logo="l.svg")


def colours(image: Image.Image) -> set[tuple[int, ...]]:
    return {colour for _, colour in image.convert("RGB").getcolors(1 << 24) or []}


def test_cover_and_logo_are_drawn_and_the_logo_is_named(brand: Brand) -> None:
    pdf = render_pdf(example.nothing(), load_language("fa"), brand=brand)
    document = pypdfium2.PdfDocument(pdf)
    found = colours(document[0].render(scale=1).to_pil())
    document.close()
    assert (255, 0, 255) in found
    assert [c for c in found if abs(c[0] - 0x5A) + abs(c[1] - 10) + abs(c[2] - 10) < 6]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        alts = [str(o.Alt) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    assert "نوین‌هوم" in alts
    assert render_pdf(example.nothing(), load_language("fa"), brand=brand) == pdf


def test_the_card_has_the_same_look(brand: Brand) -> None:
    image = Image.open(io.BytesIO(render_card(example.nothing(), load_language("en"), brand=brand)))
    near = [c for c in colours(image) if abs(c[0] - 0x5A) + c[1] + c[2] < 40]
    assert near


def test_letter_paper_keeps_everything_inside() -> None:
    pdf = render_pdf(example.quiet(), load_language("th"), page_size="letter")
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        width, height = page.get_size()
        assert (round(width), round(height)) == (612, 792)
        text = page.get_textpage()
        for at in range(text.count_rects()):
            left, _, right, _ = text.get_rect(at)
            assert 40 <= left <= right <= width - 40
    document.close()
    assert 4 <= len(pages_text(pdf)) <= 7
