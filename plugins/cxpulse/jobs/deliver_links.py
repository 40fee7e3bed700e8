"""Where a message links to, and the instant that it carries."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from cxpulse.catalog.settings import Settings


def page_url(settings: Settings, week: dt.date, language: str, report: str = "") -> str:
    """Address of the page of a week, '' when settings.yaml names no page."""
    page = settings.delivery.page_url
    if not page:
        return ""
    query = {"week": week.isoformat(), "lang": language} | ({"report": report} if report else {})
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}"


def sent_at(settings: Settings, day: dt.date) -> dt.datetime:
    """The instant that messages of a day carry: the report's hour. Fixed, so that equal reports are equal bytes."""
    return dt.datetime.combine(day, dt.time(settings.week.report_hour), tzinfo=settings.tz).astimezone(dt.UTC)
