"""What a test can ask of a laid-out page and of a written one: text that overflows, labels that touch, glyphs that are missing."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

SLACK = 1.5  # pixels that a line may be wider than its box: rounding of shaping


def overflows(document: Any) -> list[str]:
    """Lines wider than the block that holds them, and boxes below the page's last line, of a WeasyPrint document."""
    found = []
    for number, page in enumerate(document.pages, start=1):
        box = page._page_box
        floor = box.position_y + box.margin_height()
        for line, block in _lines(box, None):
            text = _text(line)
            if not text.strip():
                continue
            wide = _width(line)
            if wide > block.width + SLACK:
                found.append(f"page {number}: '{text[:60]}' is {wide:.0f} wide in {block.width:.0f}")
            if line.position_y + line.height > floor:
                found.append(f"page {number}: '{text[:60]}' ends below the page")
    return found


def _lines(box: Any, block: Any) -> Iterator[tuple[Any, Any]]:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.LineBox):
        yield box, block
        return
    inner = box if isinstance(box, boxes.BlockContainerBox) else block
    for child in getattr(box, "children", ()):
        yield from _lines(child, inner)


def _text(box: Any) -> str:
    return getattr(box, "text", "") or "".join(_text(c) for c in getattr(box, "children", ()))


def _width(line: Any) -> float:
    flow = [c for c in line.children if _text(c).strip() and c.is_in_normal_flow()]
    ends = [(c.position_x, c.position_x + c.margin_width()) for c in flow]
    return max((e for _, e in ends), default=0.0) - min((s for s, _ in ends), default=0.0)


def touching(pdf: bytes) -> list[str]:
    """Pairs of texts on one page that lie on each other: more than a quarter of the smaller one is covered."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number, page in enumerate(document, start=1):
        text = page.get_textpage()
        rects = sorted(r for r in map(text.get_rect, range(text.count_rects())) if _letters(text, r))
        for i, one in enumerate(rects):
            for other in rects[i + 1 :]:
                if other[0] >= one[2]:
                    break
                if _covered(one, other) > 0.25:
                    words = [text.get_text_bounded(*r) for r in (one, other)]
                    found.append(f"page {number}: '{words[0][:40]}' and '{words[1][:40]}' touch")
    document.close()
    return found


def _letters(text: Any, rect: tuple[float, ...]) -> bool:
    """False for a mark that stands alone above its letter."""
    return any(unicodedata.category(ch)[0] not in "MZC" for ch in text.get_text_bounded(*rect))


def _covered(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    least = min((r[2] - r[0]) * (r[3] - r[1]) for r in (a, b))
    return wide * tall / least if wide > 0 and tall > 0 and least > 0 else 0.0


def missing_glyphs(pdf: bytes) -> list[int]:
    """Numbers of the pages that draw a glyph number 0, the box that stands for a missing letter."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            number
            for number, page in enumerate(opened.pages, start=1)
            if any(
                _has_zero(operands) for operands, operator in _shown(page) if str(operator) in ("Tj", "TJ")
            )
        ]


def _shown(page: Any) -> Iterator[tuple[Any, Any]]:
    for instruction in pikepdf.parse_content_stream(page):
        yield instruction.operands, instruction.operator


def _has_zero(operands: Any) -> bool:
    for operand in operands:
        parts = operand if isinstance(operand, pikepdf.Array) else [operand]
        for part in parts:
            if isinstance(part, pikepdf.String):
                data = bytes(part)
                if any(data[i : i + 2] == b"\0\0" for i in range(0, len(data), 2)):
                    return True
    return False
