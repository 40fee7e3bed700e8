"""Whole reports of the weeks that calendars stumble over: Nowruz, two years, a leap day; every date on the page follows."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import example
import pytest

from cxpulse.catalog.language import load_language
from cxpulse.core.locale import strip_isolates
from cxpulse.core.report_model import ReportModel
from cxpulse.core.report_reading import read_model
from cxpulse.rendering.page import report_html
from cxpulse.rendering.paper import Paper

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def moved(model: ReportModel, week: dt.date) -> ReportModel:
    """The same report of another week: every day in it moves along."""
    by = week - model.week
    return read_model(
        DAY.sub(lambda found: (dt.date.fromisoformat(found.group()) + by).isoformat(), model.to_json())
    )


@pytest.mark.parametrize(
    ("week", "code", "expected"),
    [
        (
            "2025-03-15",
            "fa",
            ("۲۵ اسفند ۱۴۰۳ تا ۱ فروردین ۱۴۰۴", "شنبه ۲ فروردین ۱۴۰۴", "۲۵ اسفند", "۱۱ اسفند"),
        ),
        ("2026-03-21", "fa", ("۱ تا ۷ فروردین ۱۴۰۵", "شنبه ۸ فروردین ۱۴۰۵", "۱ فروردین", "۱۶ اسفند")),
        (
            "2026-12-26",
            "en",
            ("26 December 2026 – 1 January 2027", "Saturday 2 January 2027", "26 Dec", "19 Dec"),
        ),
        ("2026-12-26", "th", ("26 ธันวาคม 2569 – 1 มกราคม 2570", "2 มกราคม 2570", "26 ธ.ค.", "19 ธ.ค.")),
        ("2026-12-26", "fa", ("۵ تا ۱۱ دی ۱۴۰۵", "شنبه ۱۲ دی ۱۴۰۵", "۵ دی", "۲۸ آذر")),
        ("2028-02-26", "en", ("26 February – 3 March 2028", "Saturday 4 March 2028", "26 Feb", "19 Feb")),
        ("2028-02-26", "th", ("26 กุมภาพันธ์ – 3 มีนาคม 2571", "4 มีนาคม 2571", "26 ก.พ.")),
    ],
)
def test_the_days_of_a_special_week(week: str, code: str, expected: tuple[str, ...]) -> None:
    model = moved(example.quiet(), dt.date.fromisoformat(week))
    page = strip_isolates(report_html(Paper(model, load_language(code))))
    for text in expected:
        assert text in page, text


def test_the_weeks_of_a_trend_are_seven_days_apart_over_the_turn_of_the_year() -> None:
    model = moved(example.quiet(), dt.date(2027, 1, 2))
    weeks = [p.week for p in model.trends[0].points]
    assert {(b - a).days for a, b in itertools.pairwise(weeks)} == {7}
    page = report_html(Paper(model, load_language("en")))
    assert "2 Jan" in page
    assert "26 Dec" in page
