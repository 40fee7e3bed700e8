"""The printed comments are a fair, repeatable choice of what customers wrote."""

from __future__ import annotations

import random

import pytest

from cxpulse.core.comments import Remark, choose, cut, shares, side_of
from cxpulse.core.measurement import segment_of


def remark(number: int, score: float, touchpoint: str = "delivery", language: str = "en", **other: object) -> Remark:
    given: dict[str, object] = {"scale": "nps", "scale_min": 0, "scale_max": 10} | other
    return Remark(
        id=f"r{number}",
        text=str(given.pop("text", f"This is what customer {number} wrote.")),
        score=score,
        dimensions={"touchpoint": touchpoint, "channel": str(given.pop("channel", "app"))},
        language=language,
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("complaints", "praises", "limit", "expected"),
    [(18, 6, 4, (3, 1)), (30, 1, 4, (3, 1)), (1, 30, 4, (1, 3)), (0, 9, 4, (0, 4)), (2, 0, 4, (2, 0)), (0, 0, 4, (0, 0)), (5, 5, 1, (1, 0))],
)
def test_both_sides_have_their_share(complaints: int, praises: int, limit: int, expected: tuple[int, int]) -> None:
    assert shares(complaints, praises, limit) == expected


@pytest.mark.parametrize(
    ("scale", "low", "high", "good", "higher", "score", "side"),
    [
        ("nps", 0, 10, None, True, 9, "praise"), ("nps", 0, 10, None, True, 7, None), ("nps", 0, 10, None, True, 6, "complaint"),
        ("csat", 1, 5, 4, True, 4, "praise"), ("csat", 1, 5, 4, True, 3, None), ("csat", 1, 5, 4, True, 2, "complaint"),
        ("csat", 0, 1, 1, True, 1, "praise"), ("csat", 0, 1, 1, True, 0, "complaint"),
        ("ces", 1, 5, None, False, 5, "complaint"), ("ces", 1, 5, None, False, 1, "praise"),
    ],
)
def test_which_side_an_answer_is_on(scale: str, low: int, high: int, good: int | None, higher: bool, score: float, side: str | None) -> None:
    given = remark(1, score, scale=scale, scale_min=low, scale_max=high, satisfied_from=good, higher_is_better=higher)
    assert side_of(given) == side


def test_touchpoints_and_languages_are_spread() -> None:
    many = [remark(i, 2) for i in range(50)] + [remark(60, 2, "checkout", "fa"), remark(61, 2, "support", "th")]
    assert {(c.touchpoint, c.language) for c in choose(many, limit=3)} == {("delivery", "en"), ("checkout", "fa"), ("support", "th")}


def test_complaints_of_the_alerts_segment_come_first() -> None:
    many = [remark(i, 2, "checkout") for i in range(50)] + [remark(90 + i, 1, "delivery", channel="call_centre") for i in range(3)]
    chosen = choose(many, limit=4, prefer=segment_of(touchpoint="delivery", channel="call_centre"))
    assert [(c.touchpoint, c.channel) for c in chosen[:2]] == [("delivery", "call_centre")] * 2
    assert {c.touchpoint for c in chosen[2:]} == {"checkout"}


def test_the_order_of_the_rows_changes_nothing() -> None:
    many = [remark(i, i % 11, f"t{i % 4}", ("en", "fa", "th")[i % 3]) for i in range(80)]
    shuffled = random.Random(1).sample(many, len(many))
    assert choose(many) == choose(shuffled)


def test_the_same_words_are_printed_once_and_passives_never() -> None:
    many = [remark(i, 2, text="Late again, third time.") for i in range(9)] + [remark(20, 8)]
    assert [c.text for c in choose(many)] == ["Late again, third time."]


def test_a_long_comment_ends_with_a_whole_word() -> None:
    assert cut("the parcel arrived late and broken", 24) == "the parcel arrived late…"
    assert cut("short", 24) == "short"


def test_a_long_thai_comment_keeps_its_vowels_and_tones() -> None:
    text = "พนักงานไม่สุภาพและรอนานมากที่สุดเท่าที่เคยเจอ"
    for length in range(8, 40):
        kept = cut(text, length).removesuffix("…")
        assert len(kept) < length
        assert text[len(kept)] not in "ะาำ่้๊๋็์ัิีึืุู"
        assert kept[-1] not in "เแโใไ"
