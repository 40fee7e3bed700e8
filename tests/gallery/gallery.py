"""The checked pages: what a page looks like in a few hundred grey levels, and how near two looks are.

Looked at by a person: contact sheets of every case in three languages, then recorded. To look and record again:

    .venv/bin/python tests/gallery/record.py FOLDER      writes FOLDER/<case>-<language>.png, to be looked at
    .venv/bin/python tests/gallery/record.py --record    keeps the looks as checked.json, after looking
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pypdfium2
from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
for folder in (ROOT / "plugins", ROOT / "tests" / "rendering", HERE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

CHECKED = HERE / "checked.json"
COLUMNS, ROWS, LEVELS = 24, 34, 16
MEAN, FAR, FAR_SHARE = (
    0.30,
    3,
    0.03,
)  # levels that fields differ on average; a field is far off; share of fields far off


def pages(pdf: bytes, scale: float = 0.5) -> list[Image.Image]:
    """Every page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def look(page: Image.Image) -> str:
    """A page as 24 by 34 fields of sixteen grey levels, one hexadecimal digit each, row by row."""
    small = page.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX)
    return "".join(f"{level * LEVELS // 256:x}" for level in small.tobytes())


def differs(one: str, other: str) -> str:
    """'' when two looks are the same page; else by how much they differ."""
    gaps = [abs(int(a, 16) - int(b, 16)) for a, b in zip(one, other, strict=True)]
    mean, far = sum(gaps) / len(gaps), sum(g >= FAR for g in gaps) / len(gaps)
    if mean <= MEAN and far <= FAR_SHARE:
        return ""
    return (
        f"fields differ by {mean:.2f} levels on average (allowed {MEAN}), {far:.1%} of them by {FAR} or more"
    )


def blank(page: Image.Image) -> float:
    """Share of the page's body, from the top down to the footer, that nothing is printed below of: 0 is full, 1 is empty."""
    body = page.convert("L").crop((0, 0, page.width, round(page.height * 0.945)))
    used = [y for y in range(body.height) if min(body.crop((0, y, body.width, y + 1)).tobytes()) < 200]
    return 1 - max(used, default=0) / body.height


def sheet(pictures: list[Image.Image], columns: int = 4) -> bytes:
    """A contact sheet as PNG."""
    w, h = pictures[0].size
    columns = min(columns, len(pictures))
    paper = Image.new("RGB", ((w + 8) * columns, (h + 8) * -(-len(pictures) // columns)), "#888888")
    for i, picture in enumerate(pictures):
        paper.paste(picture, (i % columns * (w + 8), i // columns * (h + 8)))
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()


def recorded() -> dict[str, list[str]]:
    """The looks of every case: 'rich-en' -> one for each page."""
    found: dict[str, list[str]] = json.loads(CHECKED.read_text(encoding="utf-8"))
    return found
