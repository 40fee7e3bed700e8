"""In their words: complaints and praise side by side, each in its own direction and language."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from cxpulse.core.report_model import Comment, Value
from cxpulse.core.text import guess_language, text_direction
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("In their words")
EMPTY = msg("No answer of this week has a comment.")
SIDES = {"complaint": msg("What went wrong"), "praise": msg("What went well")}


def view(paper: Paper) -> dict[str, Any] | None:
    """Two columns, complaints first, in rows that a page may end between; a side without a comment says so."""
    comments = paper.model.comments
    if not comments:
        return None
    sides = {side: [_quote(paper, c) for c in comments if c.side == side] for side in SIDES}
    return {
        "titles": [paper.language.text(title) for title in SIDES.values()],
        "rows": [list(zip(SIDES, pair, strict=True)) for pair in zip_longest(*sides.values())][: paper.rows.get("comments")],
    }


def _quote(paper: Paper, comment: Comment) -> dict[str, Any]:
    language, text = paper.language, paper.words(comment.text)
    places = [
        paper.label(kind, value)
        for kind, value in (("touchpoint", comment.touchpoint), ("channel", comment.channel))
        if value and value != "unknown"
    ]
    decimals = 0 if float(comment.score).is_integer() else 1
    return {
        "text": text,
        "direction": text_direction(text, language.locale.direction),
        "language": guess_language(text, language.code),
        "score": language.gettext(
            "score %(s)s of %(m)s",
            s=language.number(Value(comment.score, "mean", decimals)),
            m=language.locale.number(comment.scale_max),
        ),
        "where": " · ".join(places),
    }
