"""Customers' own words made safe to print: cleaned, masked, with a direction and a language. All functions are pure."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_KEPT_MARKS = 3
_EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,9}://|\bwww\.)[^\s<>\"']+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_LONG_NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s().\-/\u2013]{0,2}\d){6,}(?!\w)")
_DATE = re.compile(
    r"(?:1[34]|19|20|25)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:1[34]|19|20|25)\d\d"
)
_AMOUNT = re.compile(r"\d{1,3}(?:[ .]000)+|\d{1,3}(?:\.\d{3})+")


def clean_text(text: str, limit: int = 600) -> str:
    """One line of harmless text: no control, direction-override, zero-width, private or tag characters; at most three
    combining marks in a row; white space collapsed; cut at a word with an ellipsis after `limit` characters.

    The zero-width non-joiner stays inside Arabic-script words, where it is spelling. Markup is left as it is: escaping
    belongs to the writer. clean_text("a\u202eb\x00\n c") is "ab c".
    """
    kept: list[str] = []
    marks = 0
    for ch in unicodedata.normalize("NFC", text[: 20 * limit]):
        kind = unicodedata.category(ch)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if ch in _JOINERS:
            if kept and "\u0600" <= kept[-1] <= "\u06ff":
                kept.append("\u200c")
        elif ch.isspace():
            kept.append(" ")
        elif kind[0] == "C" or marks > _KEPT_MARKS or "\ufe00" <= ch <= "\ufe0f" or ch == "\u034f":
            continue
        else:
            kept.append(ch)
    line = re.sub("\u200c+(?=$|[^\u0600-\u06ff])", "", " ".join("".join(kept).split()))
    return line if len(line) <= limit else _cut(line, limit)


def _cut(line: str, limit: int) -> str:
    head = line[:limit]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 0.6 else head).rstrip(" ,;:\u060c\u061b") + "\u2026"


def mask_text(text: str) -> str:
    """Hides what points to a person: e-mail addresses, links, bank accounts, and every number of seven or more digits
    (telephone, card, identity, order), in any script's digits. Dates and rounded amounts stay.

    mask_text("call 0912 345 6789 or a.b@c.ir") is "call *** or ***@***".
    """
    text = _EMAIL.sub("***@***", text)
    text = _URL.sub("www.***", text)
    text = _IBAN.sub("***", text)
    return _LONG_NUMBER.sub(_mask_number, text)


def _mask_number(match: re.Match[str]) -> str:
    found = match.group().strip()
    if _DATE.fullmatch(found) or _AMOUNT.fullmatch(found):
        return match.group()
    return "***"


def text_direction(text: str, default: str = "ltr") -> str:
    """'rtl' or 'ltr' by most of the letters, so that a Persian sentence that begins with a brand's Latin name stays Persian;
    as many of both: by the first. (The PDF writer lacks HTML's dir=auto, which looks at the first letter only.)

    text_direction("iPhone من خراب شد") is 'rtl'.
    """
    ways = [kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]
    if not ways:
        return default
    right_to_left = sum(ways)
    if 2 * right_to_left == len(ways):
        return "rtl" if ways[0] else "ltr"
    return "rtl" if 2 * right_to_left > len(ways) else "ltr"


def guess_language(text: str, default: str = "en") -> str:
    """'th' or 'fa' when most letters are of that script, else 'en' when there are Latin letters, else the default."""
    thai = sum("\u0e00" <= ch <= "\u0e7f" for ch in text)
    arabic = sum("\u0600" <= ch <= "\u06ff" for ch in text)
    latin = sum(ch.isascii() and ch.isalpha() for ch in text)
    best = max(thai, arabic, latin)
    if best == 0:
        return default
    return "th" if best == thai else "fa" if best == arabic else "en"


def speak_symbols(text: str, drawable: frozenset[int]) -> str:
    """The text with every character outside `drawable` (code points) said in words or as '?': emoji become ':name:'.

    So a picture, which no font of the report has, neither becomes an empty box nor vanishes.
    """
    out = []
    for ch in text:
        if ord(ch) in drawable or ch in _JOINERS:
            out.append(ch)
        elif unicodedata.category(ch) in ("So", "Sk", "Sm", "Po"):
            out.append(f":{unicodedata.name(ch, 'symbol').lower()}:")
        else:
            plain = "".join(c for c in unicodedata.normalize("NFKD", ch) if ord(c) in drawable)
            out.append(plain or "?")
    return "".join(out)
