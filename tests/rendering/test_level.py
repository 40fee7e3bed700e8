"""The picture of an alert says the headline's figure, over the weeks it is made of, and names the last week's own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re

import pytest

from cxpulse.catalog.language import load_language, plain
from cxpulse.core.report_model import Trend, TrendPoint
from cxpulse.rendering.charts.level import Block, Level, Line, level_blocks, tops
from cxpulse.rendering.charts.trend import trend_chart
from fakes.report import rich

MODEL = rich()
VALUES = [31.0, 29.0, 33.0, 30.0, 17.0, 8.0]


def series(values: list[float]) -> Trend:
    weeks = [MODEL.week - dt.timedelta(weeks=len(values) - 1 - i) for i in range(len(values))]
    points = tuple(TrendPoint(w, v, v - 6, v + 6, 200, "ok") for w, v in zip(weeks, values, strict=True))
    return dataclasses.replace(MODEL.trends[0], metric="nps", unit="points", decimals=1, target=None, events=(), points=points)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["12.4", "last 2 weeks", "usually 31.0", "this week 8.0"]),
        ("fa", ["۱۲٫۴", "۲ هفتهٔ گذشته", "معمولاً ۳۱٫۰", "این هفته ۸٫۰"]),
        ("th", ["12.4", "2 สัปดาห์ล่าสุด", "ปกติ 31.0", "สัปดาห์นี้ 8.0"]),
    ],
)
def test_both_figures_are_named(code: str, said: list[str]) -> None:
    blocks = level_blocks(load_language(code), series(VALUES), Level(31.0, 12.4, 2), 13)
    assert [plain(line.text) for block in blocks for line in block.lines] == said


def test_one_week_alone_is_the_headlines_figure_and_not_said_twice() -> None:
    blocks = level_blocks(load_language("en"), series([31.0, 12.4]), Level(31.0, 12.4, 1), 13)
    assert [line.text for block in blocks for line in block.lines] == ["12.4", "usually 31.0"]


def test_the_bold_line_spans_the_weeks_of_the_alert() -> None:
    html = str(trend_chart(load_language("en"), series(VALUES), "alt", level=Level(31.0, 12.4, 2)))
    (bold,) = re.findall(r'<line [^>]*stroke-width="3.2"[^>]*>', html)
    start, end = (float(re.search(rf'{name}="([\d.]+)"', bold)[1]) for name in ("x1", "x2"))  # type: ignore[index]
    step = (end - start) / 1.5
    assert 60 < step < 140
    bare = str(trend_chart(load_language("en"), series(VALUES), "alt"))
    assert ("8.0" in bare, "12.4" in bare, "usually" in bare) == (True, False, False)


def test_blocks_stay_together_apart_and_inside() -> None:
    big, small = Line("a", 20, "#000000", 700), Line("b", 10, "#000000", 600)
    blocks = [Block(50, (big, small)), Block(52, (small,)), Block(95, (small,)), Block(0, (small,))]
    placed = tops(blocks, lambda value: value, 0.0, 110.0)
    spans = sorted((top, top + sum(block.heights)) for block, top in zip(blocks, placed, strict=True))
    assert all(below[0] >= above[1] - 1e-9 for above, below in itertools.pairwise(spans))
    assert (spans[0][0], spans[-1][1] <= 110) == (0.0, True)
    assert placed[0] == 50 - 13.5, "the alert's figure is where it belongs"
