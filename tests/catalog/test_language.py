"""Phrases, terms and figures in the three languages."""

from __future__ import annotations

import datetime as dt

import pytest

from cxpulse.catalog.language import Language, load_language, plain
from cxpulse.core.errors import ConfigurationError, RenderingError
from cxpulse.core.measurement import Direction, Measurement, State
from cxpulse.core.report_model import Phrase, Term, Value

EN, FA, TH = (load_language(code) for code in ("en", "fa", "th"))


def said(phrase: Phrase) -> list[str]:
    """In all three, without direction marks."""
    return [plain(language.say(phrase)) for language in (EN, FA, TH)]


def test_a_sentence_with_terms_and_numbers() -> None:
    phrase = Phrase(
        "%(metric)s rose to %(now)s", {"metric": Term("metric", "nps"), "now": Value(47.2, "points")}
    )
    assert said(phrase) == ["NPS rose to 47.2", "NPS به ۴۷٫۲ افزایش یافت", "NPS เพิ่มขึ้นเป็น 47.2"]


def test_plural_forms_follow_the_number() -> None:
    def answers(n: int) -> str:
        return EN.say(
            Phrase(
                "Only %(n)s answer came in this week.", {"n": n}, "Only %(n)s answers came in this week.", "n"
            )
        )

    assert answers(1) == "Only 1 answer came in this week."
    assert answers(12) == "Only 12 answers came in this week."


def test_english_sentences_begin_with_a_capital_and_terms_inside_do_not() -> None:
    phrase = Phrase(
        "%(metric)s fell to %(now)s",
        {"metric": Term("metric", "first_reply_median"), "now": Value(150, "minutes")},
    )
    assert EN.say(phrase) == "The median time to the first reply fell to 2.5 h"
    assert EN.label("channel", "call_centre") == "Call centre"


@pytest.mark.parametrize(
    ("value", "en", "fa"),
    [
        (Value(0.824, "share"), "82.4%", "۸۲٫۴٪"),
        (Value(-0.013, "share", 1, signed=True, delta=True), "−1.3 percentage points", "−۱٫۳ واحد درصد"),
        (Value(1, "points", 0, delta=True), "1 point", "۱ واحد"),
        (Value(38, "minutes"), "38 min", "۳۸ دقیقه"),
        (Value(882, "minutes"), "14.7 h", "۱۴٫۷ ساعت"),
        (Value(4896, "minutes"), "3.4 days", "۳٫۴ روز"),
        (Value(11236, "count"), "11,236", "۱۱٬۲۳۶"),
        (Value(None, "mean"), "no data", "بدون داده"),
    ],
)
def test_numbers_carry_their_unit(value: Value, en: str, fa: str) -> None:
    assert EN.number(value) == en
    assert plain(FA.number(value)) == fa


def test_a_missing_figure_is_a_word_not_a_zero() -> None:
    few = Measurement(
        "nps", 1, dt.date(2026, 11, 14), (), None, None, None, 4, State.FEW, "points", Direction.HIGHER
    )
    assert [language.measure(few) for language in (EN, FA, TH)] == [
        "too few answers",
        "پاسخ کم",
        "คำตอบน้อยเกินไป",
    ]


def test_an_interval_is_written_in_the_metrics_unit() -> None:
    assert EN.interval(0.812, 0.836, "share") == "81.2–83.6%"
    assert plain(FA.interval(0.812, 0.836, "share")) == "۸۱٫۲ تا ۸۳٫۶٪"
    assert EN.interval(35, 42, "minutes") == "35–42 min"
    assert EN.interval(None, None, "mean") == ""


def test_an_unknown_term_is_shown_by_its_configured_name_or_as_it_is() -> None:
    named = load_language("en", names={"touchpoint:kiosk_7": "Kiosk at gate 7"})
    assert named.label("touchpoint", "kiosk_7") == "Kiosk at gate 7"
    assert EN.label("touchpoint", "kiosk_7") == "Kiosk 7"


def test_a_missing_translation_stops_with_its_name() -> None:
    with pytest.raises(RenderingError, match=r"fa\.po has no translation of 'Nobody translated this'"):
        FA.say(Phrase("Nobody translated this"))


def test_a_missing_value_stops_with_the_sentence() -> None:
    with pytest.raises(RenderingError, match="rose to"):
        EN.say(Phrase("%(metric)s rose to %(now)s", {"metric": "NPS"}))


def test_an_unknown_language_lists_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match="en, fa, th"):
        load_language("xx")


def test_calendar_and_digits_can_be_chosen_apart_from_the_language() -> None:
    other: Language = load_language("fa", calendar="gregorian", digits="latn")
    assert other.date(dt.date(2026, 11, 14)) == "14 نوامبر 2026"


def test_the_unit_of_an_interval_of_changes_is_said_once() -> None:
    ends = {
        name: Value(v, "share", 1, signed=True, delta=True) for name, v in (("low", -0.083), ("high", -0.025))
    }
    phrase = Phrase(
        "It fell by %(change)s on the week before (%(level)s interval: %(low)s to %(high)s).",
        {"change": Value(0.054, "share", 1, delta=True), "level": Value(0.95, "share", 0), **ends},
    )
    assert EN.say(phrase) == (
        "It fell by 5.4 percentage points on the week before (95% interval: −8.3 to −2.5 percentage points)."
    )


def test_durations_that_stand_side_by_side_have_one_unit() -> None:
    from cxpulse.core.durations import unit_of

    assert [unit_of(90, 41), unit_of(145, 41), unit_of(145, 70), unit_of(4, 450), unit_of(6000, 900), unit_of(3, 6000), unit_of()] == [1, 1, 60, 1, 60, 60, 1]
    phrase = Phrase("%(now)s, usually %(usual)s", {"now": Value(145, "minutes"), "usual": Value(70, "minutes")})
    assert EN.say(phrase) == "2.4 h, usually 1.2 h"
    assert EN.say(Phrase("%(now)s, usually %(usual)s", {"now": Value(90.3, "minutes"), "usual": Value(41, "minutes")})) == "90 min, usually 41 min"
    assert EN.interval(41, 118, "minutes", duration=60) == "0.7–2.0 h"
    assert EN.number(Value(3, "minutes"), unit=60) == "0.05 h"


def test_a_segment_is_named_in_one_order() -> None:
    from cxpulse.catalog.language import in_order

    assert in_order({"channel": "app", "touchpoint": "delivery"}) == [("touchpoint", "delivery"), ("channel", "app")]
