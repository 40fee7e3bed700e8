"""Digits, signs, ranges and days of the three calendars."""

from __future__ import annotations

import datetime as dt

import pytest

from cxpulse.core.locale import Locale, strip_isolates

EN = Locale("en")
FA = Locale("fa", "arabext", "persian", True, "تا")
TH = Locale("th", "latn", "buddhist", False, "ถึง")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [(EN, "−1,234.5"), (FA, "−۱٬۲۳۴٫۵"), (TH, "−1,234.5"), (Locale("th", "thai"), "−๑,๒๓๔.๕")],
)
def test_a_number_has_its_own_digits_and_signs(locale: Locale, expected: str) -> None:
    assert locale.bare(-1234.5, 1) == expected


def test_a_language_may_have_its_own_separators() -> None:
    german, french = Locale("de", separators=".,"), Locale("fr", separators="\u202f,")
    assert german.bare(-1234.5, 1) == "−1.234,5"
    assert french.percent(0.824, 1) == "82,4%"
    assert french.bare(1234567) == "1\u202f234\u202f567"


def test_zero_has_no_sign_and_is_never_negative() -> None:
    assert EN.bare(-0.04, 1, signed=True) == "0.0"
    assert EN.bare(0.06, 1, signed=True) == "+0.1"


def test_numbers_are_isolated_only_right_to_left() -> None:
    assert FA.number(5) == "\u2066۵\u2069"
    assert EN.number(5) == "5"
    assert strip_isolates(FA.percent(0.824, 1)) == "۸۲٫۴٪"


@pytest.mark.parametrize(
    ("locale", "low", "expected"),
    [
        (EN, 45.1, "45.1–49.3"),
        (EN, -2.0, "−2.0 to 49.3"),
        (TH, -2.0, "−2.0 ถึง 49.3"),
        (FA, 45.1, "۴۵٫۱ تا ۴۹٫۳"),
    ],
)
def test_a_range_uses_a_word_where_a_dash_would_mislead(locale: Locale, low: float, expected: str) -> None:
    assert strip_isolates(locale.span(low, 49.3, 1)) == expected


@pytest.mark.parametrize(
    ("first", "en", "fa", "th"),
    [
        ("2026-11-14", "14–20 November 2026", "۲۳ تا ۲۹ آبان ۱۴۰۵", "14–20 พฤศจิกายน 2569"),
        ("2026-10-31", "31 October – 6 November 2026", "۹ تا ۱۵ آبان ۱۴۰۵", "31 ตุลาคม – 6 พฤศจิกายน 2569"),
        (
            "2026-12-26",
            "26 December 2026 – 1 January 2027",
            "۵ تا ۱۱ دی ۱۴۰۵",
            "26 ธันวาคม 2569 – 1 มกราคม 2570",
        ),
        # Nowruz 1405 is 21 March 2026, a Saturday; 1403 is a leap year, so its last day is 30 Esfand (20 March 2025).
        ("2026-03-14", "14–20 March 2026", "۲۳ تا ۲۹ اسفند ۱۴۰۴", "14–20 มีนาคม 2569"),
        ("2025-03-15", "15–21 March 2025", "۲۵ اسفند ۱۴۰۳ تا ۱ فروردین ۱۴۰۴", "15–21 มีนาคม 2568"),
        # Gregorian leap years: a week that begins on, holds, or would hold 29 February.
        ("2028-02-26", "26 February – 3 March 2028", "۷ تا ۱۳ اسفند ۱۴۰۶", "26 กุมภาพันธ์ – 3 มีนาคม 2571"),
        ("2027-02-27", "27 February – 5 March 2027", "۸ تا ۱۴ اسفند ۱۴۰۵", "27 กุมภาพันธ์ – 5 มีนาคม 2570"),
        # Nowruz itself, and the week of 1 January: one year in one calendar, two in another.
        ("2026-03-21", "21–27 March 2026", "۱ تا ۷ فروردین ۱۴۰۵", "21–27 มีนาคม 2569"),
        ("2027-01-02", "2–8 January 2027", "۱۲ تا ۱۸ دی ۱۴۰۵", "2–8 มกราคม 2570"),
        ("2024-02-24", "24 February – 1 March 2024", "۵ تا ۱۱ اسفند ۱۴۰۲", "24 กุมภาพันธ์ – 1 มีนาคม 2567"),
    ],
)
def test_a_week_says_month_and_year_once(first: str, en: str, fa: str, th: str) -> None:
    day = dt.date.fromisoformat(first)
    last = day + dt.timedelta(days=6)
    assert [loc.week_range(day, last) for loc in (EN, FA, TH)] == [en, fa, th]


def test_weekday_names() -> None:
    day = dt.date(2026, 11, 14)
    assert [loc.weekday(day) for loc in (EN, FA, TH)] == ["Saturday", "شنبه", "วันเสาร์"]


def test_a_month_is_named_where_it_is_one_and_told_by_its_days_elsewhere() -> None:
    november = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    assert EN.period(*november) == "November 2026"
    assert EN.period(*november, short=True) == "Nov 2026"
    assert TH.period(*november) == "พฤศจิกายน 2569"
    assert FA.period(*november) == "۱۰ آبان تا ۹ آذر ۱۴۰۵"
    assert FA.period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == "۱۰ اسفند ۱۴۰۴ تا ۱۱ فروردین ۱۴۰۵"  # over the new year
    assert FA.period(dt.date(2026, 10, 23), dt.date(2026, 11, 21)) == "آبان ۱۴۰۵"
    assert EN.period(dt.date(2026, 11, 14), dt.date(2026, 11, 20)) == "14 November – 20 November 2026"
