"""Parts as Slack blocks. Slack's limits (docs.slack.dev, Block Kit reference) hold by construction: every text is cut here."""

from __future__ import annotations

import re
from typing import Any

from cxpulse.catalog.language import Language
from cxpulse.delivery.messages import PICTURE
from cxpulse.delivery.parts import (
    Bullets,
    Facts,
    Heading,
    Links,
    Paragraph,
    Part,
    Quotes,
    Rule,
    Shown,
    Small,
    Title,
)
from cxpulse.delivery.quotes import Quote
from cxpulse.delivery.words import cut, mrkdwn, start

BLOCKS_MAX = 50
HEADER_MAX = 150
SECTION_MAX = 3000
FIELDS_MAX = 10
FIELD_MAX = 2000
CONTEXT_MAX = 10
CONTEXT_TEXT_MAX = 2000
ALT_MAX = 2000
BUTTONS_MAX = 5
BUTTON_MAX = 75
URL_MAX = 3000

Block = dict[str, Any]
_HALF_ENTITY = re.compile(r"&[a-z]*(\u2026)$")


def blocks(parts: list[Part], language: Language) -> tuple[Block, ...]:
    """The blocks of a message, at most 50: what is over is left out from the end, but never the last line (`Small`)."""
    made = [block for part in parts for block in _block(part, language)]
    return tuple(made if len(made) <= BLOCKS_MAX else [*made[: BLOCKS_MAX - 1], made[-1]])


def _block(part: Part, language: Language) -> list[Block]:
    match part:
        case Title(text):
            return [{"type": "header", "text": _plain(start(language, text), HEADER_MAX)}]
        case Heading(text):
            return [_section(f"*{mrkdwn(text)}*", language)]
        case Paragraph(text, label):
            return [_section(f"*{mrkdwn(label)}*\n{mrkdwn(text)}" if label else mrkdwn(text), language)]
        case Facts(pairs):
            return (
                [{"type": "section", "fields": [_field(*pair, language) for pair in pairs[:FIELDS_MAX]]}]
                if pairs
                else []
            )
        case Bullets(label, items):
            lines = [f"*{mrkdwn(label)}*", *(f"\u2022 {mrkdwn(item)}" for item in items)]
            return [_section("\n".join(lines), language)] if items else []
        case Quotes(items):
            return [_quote(quote, language) for quote in items]
        case Shown(alt):
            return [{"type": "image", "slack_file": {"id": PICTURE}, "alt_text": cut(alt or "-", ALT_MAX)}]
        case Links(items):
            return [{"type": "actions", "elements": buttons}] if (buttons := _buttons(items)) else []
        case Small(text):
            return [
                {"type": "context", "elements": [_mrkdwn(start(language, mrkdwn(text)), CONTEXT_TEXT_MAX)]}
            ]
        case Rule():
            return [{"type": "divider"}]


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def _mrkdwn(text: str, limit: int) -> Block:
    return {"type": "mrkdwn", "text": _HALF_ENTITY.sub(r"\1", cut(text, limit)), "verbatim": True}


def _section(text: str, language: Language) -> Block:
    return {"type": "section", "text": _mrkdwn(start(language, text), SECTION_MAX)}


def _field(name: str, value: str, language: Language) -> Block:
    return _mrkdwn(start(language, f"*{mrkdwn(name)}*\n{mrkdwn(value)}"), FIELD_MAX)


def _quote(quote: Quote, language: Language) -> Block:
    """Plain text elements: Slack reads no markup, mention or emoji in them."""
    mark = "\u200f" if quote.dir == "rtl" else "\u200e"
    texts = (f"{mark}\u00ab{quote.text}\u00bb", start(language, quote.source))
    return {"type": "context", "elements": [_plain(text, CONTEXT_TEXT_MAX) for text in texts[:CONTEXT_MAX]]}


def _buttons(items: tuple[tuple[str, str], ...]) -> list[Block]:
    good = [
        (label, url)
        for label, url in items
        if url.startswith(("https://", "http://")) and len(url) <= URL_MAX
    ]
    return [
        {"type": "button", "text": _plain(label, BUTTON_MAX), "url": url, "action_id": f"cxpulse_link_{at}"}
        for at, (label, url) in enumerate(good[:BUTTONS_MAX])
    ]
