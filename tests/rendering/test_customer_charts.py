"""Pictures of customers kept and of causes: they say the truth, stay inside their canvas, and mirror."""

from __future__ import annotations

import itertools
import re

import pytest

from cxpulse.catalog.language import Language, load_language
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.cohorts import Cohort, cohort_table, shade
from cxpulse.rendering.charts.colours import BLUE, contrast, ink_on
from cxpulse.rendering.charts.dots import Row, dot_plot
from cxpulse.rendering.charts.labels import spread
from cxpulse.rendering.charts.pareto import Cause, pareto, running
from cxpulse.rendering.charts.survival import Curve, survival_curve

EN, FA, TH = load_language("en"), load_language("fa"), load_language("th")
BOX = re.compile(r'class="lb[^"]*"[^>]*left:([\d.-]+)px;top:([-\d.]+)px;width:([\d.]+)px')
TICKS = ((0.0, "0"), (12.0, "12"), (24.0, "24"))


def curves() -> list[Curve]:
    times = list(range(25))
    kept = [[0.98**t for t in times], [0.981**t for t in times]]
    return [
        Curve(n, times, k, [v * 0.98 for v in k], [min(v * 1.02, 1) for v in k], (812, 604, 377))
        for n, k in zip(("Basic", "A business plan with a very long name indeed"), kept, strict=True)
    ]


@pytest.mark.parametrize("language", [EN, FA, TH])
def test_labels_stay_inside(language: Language) -> None:
    pictures = [
        survival_curve(language, curves(), TICKS, "alt", axis_label="months"),
        pareto(language, [Cause("A cause " * 12, 9000), Cause("Another", 3)], "alt", others=2),
    ]
    for picture in pictures:
        for left, _, width in BOX.findall(str(picture)):
            assert float(left) >= 0
            assert float(left) + float(width) <= 688.5


def test_a_survival_curve_is_level_until_it_drops_and_never_rises() -> None:
    html = str(survival_curve(EN, [Curve("Basic", (0, 12, 24), (1.0, 0.9, 0.7))], TICKS, "alt"))
    path = re.search(r'<path d="M([^"]+)" fill="none"', html)
    assert path
    points = [tuple(map(float, p.split())) for p in path.group(1).split("L")]
    assert len(points) == 5
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(points))
    assert [p[1] for p in points] == sorted(p[1] for p in points)
    assert "Basic 70%" in html


def test_curves_differ_by_dashes_too_and_their_names_do_not_touch() -> None:
    html = str(survival_curve(EN, curves(), TICKS, "alt"))
    assert "stroke-dasharray" in html
    assert spread([100, 104, 160], 16, 0, 200) == [100, 116, 160]
    assert spread([190, 198], 16, 0, 200) == [184, 200]


def test_survival_is_mirrored_for_right_to_left() -> None:
    plain = [Curve("x", (0, 12, 24), (1.0, 0.9, 0.7))]
    ltr, rtl = (
        re.search(r'<path d="M([\d.]+) ', str(survival_curve(lang, plain, TICKS, "alt"))) for lang in (EN, FA)
    )
    assert ltr
    assert rtl
    assert float(ltr.group(1)) < 344 < float(rtl.group(1))


def test_a_cohort_table_has_scopes_and_leaves_the_future_empty() -> None:
    html = str(
        cohort_table(
            FA,
            [Cohort("<b>", 412, (1.0, 0.9)), Cohort("x", 9, (1.0, None))],
            ("0", "1"),
            first="a",
            size="b",
        )
    )
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == 2
    assert "&lt;b&gt;" in html
    assert html.count("<td></td>") == 1
    assert "۹۰" in html


def test_every_shade_is_readable() -> None:
    assert shade(1.0, 0.5) == BLUE
    for share in range(101):
        background = shade(share / 100, 0.0)
        assert contrast(background, ink_on(background)) >= 4.5


def test_pareto_counts_what_is_not_shown() -> None:
    assert running([6, 3, 1]) == [0.6, 0.9, 1.0]
    assert running([0, 0]) == [0.0, 0.0]
    html = str(pareto(EN, [Cause("b", 30), Cause("a", 60)], "alt", others=10))
    assert html.index(">a<") < html.index(">b<")
    assert "60%" in html
    assert "90%" in html
    assert "100%" not in html


@pytest.mark.parametrize("language", [EN, FA, TH])
def test_a_dot_plot_has_numbers_on_its_axis_and_n_beside_each_row(language: Language) -> None:
    rows = [Row("Business", 0.004, 0.0021, 0.0076, "", False, "n = 2,236"), Row("Plus", 0.0028, 0.0012, 0.0065, "", False, "n = 1,786")]
    html = str(dot_plot(language, rows, "alt", unit="share", decimals=2, whole=0.0035, w=688))
    for tick in (0.0, 0.002, 0.004):
        assert language.number(Value(tick, "share", 1)) in html
    assert html.count("n = ") == 2
    for left, _, width in BOX.findall(html):
        assert float(left) >= 0
        assert float(left) + float(width) <= 688.5
