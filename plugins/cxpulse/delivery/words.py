"""What formats share: a language's words as HTML, plain text or Slack's markup, and the key figures in rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from cxpulse.catalog.language import Language, capital, plain
from cxpulse.core.durations import unit_of
from cxpulse.core.measurement import State
from cxpulse.core.report_model import ReportModel, Tile, Value
from cxpulse.core.text import text_direction
from cxpulse.delivery.content import Corrected

RLM = "\u200f"
_ISOLATE = re.compile("([\u2066\u2067\u2068])([^\u2066\u2067\u2068\u2069]*)\u2069")
_STYLE = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)|`")
_SPAN = re.compile("</?span[^>]*>")
_STRAY = re.compile("[\u2066-\u2069]")


def as_html(text: str) -> Markup:
    """Escaped text; isolated parts become spans with a direction, which Word-based mail programs honour too."""

    def span(found: re.Match[str]) -> str:
        mark, inside = found.groups()
        way = {"\u2066": "ltr", "\u2067": "rtl"}.get(mark) or text_direction(_SPAN.sub("", inside), "ltr")
        return f'<span dir="{way}">{inside}</span>'

    html = str(escape(text))
    while _ISOLATE.search(html):
        html = _ISOLATE.sub(span, html)
    return Markup(_STRAY.sub("", html))  # noqa: S704  the text was escaped above


def mrkdwn(text: str) -> str:
    """Text for Slack: its three characters escaped, and nothing in it can make a mention, a link or a style.

    A zero-width space breaks *bold*, _italic_, ~struck~ and `code`; marks inside a word, as in a_name, do nothing.
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _STYLE.sub("\u200b\\g<0>\u200b", safe)


def start(language: Language, text: str) -> str:
    """The lines of a text, each begun so that Slack sets it from the right where the language runs that way."""
    if not language.locale.rtl:
        return text
    return "\n".join(RLM + line if line else line for line in text.split("\n"))


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis when something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "\u2026"


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure in words. way: 'up', 'down' or ''; judgement: 'better', 'worse' or ''; sure: its 95% interval and n, what
    of these there is."""

    name: str
    value: str
    change: str
    way: str
    judgement: str
    sure: str = ""


def figures(model: ReportModel, language: Language) -> list[Figure]:
    """The report's tiles in its order."""
    return [_figure(tile, language) for tile in model.tiles]


def _figure(tile: Tile, language: Language) -> Figure:
    name = capital(language.loose(tile.title))
    unit = unit_of(tile.now.value, tile.now.low, tile.now.high, tile.target)
    value = language.measure(tile.now, tile.decimals, duration=unit)
    sure = _sure(tile, language, unit)
    if tile.change is None or tile.now.value is None:
        return Figure(name, value, "", "", "", sure)
    clear = tile.changed in ("better", "worse")
    amount = language.number(
        Value(tile.change, tile.now.unit, tile.decimals, signed=True, delta=True), short=True, unit=unit
    )
    change = (
        amount
        if clear or tile.changed == "unknown"
        else language.gettext("%(change)s, no clear change", change=amount)
    )
    way = ("up" if tile.change > 0 else "down") if clear else ""
    return Figure(name, value, change, way, tile.changed if clear else "", sure)


def _sure(tile: Tile, language: Language, unit: float) -> str:
    """'95% interval 58–72 min; n = 1,117'. A figure that was not supplied has neither; one that is its own n only says itself."""
    now = tile.now
    if now.state is State.NOT_SUPPLIED:
        return ""
    found = "" if now.unit == "count" else language.interval(now.low, now.high, now.unit, tile.decimals, duration=unit)
    interval = language.gettext("95%% interval %(ci)s", ci=found) if found else ""
    n = language.gettext("n = %(n)s", n=language.locale.number(now.n)) if now.unit != "count" or now.value != now.n else ""
    return language.text("; ").join(filter(None, (interval, n)))


def company(names: dict[str, str], language: Language) -> str:
    """The company's name in the language, else the first there is."""
    return names.get(language.code) or names.get("en") or next(iter(names.values()), "")


def corrected_title(made: Corrected | None, title: str, language: Language) -> str:
    """A title, marked when its message replaces one that was sent."""
    return language.gettext("Corrected: %(title)s", title=title) if made else title


def corrected_note(made: Corrected | None, language: Language) -> str:
    """What a correction replaces, and the reason that a person gave; '' for none."""
    if made is None:
        return ""
    return language.gettext("This replaces the report sent on %(date)s. Reason: %(reason)s", date=language.date(made.sent), reason=language.foreign(made.reason))


def said(language: Language, text: str) -> str:
    """Text without direction marks, for subjects and plain text."""
    return plain(text)
