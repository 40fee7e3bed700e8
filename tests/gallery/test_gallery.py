"""Every page that a person has looked at still looks so; nothing overflows, touches, is empty or lacks a glyph.

A warning of the renderer fails the rendering itself. After a change that was meant: look, then record again (gallery.py).
"""

from __future__ import annotations

import pytest
from layout_tools import missing_glyphs, overflows, touching
from pdf_tools import CASES, made, pdf_of

import gallery
from cxpulse.core.errors import RenderingError
from cxpulse.rendering.pdf import load, no_warnings

FACE = "<style>@font-face { font-family: Inter; src: url('inter-400.ttf') } body { font: 12pt Inter }</style>"
MOST_BLANK = {"crowded": 0.45}  # blocks that must stay together are large there


@pytest.mark.parametrize(("variant", "code"), CASES)
def test_no_text_overflows_its_box_or_touches_another(variant: str, code: str) -> None:
    pdf, overflowing = made(variant, code)
    assert list(overflowing) == []
    assert touching(pdf) == []


@pytest.mark.parametrize(("variant", "code"), CASES)
def test_no_glyph_is_missing(variant: str, code: str) -> None:
    assert missing_glyphs(pdf_of(variant, code)) == []


@pytest.mark.parametrize(("variant", "code"), CASES)
def test_no_page_is_empty_and_every_page_looks_as_checked(variant: str, code: str) -> None:
    found = gallery.pages(pdf_of(variant, code))
    checked = gallery.recorded()[f"{variant}-{code}"]
    blanks = [gallery.blank(page) for page in found]
    assert max(blanks[:-1], default=0.0) <= MOST_BLANK.get(variant, 0.3), blanks
    assert blanks[-1] < 0.97
    assert len(found) == len(checked)
    changed = {
        n: gallery.differs(gallery.look(page), look)
        for n, (page, look) in enumerate(zip(found, checked, strict=True), 1)
    }
    assert {n: how for n, how in changed.items() if how} == {}


def test_a_missing_glyph_stops_the_rendering() -> None:
    with pytest.raises(RenderingError, match="notdef"), no_warnings():
        load(f"{FACE}<p>\ue123</p>").write_pdf()


def test_the_tests_see_what_they_look_for() -> None:
    html = (
        f"{FACE}"
        '<div style="position:absolute;top:40px;left:0">One label</div><div style="position:absolute;top:42px;left:8px">Two label</div>'
        '<p style="width:40px;white-space:nowrap">wider than its box</p>'
    )
    document = load(html).render()
    pdf: bytes = document.write_pdf()
    assert "wider than its box" in overflows(document)[0]
    assert touching(pdf)
    assert missing_glyphs(pdf) == []
    page = gallery.pages(pdf)[0]
    assert gallery.blank(page) > 0.8
    assert gallery.differs("0" * 816, "1" * 816)
    assert not gallery.differs(gallery.look(page), gallery.look(page))
    assert gallery.sheet([page, page]).startswith(b"\x89PNG")
