"""Pictures: geometry that says the truth, mirrored, with labels that stay inside."""

from __future__ import annotations

import re

import example
import pytest

from cxpulse.catalog.language import load_language
from cxpulse.rendering.charts.colours import BLUE, ORANGE, contrast, diverging
from cxpulse.rendering.charts.labels import apart, every
from cxpulse.rendering.charts.scale import axis, nice_step
from cxpulse.rendering.charts.spark import runs, spark
from cxpulse.rendering.charts.trend import trend_chart
from cxpulse.rendering.charts.waterfall import Step, waterfall
from cxpulse.rendering.fit import Block, heights, shown_rows
from cxpulse.rendering.fonts import shorten, text_width

EN, FA = load_language("en"), load_language("fa")
BOX = re.compile(r'class="lb[^"]*"[^>]*left:([\d.]+)px;top:([-\d.]+)px;width:([\d.]+)px')


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    assert runs([1, None, 2, 3]) == [[0], [2, 3]]
    html = str(trend_chart(EN, example.rich().trends[1], "alt", w=688, h=236))
    assert html.count('stroke-linejoin="round"') == 2
    assert "too few answers" in html
    assert "NaN" not in html


@pytest.mark.parametrize("language", [EN, FA])
@pytest.mark.parametrize("size", [(688, 236), (336, 150), (430, 230)])
def test_labels_stay_inside_the_canvas(language: object, size: tuple[int, int]) -> None:
    for trend in example.rich().trends:
        for left, top, width in BOX.findall(str(trend_chart(language, trend, "alt", w=size[0], h=size[1]))):  # type: ignore[arg-type]
            assert float(left) >= 0
            assert float(left) + float(width) <= size[0] + 0.2
            assert -2 <= float(top) <= size[1]


def test_right_to_left_is_the_mirror_image() -> None:
    left, right = (str(spark(lang.locale, [1, 2, 4], "alt", w=92, h=30)) for lang in (EN, FA))
    cx = [float(re.search(r'cx="([\d.]+)"', html).group(1)) for html in (left, right)]  # type: ignore[union-attr]
    assert cx[0] + cx[1] == pytest.approx(92)


def test_waterfall_steps_carry_signs_and_pale_bars_are_not_clear() -> None:
    steps = [Step("Support", -4.1, True), Step("Delivery", 0.9, False)]
    html = str(
        waterfall(EN, ("Last week", 41.8), steps, ("This week", 38.6), "alt", unit="points", decimals=1)
    )
    assert "−4.1" in html
    assert "+0.9" in html
    assert f'fill="{ORANGE}"' in html
    assert f'fill="{BLUE}"' not in html


def test_colours_are_readable_and_turn_round_for_effort() -> None:
    for value in range(60, 101, 5):
        background, ink = diverging(value, 80, 20)
        assert contrast(background, ink) >= 4.5
    assert diverging(90, 80, 20)[0] == diverging(70, 80, 20, higher_is_better=False)[0]


def test_axis_ticks_are_round_and_hold_all_values() -> None:
    found = axis([36.4, 46.7], 0, 100)
    assert found.ticks() == [35, 40, 45, 50] or found.ticks()[0] <= 36.4 <= 46.7 <= found.ticks()[-1]
    assert nice_step(15) == 5
    assert axis([0.98, 1.0], 0, 100, floor=0.0, ceiling=1.0).high <= 1.0
    assert axis([5.0], 0, 100).low < 5 < axis([5.0], 0, 100).high


def test_labels_are_thinned_and_kept_apart() -> None:
    assert every(["14 Nov"] * 13, 22, 11) >= {12}
    assert len(every(["14 Nov"] * 13, 22, 11)) <= 5
    assert apart(100, 104, 16) == 116


def test_long_names_keep_both_ends() -> None:
    short = shorten("Customer success programme of the north-eastern region", 150, 12)
    assert short.startswith("Customer")
    assert short.endswith("region")
    assert text_width(short, 12) <= 150


def test_pictures_grow_to_fill_a_page_and_shrink_to_let_the_next_in() -> None:
    grown = heights([Block(500), Block(240, "trend", 200, 400), Block(900)])
    assert grown["trend"] == 400
    tight = heights([Block(700), Block(240, "trend", 200, 400), Block(100), Block(990)])
    assert tight["trend"] == pytest.approx(210, abs=1)


def test_quotes_that_would_stand_alone_on_the_next_page_give_way() -> None:
    def rows(*tall: float) -> list[Block]:
        return [Block(sum(tall[:2]), row_of="comments", rows=len(tall[:2])), *(Block(h, row_of="comments") for h in tall[2:])]

    assert shown_rows([Block(700), *rows(120, 100, 100, 100)]) == {"comments": 3}, "one alone"
    assert shown_rows([Block(800), *rows(100, 100, 100, 100)]) == {"comments": 2}, "two alone"
    assert shown_rows([Block(700), *rows(100, 100)]) == {}, "all fit"
    assert shown_rows([Block(900), *rows(100, 100, 100)]) == {}, "the first two go on together, and the rest with them"
    assert shown_rows([Block(700), *rows(120, 100, 100, 100, 100, 100)]) == {}, "three and more go on"
