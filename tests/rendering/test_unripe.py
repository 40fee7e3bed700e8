"""A figure whose answers still come in: the tile and the trend say why it is not compared and where it is grey."""

from __future__ import annotations

import dataclasses

import pytest
from example import rich

from cxpulse.catalog.language import load_language, plain
from cxpulse.core.measurement import State
from cxpulse.core.report_model import ReportModel
from cxpulse.rendering.page import report_html
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.sections.tiles import view


def unripe() -> ReportModel:
    model = rich()
    tile = model.tiles[0]
    now = dataclasses.replace(tile.now, state=State.NOT_FRESH)
    tile = dataclasses.replace(tile, now=now, change=None, changed="unknown")
    line = model.trends[0]
    last = dataclasses.replace(line.points[-1], value=None, low=None, high=None, state=State.NOT_FRESH.value)
    line = dataclasses.replace(line, points=(*line.points[:-1], last))
    return dataclasses.replace(model, tiles=(tile,), trends=(line,))


@pytest.mark.parametrize(
    ("code", "words", "grey"),
    [
        ("en", "not complete yet, not compared", "A figure that is not complete yet is grey too."),
        ("fa", "هنوز کامل نیست و مقایسه نشده است", "رقمی که هنوز کامل نیست هم خاکستری است."),
        ("th", "ข้อมูลยังไม่ครบ จึงไม่เทียบ", "ตัวเลขที่ข้อมูลยังไม่ครบก็แสดงเป็นสีเทาเช่นกัน"),
    ],
)
def test_an_unripe_figure_says_that_it_is_not_complete(code: str, words: str, grey: str) -> None:
    paper = Paper(unripe(), load_language(code))
    page = plain(report_html(paper))
    assert view(paper) is not None
    assert words in page
    assert grey in page


def test_a_complete_report_does_not_speak_of_it() -> None:
    assert "not complete yet" not in plain(report_html(Paper(rich(), load_language("en"))))
