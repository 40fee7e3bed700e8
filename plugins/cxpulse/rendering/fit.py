"""Fits pictures to pages: block heights are estimated before layout, then pictures shrink a little to let the next block
onto the page, or grow to fill it. So no page ends half empty, at no cost of a second layout.

Heights are CSS pixels; the constants are those of css/elements.css.j2. An estimate may be off by a line: pages keep
SPARE pixels free, and a wrong guess only moves a block, it never clips one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cxpulse.rendering.fonts import line_count

WIDTH, PAGE, FIRST = 688.0, 998.0, 1066.0
SPARE = 16.0
GUTTER = 22.7
TOGETHER = 5  # rows of a long table that stay with its head
LEAST_ROWS, LONELY_ROWS = 2, 2
THREE = ("changed", "why", "ask")
H2, H3 = 60.0, 36.4
LEAD = 24.6
_PT = 96 / 72


@dataclass(frozen=True, slots=True)
class Block:
    """What stays together on a page. picture: its name when it holds one of adjustable height, and the least and
    greatest height that the picture may have; `height` counts it at its least. lead: the space above a heading, which
    is not there on top of a page. row_of: the section that may leave it out; rows: of that
    section in the block."""

    height: float
    picture: str = ""
    least: float = 0.0
    most: float = 0.0
    lead: float = 0.0
    row_of: str = ""
    rows: int = 1


Blocks = Callable[[dict[str, Any], float], list[Block]]
"""From what a section shows and its line height to its blocks."""


def heights(blocks: list[Block], less: float = 0.0) -> dict[str, float]:
    """Picture heights, page by page. A page's free room is shared by its pictures in proportion to what they may grow.
    less: pixels by which a page is lower than A4."""
    out: dict[str, float] = {}
    for page, room in _pages(blocks, less):
        pictures = [b for b in page if b.picture]
        spare = room - sum(b.height for b in page)
        grow = sum(b.most - b.least for b in pictures)
        share = min(1.0, max(0.0, spare / grow)) if grow else 0.0
        out |= {b.picture: round(b.least + share * (b.most - b.least), 1) for b in pictures}
    return out


def shown_rows(blocks: list[Block], less: float = 0.0) -> dict[str, int]:
    """How many rows a section should show, where its last ones would stand alone on the next page: those of the page that it
    begins on. One or two rows that would spill give way (the workbook has them), more go on. The first two rows are one block."""
    out: dict[str, int] = {}
    there: dict[str, list[int]] = {}
    for number, (page, _) in enumerate(_pages(blocks, less)):
        for block in page:
            if block.row_of:
                there.setdefault(block.row_of, []).extend([number] * block.rows)
    for section, numbers in there.items():
        first = numbers.count(numbers[0])
        if 0 < len(numbers) - first <= LONELY_ROWS:
            out[section] = first
    return out


def _pages(blocks: list[Block], less: float) -> Iterator[tuple[list[Block], float]]:
    page: list[Block] = []
    room = FIRST - SPARE - less
    for block in blocks:
        if page and sum(b.height for b in page) + block.height > room:
            yield page, room
            page, room = [], PAGE - SPARE - less + block.lead
        page.append(block)
    if page:
        # The last page may end anywhere: its pictures keep a middle size.
        yield page, min(room, sum(b.height + 0.4 * (b.most - b.least) for b in page))


def text_height(text: str, width: float, points: float, line: float, weight: int = 400) -> float:
    """Height of a paragraph."""
    return line_count(text, width, points * _PT, weight) * points * _PT * line


def blocks(story: dict[str, str], sections: list[dict[str, Any]], kind: dict[str, float]) -> list[Block]:
    """The report as blocks in order. kind: the type sizes of the language. A section's module may have a function
    `blocks(view, line)` of its own."""
    line = kind["line"]
    out = [Block(_cover(story, kind))]
    for section in sections:
        view = section["view"]
        if view is None:
            found = [Block(H2 + 18 + 13.4 * line)]
        else:
            own: Blocks = section["blocks"] or _SECTIONS.get(section["name"], _unknown)
            found = own(view, line)
        out += [replace(found[0], lead=LEAD), *found[1:]]
    return out


def column_widths(texts: list[str]) -> list[float]:
    """Widths of the three columns under the cover: as even as may be, but the longest text gets more room when that
    makes the whole row lower."""
    room = WIDTH - 2 * GUTTER
    splits = [(a, b, 12 - a - b) for a in range(3, 7) for b in range(3, 7) if 3 <= 12 - a - b <= 6]

    def cost(split: tuple[int, ...]) -> tuple[int, int]:
        lines = [line_count(t, room * part / 12, 10 * _PT) for t, part in zip(texts, split, strict=True)]
        return max(lines), sum((part - 4) ** 2 for part in split)

    return [round(room * part / 12, 1) for part in min(splits, key=cost)]


def _cover(story: dict[str, str], kind: dict[str, float]) -> float:
    line = kind["line"]
    head = text_height(story["headline"], WIDTH, kind["h1"], kind["h1_line"], 700)
    lead = text_height(story["lead"], WIDTH, 10.6, line)
    texts = [story[k] for k in THREE]
    three = max(text_height(t, w, 10, line) for t, w in zip(texts, column_widths(texts), strict=True))
    return 98.0 + 12 * line + head + lead + 28.0 + 11.7 * line + three


def _sub(line: float, lines: int = 1) -> float:
    return 12 * line * lines + 6.8


def _tiles(view: dict[str, Any], line: float) -> list[Block]:
    rows = view["rows"]
    tall = [72.0 + 35 * line + 16.8 * (max(line_count(t["name"], 198, 12) for t in row) - 1) for row in rows]
    return [Block(H2 + sum(t + 12.3 for t in tall) - 12.3)]


def _trend(view: dict[str, Any], line: float) -> list[Block]:
    main = Block(H2 + _sub(line, 2) + 165, "trend", 165, 430)
    return [main, *(Block(H3 + 135, f"small{i}", 135, 250) for i, _ in enumerate(view["rows"]))]


def _promoters(_view: dict[str, Any], line: float) -> list[Block]:
    return [Block(H2 + _sub(line) + 160, "promoters", 160, 340)]


def _drivers(_view: dict[str, Any], line: float) -> list[Block]:
    return [Block(H2 + _sub(line, 2) + 215, "drivers", 215, 380)]


def _journey(view: dict[str, Any], line: float) -> list[Block]:
    out = []
    for i, block in enumerate(view["blocks"]):
        row = 45.0
        head = 30 + 16 * (max((line_count(c, 84, 11.7, 600) for c in block["channels"]), default=1) - 1)
        out.append(
            Block((H2 + _sub(line, 2) if i == 0 else 8) + head + row * len(block["rows"]) + 12 * line + 8)
        )
    return out


def _tickets(view: dict[str, Any], line: float) -> list[Block]:
    row = 12.5 * line + 10.5
    rows = len(view["rows"]) + bool(view["total"])
    head = H2 + 42
    if len(view["rows"]) <= 12:
        return [Block(head + row * rows)]
    return [Block(head + row * TOGETHER), *(Block(row) for _ in range(rows - TOGETHER))]


def _churn(view: dict[str, Any], line: float) -> list[Block]:
    out = [Block(H2 + 150, "churn", 150, 230) if view["trend"] else Block(H2 + 175)]
    if view["dots"]:
        out.append(Block(H3 + 24 + 24 * view["dots_rows"] + _sub(line)))
    return out


def _comments(view: dict[str, Any], line: float) -> list[Block]:
    rows = []
    for row in view["rows"]:
        tall = [text_height(q["text"], 305, 10, line) + 11.7 * line + 28 for _, q in row if q]
        rows.append(max(tall, default=40.0))
    first = Block(H2 + 28 + sum(rows[:LEAST_ROWS]), row_of="comments", rows=len(rows[:LEAST_ROWS]))  # kept together in css too
    return [first, *(Block(r, row_of="comments") for r in rows[LEAST_ROWS:])]


def _alerts(view: dict[str, Any], line: float) -> list[Block]:
    tall = [
        24 + 13.4 * line + 12.6 * line + sum(text_height(w, 655, 9.4, line) for w in n["why"])
        for n in view["notes"]
    ]
    tall[-1] += 12 * line if view["more"] else 0
    return [Block(H2 + tall[0]), *(Block(t) for t in tall[1:])]


def _targets(view: dict[str, Any], line: float) -> list[Block]:
    return [Block(H2 + 30 + (12.5 * line + 12) * len(view["rows"]))]


def _unknown(view: dict[str, Any], _line: float) -> list[Block]:
    """A section that says itself how tall its blocks are (`tall`), else one of a middle height."""
    first, *rest = view.get("tall") or [120.0]
    return [Block(H2 + first), *(Block(height) for height in rest)]


_SECTIONS = {
    "tiles": _tiles,
    "trend": _trend,
    "promoters": _promoters,
    "drivers": _drivers,
    "journey": _journey,
    "tickets": _tickets,
    "churn": _churn,
    "comments": _comments,
    "alerts": _alerts,
    "targets": _targets,
}
