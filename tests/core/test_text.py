"""Customers' words: cleaned, masked, with direction and language."""

from __future__ import annotations

import pytest

from cxpulse.core.text import clean_text, guess_language, mask_text, speak_symbols, text_direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 0912 345 6789", "call ***"),
        ("+66 81-234-5678", "***"),
        ("شماره ۰۹۱۲۳۴۵۶۷۸۹ است", "شماره *** است"),
        ("โทร ๐๘๑๒๓๔๕๖๗๘", "โทร ***"),
        ("write to a.b+c@shop.co.th now", "write to ***@*** now"),
        ("see https://x.example/a?b=c or www.y.example", "see www.*** or www.***"),
        ("card 4111 1111 1111 1111", "card ***"),
        ("IR82 0540 1026 8002 0817 9090 02", "***"),
        (
            "on 2026-11-25 and 25/11/2026, for 1.250.000 or 1,250,000, 10 of 10",
            "on 2026-11-25 and 25/11/2026, for 1.250.000 or 1,250,000, 10 of 10",
        ),
    ],
)
def test_what_points_to_a_person_is_masked_and_nothing_else(text: str, expected: str) -> None:
    assert mask_text(text) == expected


def test_control_and_direction_characters_go_and_spelling_stays() -> None:
    assert clean_text("a\u202eb\x00\u200b\u2066c\u2069\n d\ufeff") == "abc d"
    assert clean_text("می\u200cرود و نیم\u200cفاصله") == "می\u200cرود و نیم\u200cفاصله"
    assert clean_text("x\u200cy\u200d") == "xy"


def test_piled_up_marks_and_length_are_limited() -> None:
    assert len(clean_text("Z" + "\u0301" * 50)) <= 5
    long = clean_text("word " * 4000, limit=100)
    assert len(long) <= 101
    assert long.endswith("word…")


def test_direction_and_language_follow_the_text() -> None:
    assert [text_direction(t) for t in ("123 سلام", "1 ok", "!!")] == ["rtl", "ltr", "ltr"]
    assert [text_direction(t) for t in ("iPhone من خراب شد", "Ask for «سلام» here", "ab سل")] == ["rtl", "ltr", "ltr"]
    assert [guess_language(t) for t in ("سلام OTP دیر رسید", "ขอบคุณ app", "ok", "123")] == [
        "fa",
        "th",
        "en",
        "en",
    ]


def test_a_symbol_without_a_glyph_is_said_in_words() -> None:
    drawable = frozenset(map(ord, "abc "))
    assert speak_symbols("a 😡", drawable) == "a :pouting face:"
    assert speak_symbols("a日", drawable) == "a?"
