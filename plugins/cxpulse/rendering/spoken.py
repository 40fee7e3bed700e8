"""Text that copies and searches right: what a stretch of a PDF page says, read back from its glyphs.

Readers guess letters from where glyphs stand, and lose a raised Thai vowel or tone mark to another line. So a stretch with
one carries its letters itself (ActualText). Not right to left: Poppler and pdfium turn such a text round once more.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_GLYPHS = re.compile(rb"<([0-9a-f]+)>")


def speak_stretches(parts: list[Any], letters: dict[str, dict[int, str]]) -> None:
    """Gives every stretch of a content stream that raises a glyph (Ts) its ActualText, in place. letters: font resource
    name -> glyph number -> text. A stretch with an unknown glyph, or in right-to-left script, stays as it is."""
    import pydyf

    properties: Any = None
    start = 0
    for at, part in enumerate(parts):
        if isinstance(part, dict) and "MCID" in part:
            properties, start = part, at
        elif part == b"EMC" and properties is not None:
            stretch = [p for p in parts[start:at] if isinstance(p, bytes)]
            text = _letters(stretch, letters)
            raised = any(p.endswith(b" Ts") for p in stretch) or any(unicodedata.category(ch) == "Mn" for ch in text or "")
            if text and raised and not any(unicodedata.bidirectional(ch) in ("R", "AL") for ch in text):
                properties["ActualText"] = pydyf.String(text)
            properties = None


def _letters(stretch: list[bytes], letters: dict[str, dict[int, str]]) -> str | None:
    """The text of the glyphs, from left to right; None when one is unknown."""
    known: dict[int, str] = {}
    out: list[str] = []
    for part in stretch:
        if part.endswith(b" Tf"):
            known = letters.get(part.split()[0].decode().lstrip("/"), {})
        elif part.endswith(b" TJ"):
            for found in _GLYPHS.findall(part):
                for at in range(0, len(found), 4):
                    glyph = int(found[at : at + 4], 16)
                    if glyph not in known:
                        return None
                    out.append(known[glyph])
    return "".join(out)
