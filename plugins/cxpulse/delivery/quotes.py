"""Customers' own words as a message shows them: cut, with their own direction, and where they were said."""

from __future__ import annotations

from dataclasses import dataclass

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import Comment
from cxpulse.core.text import clean_text, mask_text, text_direction

LIMIT = 280


@dataclass(frozen=True, slots=True)
class Quote:
    """text is hostile until escaped; dir is its own direction; start the side that it is set from; source says where."""

    text: str
    dir: str
    start: str
    language: str
    side: str
    source: str


def quotes(comments: tuple[Comment, ...], language: Language) -> list[Quote]:
    """Each comment cleaned and masked once more: doing it twice changes nothing, forgetting it once would print a name."""
    return [_quote(c, language) for c in comments]


def _quote(comment: Comment, language: Language) -> Quote:
    text = mask_text(clean_text(comment.text, LIMIT))
    way = text_direction(text, language.locale.direction)
    start = "right" if way == "rtl" else "left"
    return Quote(text, way, start, comment.language, comment.side, _source(comment, language))


def _source(comment: Comment, language: Language) -> str:
    number = language.locale.number
    score = language.gettext("score %(s)s of %(m)s", s=number(comment.score), m=number(comment.scale_max))
    places = [
        language.label(kind, term)
        for kind, term in (("touchpoint", comment.touchpoint), ("channel", comment.channel))
        if term
    ]
    return " \u00b7 ".join([score, *places])
