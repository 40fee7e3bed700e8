"""Which comments a report prints: a fair and repeatable choice of what customers wrote, never a sentence of our own.

Fair: praise and complaints in the proportion in which they were given, at least one of each where there is one; spread
over touchpoints and languages; where an alert is open, up to half of the complaints come from its segment. Repeatable:
the order is a hash of the answer's id, so the same answers give the same comments and nobody can pick.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxpulse.core.measurement import Segment
from cxpulse.core.report_model import Comment
from cxpulse.core.text import clean_text, mask_text

PRAISE, COMPLAINT = "praise", "complaint"
LENGTH = 240  # characters of a comment that are printed
SHORT = 12  # characters: "ok", "good": printed only when there is nothing longer


@dataclass(frozen=True, slots=True)
class Remark:
    """One answer with a comment, as the lake has it. `text` is already cleaned and masked."""

    id: str
    text: str
    score: float
    scale: str
    scale_min: int
    scale_max: int
    satisfied_from: int | None = None
    higher_is_better: bool = True
    dimensions: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


def side_of(remark: Remark) -> str | None:
    """'praise', 'complaint', or None for the middle of the scale.

    NPS: 9-10 and 0-6. Other scales: from `satisfied_from` on (top box) and below the middle; effort scales that run the
    other way are turned round first. CSAT 1-5: 4 is praise, 3 neither, 2 a complaint.
    """
    if remark.scale == "nps":
        return PRAISE if remark.score >= 9 else COMPLAINT if remark.score <= 6 else None
    middle = (remark.scale_min + remark.scale_max) / 2
    if not remark.higher_is_better:
        return PRAISE if remark.score < middle else COMPLAINT if remark.score > middle else None
    good = remark.satisfied_from if remark.satisfied_from is not None else middle + 0.5
    return PRAISE if remark.score >= good else COMPLAINT if remark.score < middle else None


def choose(remarks: Iterable[Remark], limit: int = 6, prefer: Segment | None = None, length: int = LENGTH) -> list[Comment]:
    """At most `limit` comments, complaints first, each cut to `length` characters at a word's end.

    18 complaints and 6 praises with limit 4 give 3 and 1; 30 and 1 with limit 4 give 3 and 1.
    """
    sides: dict[str, list[Remark]] = {COMPLAINT: [], PRAISE: []}
    for remark in _distinct(remarks):
        side = side_of(remark)
        if side:
            sides[side].append(remark)
    quota = shares(len(sides[COMPLAINT]), len(sides[PRAISE]), limit)
    chosen = _spread(sides[COMPLAINT], quota[0], prefer) + _spread(sides[PRAISE], quota[1], None)
    return [_comment(remark, length) for remark in chosen]


def shares(complaints: int, praises: int, limit: int) -> tuple[int, int]:
    """How many of each side: in proportion (half rounds towards complaints), at least one of each where there is one."""
    total = complaints + praises
    places = min(limit, total)
    if not places:
        return 0, 0
    bad = int(places * complaints / total + 0.5)
    if places >= 2:
        bad = min(max(bad, 1 if complaints else 0), places - (1 if praises else 0))
    bad = min(max(bad, places - praises), complaints)
    return bad, places - bad


def printed(comment: str) -> str:
    """A customer's own words as reports and alerts quote them: masked, cleaned, cut."""
    return cut(clean_text(mask_text(comment)), LENGTH)


def cut(text: str, length: int) -> str:
    """The text, or its beginning with an ellipsis, at most `length` characters, ending with a whole word.

    Thai writes no spaces between words: without a space in the last third it ends before a letter, never before a
    vowel or tone mark that belongs to the letter before it.
    """
    if len(text) <= length:
        return text
    end = length - 1
    space = text.rfind(" ", 0, end + 1)
    if space >= end * 2 // 3:
        return text[:space].rstrip(" ,;:،؛") + "…"
    while end > 1 and (unicodedata.combining(text[end]) or unicodedata.category(text[end]) in ("Mn", "Mc", "Cf") or _joined(text, end)):
        end -= 1
    return text[:end].rstrip() + "…"


def _joined(text: str, end: int) -> bool:
    """Whether a cut here would part a Thai vowel from its consonant, or the halves of a joined emoji."""
    return text[end] in "\u0e30\u0e32\u0e33\u0e45" or text[end - 1] in "\u0e40\u0e41\u0e42\u0e43\u0e44\u200d"


def _distinct(remarks: Iterable[Remark]) -> list[Remark]:
    """Each text once, in hash order; the short ones last."""
    seen: set[str] = set()
    out = []
    for remark in sorted(remarks, key=_order):
        key = remark.text.casefold().strip()
        if key and key not in seen:
            seen.add(key)
            out.append(remark)
    return out


def _order(remark: Remark) -> tuple[bool, str]:
    return len(remark.text) < SHORT, hashlib.sha256(remark.id.encode()).hexdigest()


def _spread(remarks: list[Remark], places: int, prefer: Segment | None) -> list[Remark]:
    used: Counter[tuple[str, str | None]] = Counter()
    chosen: list[Remark] = []
    inside = [r for r in remarks if prefer and all(r.dimensions.get(k) == v for k, v in prefer)]
    _take(inside, (places + 1) // 2, chosen, used, _languages)
    _take(remarks, places, chosen, used, _touchpoints_and_languages)
    return chosen


Uses = Callable[[Remark], tuple[tuple[str, str | None], ...]]


def _take(remarks: list[Remark], places: int, chosen: list[Remark], used: Counter[tuple[str, str | None]], uses: Uses) -> None:
    left = [r for r in remarks if r not in chosen]
    while left and len(chosen) < places:
        best = min(left, key=lambda r: (sum(used[u] for u in uses(r)), _order(r)))
        left.remove(best)
        chosen.append(best)
        used.update(_touchpoints_and_languages(best))


def _languages(remark: Remark) -> tuple[tuple[str, str | None], ...]:
    return (("language", remark.language),)


def _touchpoints_and_languages(remark: Remark) -> tuple[tuple[str, str | None], ...]:
    return (("touchpoint", remark.dimensions.get("touchpoint")), ("language", remark.language))


def _comment(remark: Remark, length: int) -> Comment:
    return Comment(
        text=cut(remark.text, length),
        score=remark.score,
        scale_max=remark.scale_max,
        side=side_of(remark) or "",
        touchpoint=remark.dimensions.get("touchpoint"),
        channel=remark.dimensions.get("channel"),
        language=remark.language,
    )


def remark_of(row: Mapping[str, Any], text: str, language: str) -> Remark:
    """A canonical response row (see sql/canonical/response.yaml) with its cleaned, masked text and language."""
    return Remark(
        id=str(row["response_id"]),
        text=text,
        score=float(row["score"]),
        scale=row["scale"],
        scale_min=int(row["scale_min"]),
        scale_max=int(row["scale_max"]),
        satisfied_from=None if row["satisfied_from"] is None else int(row["satisfied_from"]),
        higher_is_better=row["direction"] != "lower_is_better",
        dimensions={k: str(row[k]) for k in ("touchpoint", "stage", "channel", "region", "plan") if row.get(k)},
        language=language,
    )
