"""The vendored fonts: their faces for CSS, the characters that they can draw, and how wide a text is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cxpulse.catalog.project import templates_dir

FAMILIES = {"Inter": "inter", "Vazirmatn": "vazirmatn", "Noto Sans Thai": "noto-sans-thai"}
WEIGHTS = (400, 600, 700)
_INVISIBLE = ("Mn", "Me", "Cf")


class Face(NamedTuple):
    """One @font-face rule."""

    family: str
    weight: int
    url: str


def font_dir() -> Path:
    """The only folder that the renderer may read from."""
    return (templates_dir() / "fonts").resolve()


def font_faces() -> list[Face]:
    """Every family and weight, one file each (several files of one family by unicode-range draw wrong glyphs)."""
    return [
        Face(family, weight, (font_dir() / f"{stem}-{weight}.ttf").as_uri())
        for family, stem in FAMILIES.items()
        for weight in WEIGHTS
    ]


@lru_cache(maxsize=8)
def _advances(stem: str, weight: int) -> dict[int, float]:
    from fontTools.ttLib import TTFont

    with TTFont(font_dir() / f"{stem}-{weight}.ttf", lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items() if glyph in metrics}


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points that at least one vendored font draws, and the invisible direction marks that we write ourselves."""
    covered = {code for stem in FAMILIES.values() for code in _advances(stem, 400)}
    return frozenset(covered | set(range(0x2066, 0x206A)))


def text_width(text: str, size: float, weight: int = 600) -> float:
    """Width of one line in the unit of `size`, never too small: letters as if unjoined, fallback at a full em.

    text_width("100", 10) is about 19 in Inter.
    """
    tables = [_advances(stem, 600 if weight < 700 else 700) for stem in FAMILIES.values()]
    total = 0.0
    for ch in text:
        if unicodedata.category(ch) in _INVISIBLE:
            continue
        total += max((t[ord(ch)] for t in tables if ord(ch) in t), default=1.0)
    return total * size


def shorten(text: str, width: float, size: float, weight: int = 600) -> str:
    """The text cut to `width` with an ellipsis; whole when it fits."""
    if text_width(text, size, weight) <= width:
        return text
    end = len(text)
    while end > 1 and text_width(text[:end] + "…", size, weight) > width:
        end -= 1
    while end > 1 and unicodedata.category(text[end]) == "Mn":
        end -= 1
    return text[:end].rstrip() + "…"


def widest_word(text: str, size: float, weight: int = 600) -> float:
    """Width of the longest unbreakable piece. Thai breaks inside a run, so a run counts as at most eight letters."""
    pieces = re.split(r"[\s\u200b/–-]+", text)
    shortened = [p[:8] if any("\u0e00" <= ch <= "\u0e7f" for ch in p) else p for p in pieces]
    return max((text_width(p, size, weight) for p in shortened), default=0.0)
