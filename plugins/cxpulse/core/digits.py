"""Digits and letters that look alike: Persian, Arabic and Thai digits, Arabic yeh and kaf, blanks that nobody sees."""

from __future__ import annotations

_DIGITS = "۰۱۲۳۴۵۶۷۸۹" + "٠١٢٣٤٥٦٧٨٩" + "๐๑๒๓๔๕๖๗๘๙"
FROM_DIGITS = _DIGITS + "٫"
TO_DIGITS = "0123456789" * 3 + "."
FROM_LETTERS = "يىك"
TO_LETTERS = "ییک"
BLANKS = " \t\n\r\u00a0\u3000\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
"""What is cut from both ends of a cell: blanks, no-break and ideographic ones included, and direction marks."""

_TABLE = str.maketrans(FROM_DIGITS + FROM_LETTERS, TO_DIGITS + TO_LETTERS)


def latin(text: str) -> str:
    """Digits as 0-9, the Arabic decimal sign as a point, and one form of yeh and kaf. latin("۹٫۵ ك") == "9.5 ک"."""
    return text.translate(_TABLE)


def tidy(text: str) -> str:
    """Without blanks and direction marks at the ends. tidy("\u3000 1-000 ") == "1-000"."""
    return text.strip(BLANKS)
