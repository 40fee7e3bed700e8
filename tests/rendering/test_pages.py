"""Every page of every example: nothing outside the page, nothing missing a glyph, no page half empty."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from pdf_tools import CASES, pages_text, pdf_of

from cxpulse.core.errors import RenderingError
from cxpulse.rendering.page import render

SIDE = 14 * 72 / 25.4  # the page margin in points


@pytest.mark.parametrize(("variant", "code"), CASES)
def test_all_text_lies_inside_the_page_margins(variant: str, code: str) -> None:
    document = pypdfium2.PdfDocument(pdf_of(variant, code))
    for number, page in enumerate(document, start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            assert left >= SIDE - 3, (number, text.get_text_bounded(left, bottom, right, top))
            assert right <= width - SIDE + 3, (number, text.get_text_bounded(left, bottom, right, top))
            assert bottom >= 0
            assert top <= height
    document.close()


@pytest.mark.parametrize(("variant", "code"), CASES)
def test_only_the_vendored_fonts_are_used_and_every_glyph_exists(variant: str, code: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(variant, code))) as pdf:
        names = {
            str(o.BaseFont)
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
        }
    assert names
    assert all(
        any(family in name for family in ("Inter", "Vazirmatn", "Noto-Sans-Thai", "NotoSansThai"))
        for name in names
    ), names
    assert not any("\ufffd" in text or "\x00" in text for text in pages_text(pdf_of(variant, code)))


@pytest.mark.parametrize(("variant", "code"), [c for c in CASES if c[0] in ("rich", "quiet")])
def test_no_page_but_the_last_is_half_empty(variant: str, code: str) -> None:
    document = pypdfium2.PdfDocument(pdf_of(variant, code))
    for number in range(len(document) - 1):
        page = document[number]
        image = page.render(scale=0.5).to_pil().convert("L")
        width, height = image.size
        body = image.crop((0, 0, width, round(height * 0.945)))  # without the footer
        rows = [y for y in range(body.size[1]) if min(body.crop((0, y, width, y + 1)).tobytes()) < 200]
        assert max(rows) > 0.72 * height, (variant, code, number + 1)
    document.close()


def test_sections_without_data_say_so_in_one_line() -> None:
    text = " ".join(" ".join(pages_text(pdf_of("nothing", "en"))).split())
    for line in (
        "No ticket of this week has come in.",
        "No answer of this week has a comment.",
        "No answer of this week belongs to a stage of the journey.",
        "There is no earlier week to show a trend of.",
    ):
        assert line in text


def test_a_value_that_nobody_gave_stops_the_render_with_its_name() -> None:
    with pytest.raises(RenderingError, match=r"report/report\.html\.j2: 'L' is undefined"):
        render("report/report.html.j2", {})
