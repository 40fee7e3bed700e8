"""The workbook: native numbers, dates and texts; never a formula."""

from __future__ import annotations

import io
import zipfile

import example
import pytest
from python_calamine import CalamineWorkbook

from cxpulse.catalog.language import load_language
from cxpulse.rendering.workbook import render_workbook


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_every_subject_has_a_sheet_of_native_numbers(code: str) -> None:
    data = render_workbook(example.rich(), load_language(code))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert len(sheets) == 10
    tiles = sheets[0]
    assert tiles[1][2] == pytest.approx(36.4)
    assert tiles[2][2] == pytest.approx(0.824)


def test_a_comment_never_becomes_a_formula() -> None:
    data = render_workbook(example.rich(), load_language("en"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)
                assert b"hyperlink" not in archive.read(name)


def test_a_missing_figure_is_an_empty_cell_with_its_state() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(render_workbook(example.nothing(), load_language("en"))))
    row = book.get_sheet_by_name("Key figures").to_python()[1]
    assert row[2] == ""
    assert "no data" in row


def test_same_input_same_bytes() -> None:
    assert render_workbook(example.rich(), load_language("fa")) == render_workbook(
        example.rich(), load_language("fa")
    )
