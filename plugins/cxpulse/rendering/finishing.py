"""What WeasyPrint 70 needs before and after it writes, so that text copies and searches right and nothing is doubled."""

from __future__ import annotations

import re
from typing import Any

from cxpulse.rendering.spoken import speak_stretches

_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_ONE_LETTER = {
    "06440627": "fefb",
    "06440623": "fef7",
    "06440625": "fef9",
    "06440622": "fef5",
    "06470654": "0647",
}


def split_sara_am(text: str) -> str:
    """Thai SARA AM as NIKHAHIT and SARA AA, the tone mark between: drawn the same, but copied right.

    Left whole, one half gets an empty ToUnicode entry, and copied text loses letters.
    """
    return _SARA_AM.sub("\u0e4d\\1\u0e32", text)


def join_sara_am(text: str) -> str:
    """The inverse, for comparing extracted text."""
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)


def finish(document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher, in four steps.

    Stretches that readers would get wrong say their letters themselves (see `spoken`). One glyph of two Persian letters
    would be read backwards: lam-alef becomes its one presentation letter, which readers normalise when searching, and heh
    with hamza becomes heh, since readers search without the hamza. Head cells say whether they head a row or a column. /AF lists each attachment twice: once is kept.
    """
    import pydyf

    letters = {font.hash: dict(font.to_unicode) for font in document.fonts.values()}
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            speak_stretches(item.stream, letters)
            item.stream = [_one_letter(part) for part in item.stream]
        elif isinstance(item, pydyf.Dictionary) and item.get("S") == "/TH":
            item["A"]["Scope"] = "/Column" if _within(pdf, item, "/THead") else "/Row"
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(list(dict.fromkeys(pdf.catalog["AF"])))


def _within(pdf: Any, element: Any, kind: str) -> bool:
    """Whether a structure element lies in one of `kind`. Parents are written as references: '12 0 R'."""
    while "P" in element:
        element = pdf.objects[int(element["P"].split()[0])]
        if element.get("S") == kind:
            return True
        if element.get("S") == "/Table":
            return False
    return False


def _one_letter(part: Any) -> Any:
    if not isinstance(part, (bytes, str)) or len(part) >= 60:
        return part
    for two, one in _ONE_LETTER.items():
        old, new = f"<{two}>", f"<{one}>"
        part = part.replace(old.encode(), new.encode()) if isinstance(part, bytes) else part.replace(old, new)
    return part
