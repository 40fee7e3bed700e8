"""What WeasyPrint 70 needs before and after it writes, so that text copies and searches right and nothing is doubled."""

from __future__ import annotations

import re
from typing import Any

_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_LAM_ALEF = {"06440627": "fefb", "06440623": "fef7", "06440625": "fef9", "06440622": "fef5"}


def split_sara_am(text: str) -> str:
    """Thai SARA AM as NIKHAHIT and SARA AA, the tone mark between: drawn the same, but copied right.

    Left whole, one half gets an empty ToUnicode entry, and copied text loses letters.
    """
    return _SARA_AM.sub("\u0e4d\\1\u0e32", text)


def join_sara_am(text: str) -> str:
    """The inverse, for comparing extracted text."""
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)


def finish(_document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher. Lam-alef is one glyph that would be read backwards as two letters: its entry becomes the one
    presentation letter, which readers normalise when searching. /AF lists each attachment twice: once is kept."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            item.stream = [_lam_alef(part) for part in item.stream]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(list(dict.fromkeys(pdf.catalog["AF"])))


def _lam_alef(part: Any) -> Any:
    if not isinstance(part, (bytes, str)) or len(part) >= 60:
        return part
    for two, one in _LAM_ALEF.items():
        old, new = f"<{two}>", f"<{one}>"
        part = part.replace(old.encode(), new.encode()) if isinstance(part, bytes) else part.replace(old, new)
    return part
