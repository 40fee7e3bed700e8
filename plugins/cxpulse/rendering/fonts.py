"""The vendored fonts: their faces for CSS, the characters that they can draw, and how wide a text is."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from cxpulse.catalog.project import templates_dir

FAMILIES = {"Inter": "inter", "Vazirmatn": "vazirmatn", "Noto Sans Thai": "noto-sans-thai"}
WEIGHTS = (400, 600, 700)
_EM = 64
_SAFETY = 1.02
_MARKS = "\u2066\u2067\u2068\u2069"


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


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points that at least one vendored font draws, and the invisible direction marks that we write ourselves."""
    from fontTools.ttLib import TTFont

    covered: set[int] = set(range(0x2066, 0x206A))
    for stem in FAMILIES.values():
        with TTFont(font_dir() / f"{stem}-400.ttf", lazy=True) as font:
            covered |= set(font.getBestCmap())
    return frozenset(covered)


@lru_cache(maxsize=16)
def _font(stem: str, weight: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(font_dir() / f"{stem}-{weight}.ttf"), _EM)


def _stem(ch: str) -> str:
    if "\u0e00" <= ch <= "\u0e7f":
        return "noto-sans-thai"
    return "vazirmatn" if "\u0600" <= ch <= "\u06ff" or ch == "\u200c" else "inter"


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: int = 600) -> float:
    """Width of one line in the unit of `size`, a little too large rather than too small. text_width("100", 10) is about 19.

    Shaped as it will be where Pillow has HarfBuzz; otherwise letters count as unjoined, which is wider.
    """
    nearest = min(WEIGHTS, key=lambda w: abs(w - weight))
    runs = groupby((ch for ch in text if ch not in _MARKS), key=_stem)
    units = sum(_font(stem, nearest).getlength("".join(run)) for stem, run in runs)
    return float(units) / _EM * size * _SAFETY


def line_count(text: str, width: float, size: float, weight: int = 400) -> int:
    """How many lines a text takes in a column. Thai has no spaces: its lines are counted by total width."""
    if any("\u0e00" <= ch <= "\u0e7f" for ch in text):
        return max(1, math.ceil(text_width(text, size, weight) / width))
    lines, used, space, width = 1, 0.0, text_width(" ", size, weight), width * 1.015
    for word in text.split():
        wide = text_width(word, size, weight)
        if used and used + space + wide > width:
            lines, used = lines + 1, wide
        else:
            used += wide + (space if used else 0)
    return lines


def shorten(text: str, width: float, size: float, weight: int = 600) -> str:
    """The text cut to `width` with an ellipsis; whole when it fits. A long name keeps its end, where names often differ:
    'Customer success … north-east'."""
    if text_width(text, size, weight) <= width:
        return text
    low, high = 1, len(text)
    while low < high:
        keep = (low + high + 1) // 2
        low, high = (
            (keep, high) if text_width(_around(text, keep), size, weight) <= width else (low, keep - 1)
        )
    return _around(text, low)


def _around(text: str, keep: int) -> str:
    """`keep` characters of a text, two thirds from its start and one third from its end when it is long."""
    tail = keep // 3 if keep >= 12 else 0
    head = keep - tail
    while head > 1 and unicodedata.category(text[head]) == "Mn":
        head -= 1
    end = len(text) - tail
    while tail and end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return text[:head].rstrip() + "…" + text[end:].lstrip()


def widest_word(text: str, size: float, weight: int = 600) -> float:
    """Width of the longest unbreakable piece. Thai breaks inside a run, so a run counts as at most eight letters."""
    pieces = re.split(r"[\s\u200b/–-]+", text)
    shortened = [p[:8] if any("\u0e00" <= ch <= "\u0e7f" for ch in p) else p for p in pieces]
    return max((text_width(p, size, weight) for p in shortened), default=0.0)
