"""What the pages share: the frame around them, their addresses, days and moments in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cxpulse.catalog.language import Language, language_codes

NAMES = {"en": "English", "fa": "فارسی", "th": "ไทย"}
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **said: Any) -> str:
    """A template of this folder with what it says."""
    return _ENVIRONMENT.get_template(template).render(**said)


PAGES = {"./": "Customer experience", "follow-ups": "Follow-ups"}


def frame(language: Language, company: Mapping[str, str], page: str, query: Mapping[str, str | None]) -> dict[str, Any]:
    """What every page of ours has: company, title, the other pages, and itself in the other languages."""
    code = language.code
    return {
        "L": language,
        "company": company.get(code) or company.get("en", ""),
        "title": language.text(PAGES[page]),
        "tabs": [(language.text(name), address(there, lang=code), there == page) for there, name in PAGES.items()],
        "languages": [(c, NAMES.get(c, c), address(page, **query, lang=c)) for c in language_codes()],
    }


def address(page: str = "./", **query: str | None) -> str:
    """A page's address with these query values, the empty ones left out."""
    return f"{page}?" + urlencode({name: value for name, value in query.items() if value})


def day(text: str) -> dt.date:
    """2026-11-14 as a date."""
    return dt.date.fromisoformat(text)


def moment(language: Language, text: str | None, zone: str) -> str:
    """An instant as day and time of the business zone; '' for none."""
    if not text:
        return ""
    local = dt.datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    return f"{language.date(local.date())} {language.locale.isolate(language.locale.localise_digits(f'{local:%H:%M}'))}"
