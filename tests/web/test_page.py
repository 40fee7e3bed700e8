"""The page says the same in every language, in the right direction, and lets nothing hostile through."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cxpulse.web.page import page_html
from cxpulse.web.spark import spark

HOSTILE = "<script>alert(1)</script>"
FIGURE = {
    "metric": "nps", "version": 1, "week": "2026-11-14", "segment": [], "value": 34.5, "low": 31.2, "high": 37.8, "n": 1204,
    "state": "ok", "unit": "points", "direction": "higher_is_better", "variance": 6100.0,
}  # fmt: skip
TILE = {
    "metric": "nps", "now": FIGURE, "previous": None, "change": -5.4, "change_low": -9.0, "change_high": -1.8, "changed": "worse",
    "target": None, "decimals": 1, "history": [40.1, None, 39.9, 34.5], "title": "NPS", "short": "NPS",
}  # fmt: skip
MISSING = {
    **TILE, "metric": "csat_share", "title": "CSAT", "change": None, "changed": "unknown", "history": [None, None],
    "now": {**FIGURE, "metric": "csat_share", "value": None, "low": None, "high": None, "n": 4, "state": "too_few_answers"},
}  # fmt: skip
ALERT = {
    "metric": "nps", "segment": {"channel": "app", "touchpoint": "delivery"}, "state": "open", "usual": 41.0, "now": 20.5, "n": 220,
    "window": 2, "unit": "points", "decimals": 1, "since": "2026-11-07", "why": [],
}  # fmt: skip
DELIVERY = {
    "id": "a" * 16, "what": "report:weekly", "week": "2026-11-14", "audience": "weekly.fa", "recipient": f"{HOSTILE}@example.com",
    "channel": "smtp", "state": "unknown", "permanent": False, "attempts": 1, "updated_at": "2026-11-21T03:31:00+00:00",
    "delivered_at": None, "receipt": "", "detail": "the line broke after the message",
}  # fmt: skip
INGEST = {
    "source": "shop_orders", "file": f"{HOSTILE}.csv", "at": "2026-11-21T01:30:00+00:00", "read": 1200, "accepted": 1190,
    "rejected": 3, "duplicates": 7,
}  # fmt: skip


def data(**over: Any) -> dict[str, Any]:
    """What the job hands over, with two tiles, one alert and one row of everything."""
    return {
        "company": {"en": "Novin Home", "fa": "نوین‌هوم"},
        "zone": "Asia/Tehran",
        "reports": ["weekly"],
        "report": "weekly",
        "weeks": ["2026-11-14", "2026-11-07"],
        "week": "2026-11-14",
        "model": {"tiles": [TILE, MISSING], "terms": {}},
        "alerts": [ALERT],
        "archive": [{"report": "weekly", "week": "2026-11-14", "languages": ["en", "fa", "th"]}],
        "deliveries": [DELIVERY],
        "ingests": [INGEST],
        **over,
    }


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_in_english() -> None:
    html = page_html(data(), "en")
    text = words(html)
    assert '<html lang="en" dir="ltr">' in html
    for said in ("Novin Home", "34.5", "31.2–37.8", "n = 1,204", "−5.4 points · worse", "too few answers", "outcome unknown", "05:00"):
        assert said in text
    assert 'href="reports/weekly/2026-11-14/fa/report.pdf" download' in html
    assert "_blank" not in html, "Airflow's frame around the page lets nothing open another window"


def test_a_figure_without_a_source_has_no_n_and_segments_have_the_reports_order() -> None:
    missing = {**MISSING, "now": {**MISSING["now"], "n": 0, "state": "not_supplied"}}
    text = words(page_html(data(model={"tiles": [missing], "terms": {}}), "en"))
    assert "not supplied" in text
    assert "n = 0" not in text
    assert "Delivery · App" in text


def test_the_page_in_persian_runs_right_to_left_with_its_own_digits_and_days() -> None:
    html = page_html(data(), "fa")
    text = words(html)
    assert '<html lang="fa" dir="rtl">' in html
    for said in ("تجربهٔ مشتری", "نوین‌هوم", "۳۴٫۵", "آبان", "نتیجه نامعلوم", "پاسخ کم"):
        assert said in text
    assert "Figures" not in text


def test_the_page_in_thai_counts_buddhist_years() -> None:
    text = words(page_html(data(), "th"))
    for said in ("ประสบการณ์ลูกค้า", "2569", "ไม่ทราบผล"):
        assert said in text


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_text_of_others_is_never_markup(code: str) -> None:
    html = page_html(data(), code)
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    assert "style=" not in html, "the content security policy forbids inline style"


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_an_empty_installation_has_a_page(code: str) -> None:
    nothing = {"model": None, "week": None, "weeks": [], "alerts": [], "archive": [], "deliveries": [], "ingests": []}
    assert "cx_weekly_report" in page_html(data(**nothing), code)


def test_a_spark_line_has_gaps_and_runs_with_the_reading_direction() -> None:
    assert spark([1, None, 2, 3], rtl=False).count("<polyline") == 2
    assert 'cx="116.0"' in spark([1, 2], rtl=False)
    assert 'cx="4.0"' in spark([1, 2], rtl=True)
    assert spark([None], rtl=False) == ""
