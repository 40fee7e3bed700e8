"""Reasons that older versions kept are said in the words of now."""

from __future__ import annotations

import pytest

from cxpulse.catalog.language import load_language, plain
from cxpulse.core.report_reading import read_phrase


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_a_kept_reason_in_old_words_is_said_in_the_new_ones(code: str) -> None:
    old = {
        "msgid": "It shows in %(n)s related figure too, whose story is told here.",
        "msgid_plural": "It shows in %(n)s related figures too, whose story is told here.",
        "plural": "n", "values": {"n": 17},
    }  # fmt: skip
    said = plain(load_language(code).say(read_phrase(old)))
    assert "story" not in said
    if code == "en":
        assert said == "17 related figures worsened with it; this alert stands for them too."
