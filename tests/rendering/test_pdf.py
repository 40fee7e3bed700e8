"""The PDF as a file: same bytes, standard, tags, language, attachments, and text that copies right."""

from __future__ import annotations

import io
import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import example
import pikepdf
import pytest
from pdf_tools import normal, pages_text, pdf_of

from cxpulse.catalog.language import load_language
from cxpulse.core.errors import RenderingError
from cxpulse.core.report_model import Phrase
from cxpulse.rendering import pdf as pdf_module
from cxpulse.rendering.finishing import split_sara_am
from cxpulse.rendering.pdf import load, no_warnings, render_pdf

LANGUAGES = ("en", "fa", "th")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_same_report_gives_the_same_bytes(code: str) -> None:
    assert render_pdf(example.rich(), load_language(code)) == pdf_of("rich", code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_tagged_pdf_a_in_its_language_with_bookmarks(code: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_of("rich", code))) as pdf:
        assert str(pdf.Root.Lang) == code
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        with pdf.open_outline() as outline:
            assert len(outline.root[0].children) >= 8
        assert not pdf.check_pdf_syntax()


def test_every_picture_has_an_alternative_text() -> None:
    with pikepdf.open(io.BytesIO(pdf_of("rich", "en"))) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert len(figures) >= 12
        assert all(str(f.get("/Alt", "")) for f in figures)


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """The structure elements in reading order."""

    def walk(node: Any) -> Iterator[pikepdf.Dictionary]:
        for child in node if isinstance(node, pikepdf.Array) else [node]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield child
                yield from walk(child.get("/K", pikepdf.Array()))

    return list(walk(pdf.Root.StructTreeRoot.K))


@pytest.mark.parametrize("code", LANGUAGES)
def test_headings_come_in_order_and_bookmarks_follow_them(code: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_of("rich", code))) as pdf:
        levels = [int(str(e.S)[2:]) for e in elements(pdf) if re.fullmatch(r"/H\d", str(e.S))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
        with pdf.open_outline() as outline:
            titles = [child.title for child in outline.root[0].children]
        assert len(titles) == levels.count(2)
        language = load_language(code)
        assert titles[0] == split_sara_am(language.text("Key figures"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_head_cell_has_its_scope_and_every_cell_its_heads(code: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_of("rich", code))) as pdf:
        cells = elements(pdf)
        heads = [str(e.A.Scope) for e in cells if e.S == "/TH"]
        assert set(heads) == {"/Row", "/Column"}
        assert sum("/Headers" in e.A for e in cells if e.S == "/TD") > 80


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
@pytest.mark.parametrize("code", LANGUAGES)
def test_qpdf_finds_nothing_wrong(code: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("rich", code))
    found = subprocess.run(
        ["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "No syntax or stream encoding errors" in found.stdout


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="Poppler is not installed")
@pytest.mark.parametrize("code", LANGUAGES)
def test_poppler_reads_headline_and_running_title_too(code: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("rich", code))
    run = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
    pages = [re.sub(" (?=\u064b)", "", normal(page)) for page in run.stdout.decode().split("\f")]
    language = load_language(code)
    for text, page in (
        (language.say(example.rich().headline), pages[0]),
        (language.text("Weekly customer experience report"), pages[1]),
    ):
        for word in re.split(r"[\s():.؛،]+", normal(text)):
            assert word in (page.replace(" ", "") if code == "th" else page), word


def test_the_figures_are_attached_once_as_workbook_and_json() -> None:
    with pikepdf.open(io.BytesIO(pdf_of("rich", "fa"))) as pdf:
        assert sorted(pdf.attachments) == ["figures.xlsx", "model.json"]
        assert len(pdf.Root.AF) == 2
        model = json.loads(pdf.attachments["model.json"].get_file().read_bytes())
        assert model["week"] == "2026-11-14"
        assert pdf.attachments["figures.xlsx"].get_file().read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("code", LANGUAGES)
def test_headline_and_lead_can_be_copied_and_searched(code: str) -> None:
    model, language = example.rich(), load_language(code)
    first = normal(pages_text(pdf_of("rich", code))[0])
    for phrase in (model.headline, model.lead, model.ask):
        for word in re.split(r"[\s():.؛،]+", normal(language.say(phrase))):
            # Thai has no spaces, so a line may end inside a word of ours.
            assert word in (first.replace(" ", "") if code == "th" else first)


def test_raised_thai_marks_stay_in_their_words() -> None:
    text = normal(pages_text(pdf_of("rich", "th"))[0])
    assert "ทั้งบริษัท" in text
    assert "เปลี่ยนชัดเจน" in text


def test_persian_numbers_have_persian_digits() -> None:
    for text in pages_text(pdf_of("quiet", "fa"))[:3]:
        latin = [word for word in text.split() if any(ch in "0123456789" for ch in word)]
        assert latin == []


def test_a_weekly_report_is_four_to_six_pages_and_small() -> None:
    for code in LANGUAGES:
        assert 4 <= len(pages_text(pdf_of("rich", code))) <= 6
        assert len(pdf_of("rich", code)) < 400_000


def test_hostile_comments_are_printed_as_text() -> None:
    text = normal(" ".join(pages_text(pdf_of("rich", "fa")))).replace(" ", "")  # in English its row would stand alone and gives way
    assert '<script>alert(1)</script><imgsrc="file:///etc/passwd">' in text
    assert "{{7*7}}" in text
    assert ":poutingface:" in text
    with pikepdf.open(io.BytesIO(pdf_of("rich", "fa"))) as pdf:
        assert not any("/URI" in o for o in pdf.objects if isinstance(o, pikepdf.Dictionary))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/x.png", "data:image/png;base64,AAAA"]
)
def test_nothing_but_the_fonts_can_be_fetched(url: str) -> None:
    with pytest.raises(RenderingError), no_warnings():
        load(f'<html><body><img src="{url}"></body></html>').write_pdf()


def test_a_warning_of_the_renderer_is_an_error() -> None:
    with pytest.raises(RenderingError, match="WeasyPrint warned"), no_warnings():
        load("<style>p { no-such-property: 1 }</style><p>x</p>").write_pdf()


def test_a_phrase_without_translation_stops_the_report() -> None:
    import dataclasses

    model = dataclasses.replace(example.quiet(), headline=Phrase("Not in any catalogue"))
    with pytest.raises(RenderingError, match="Not in any catalogue"):
        pdf_module.render_pdf(model, load_language("th"))


def test_an_unknown_section_lists_what_there_is() -> None:
    import dataclasses

    model = dataclasses.replace(example.quiet(), sections=("tiles", "horoscope"))
    with pytest.raises(RenderingError, match=r"horoscope.*tiles"):
        render_pdf(model, load_language("en"))
