"""The picture card for Slack and mail."""

from __future__ import annotations

import io

import example
import pytest
from PIL import Image

from cxpulse.catalog.language import load_language
from cxpulse.rendering.card import render_card


@pytest.mark.parametrize(
    ("variant", "code"), [("rich", "en"), ("quiet", "fa"), ("twelve", "th"), ("nothing", "fa")]
)
def test_a_card_is_a_small_png_of_fixed_size(variant: str, code: str) -> None:
    png = render_card(example.VARIANTS[variant](), load_language(code))
    image = Image.open(io.BytesIO(png))
    assert image.size == (1140, 840)
    assert len(png) < 150_000


def test_same_input_same_bytes() -> None:
    assert render_card(example.rich(), load_language("en")) == render_card(
        example.rich(), load_language("en")
    )
