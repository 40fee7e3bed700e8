"""What an alert message says: what fell, from what to what, over which weeks, n, interval, how sure, why, and what next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cxpulse.catalog.language import Language
from cxpulse.core.durations import unit_of
from cxpulse.core.errors import RenderingError
from cxpulse.core.report_model import Phrase, Value
from cxpulse.core.story import headline, words
from cxpulse.delivery.content import AlertContent, AlertItem
from cxpulse.delivery.parts import (
    Bullets,
    Facts,
    Heading,
    Links,
    Paragraph,
    Part,
    Quotes,
    Rule,
    Shown,
    Small,
    Title,
)
from cxpulse.delivery.quotes import quotes
from cxpulse.delivery.words import company


def msg(text: str) -> str:
    """Marks a text for the catalogues; it is translated where it is shown."""
    return text


DETAILED = 5
LISTED = 15
COMMENTS_EACH = 2
STILL = {
    "ongoing": (
        msg("%(metric)s in %(segment)s is still worse than usual: %(now)s, usually %(usual)s"),
        msg("%(metric)s is still worse than usual: %(now)s, usually %(usual)s"),
    ),
    "unmuted": (
        msg(
            "%(metric)s in %(segment)s is no longer muted and is still worse than usual: %(now)s, usually %(usual)s"
        ),
        msg("%(metric)s is no longer muted and is still worse than usual: %(now)s, usually %(usual)s"),
    ),
}
"""State of an alert that has been open before -> what is said of a segment, and of the whole company."""


def alert_parts(content: AlertContent, language: Language, page_url: str = "") -> list[Part]:
    """The message in parts. The first five series in full, fifteen more in a line each, the rest counted."""
    parts: list[Part] = [Title(language.say(title(content))), Small(_where(content, language))]
    quoted: set[str] = set()
    for at, item in enumerate(content.items[:DETAILED]):
        parts += [Rule()] if at else []
        parts += _item(item, content, language, quoted)
    parts += _others(content.items[DETAILED:], language)
    parts += [Paragraph(language.say(note)) for note in content.notes]
    if content.card is not None:
        parts.append(Shown(picture_alt(content, language)))
    if page_url:
        parts.append(Links(((language.text("Open the page of this week"), page_url),)))
    return [*parts, Small(_promise(content, language))]


def title(content: AlertContent) -> Phrase:
    """One series: its own sentence; several: how many, by what happened to them."""
    if len(content.items) == 1:
        return sentence(content.items[0])
    count = len(content.items)
    if content.kind == "opened" and any(item.note.state in STILL for item in content.items):
        return Phrase("%(n)s alert", {"n": count}, "%(n)s alerts", "n")
    if content.kind == "opened":
        return Phrase("%(n)s alert opened", {"n": count}, "%(n)s alerts opened", "n")
    return Phrase("%(n)s alert has news", {"n": count}, "%(n)s alerts have news", "n")


def notification(content: AlertContent, language: Language) -> str:
    """One line for a phone's screen: the title, and of several series the strongest."""
    said = language.say(title(content))
    return said if len(content.items) == 1 else f"{said}: {language.say(sentence(content.items[0]))}"


def sentence(item: AlertItem) -> Phrase:
    """What happened to one series, by its state."""
    note = item.note
    if note.state == "recovered":
        return headline.recovered(note)
    if note.state == "no_data" or note.now is None or note.usual is None:
        return headline.stopped(note)
    if note.state in STILL:
        return Phrase(STILL[note.state][0 if note.segment else 1], _values(item))
    return headline.fallen(note)


def _values(item: AlertItem) -> words.Values:
    note = item.note
    values: words.Values = {
        "metric": words.metric(note.metric),
        "now": words.figure(note.now, note),
        "usual": words.figure(note.usual, note),
    }
    return values | {"segment": words.segment(note.segment)} if note.segment else values


def picture_alt(content: AlertContent, language: Language) -> str:
    """The picture in words."""
    return language.gettext(
        "Picture: the key figures and the trend of the week %(week)s", week=language.date(content.week)
    )


def _where(content: AlertContent, language: Language) -> str:
    return (
        f"{company(content.company, language)} \u00b7 {language.week_range(content.week, content.last_day)}"
    )


def _item(item: AlertItem, content: AlertContent, language: Language, quoted: set[str]) -> list[Part]:
    """quoted: comments that the message has already; two series of one place have the same ones."""
    parts: list[Part] = [] if len(content.items) == 1 else [Heading(language.say(sentence(item)))]
    parts.append(Facts(_facts(item, content, language)))
    why = tuple(_reasons(item, language))
    if why:
        parts.append(Bullets(language.text("Why"), why))
    fresh = tuple(c for c in item.comments if c.text not in quoted)[:COMMENTS_EACH]
    quoted |= {c.text for c in fresh}
    if fresh:
        parts.append(Quotes(tuple(quotes(fresh, language))))
    if item.note.state != "recovered":
        parts.append(Paragraph(language.say(item.ask), language.text("What to do next")))
    return parts


def _reasons(item: AlertItem, language: Language) -> Iterator[str]:
    """A finding kept by an older version may give a reason in words that no catalogue has any more: the alert goes without it."""
    for phrase in item.note.why:
        try:
            yield language.say(phrase)
        except RenderingError:
            continue


def _facts(item: AlertItem, content: AlertContent, language: Language) -> tuple[tuple[str, str], ...]:
    note = item.note
    if note.now is None:
        return ()
    first = content.week - dt.timedelta(weeks=max(note.window, 1) - 1)
    unit = unit_of(note.now, note.usual, item.low, item.high)
    now = language.number(words.figure(note.now, note), unit=unit)
    if item.low is not None and item.high is not None:
        interval = language.interval(item.low, item.high, note.unit, note.decimals, duration=unit)
        now = f"{now} ({language.gettext('95%% interval %(ci)s', ci=interval)})"
    pairs = [
        (language.text("Now"), now),
        (language.text("Usual"), language.number(words.figure(note.usual, note), unit=unit)),
        (language.text("Week"), _weeks(first, content.last_day, note.window, language)),
        (language.text("n"), language.locale.number(note.n)),
    ]
    if item.z is not None and item.threshold is not None:
        pairs.append((language.text("How sure"), _sure(item.z, item.threshold, language)))
    return tuple(pairs)


def _weeks(first: dt.date, last: dt.date, window: int, language: Language) -> str:
    days = language.week_range(first, last)
    if window <= 1:
        return days
    return f"{days} ({language.ngettext('over the last week', 'over the last %(n)s weeks', window)})"


def _sure(z: float, threshold: float, language: Language) -> str:
    number = language.locale.number
    return language.gettext(
        "%(z)s standard errors from usual; an alert needs %(threshold)s",
        z=number(z, 1),
        threshold=number(threshold, 1),
    )


def _others(items: tuple[AlertItem, ...], language: Language) -> list[Part]:
    if not items:
        return []
    lines = tuple(language.say(sentence(item)) for item in items[:LISTED])
    parts: list[Part] = [Rule(), Bullets(language.text("Also"), lines)]
    rest = len(items) - LISTED
    if rest > 0:
        parts.append(Paragraph(language.ngettext("and %(n)s more", "and %(n)s more", rest)))
    return parts


def _promise(content: AlertContent, language: Language) -> str:
    promise = language.write(Value(content.promise, "mean", 0 if float(content.promise).is_integer() else 1))
    return language.gettext(
        "The rule allows at most %(promise)s false alerts a year over all watched figures. To keep a figure quiet with a reason: %(command)s",
        promise=promise,
        command=language.foreign("cxpulse mute"),
    )
