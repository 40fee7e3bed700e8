"""A further language is one .po file: German is put beside the others, and a whole report comes out in it."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import example
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from pdf_tools import pages_text

import message_collector
from cxpulse.catalog.language import language_codes, load_language
from cxpulse.core.errors import RenderingError
from cxpulse.rendering.card import render_card
from cxpulse.rendering.pdf import render_pdf
from cxpulse.rendering.workbook import render_workbook

HEADER = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Direction: ltr\\n"
"X-Calendar: gregorian\\n"
"X-Digits: latn\\n"
"X-Separators: .,\\n"
"X-Range-Word: bis\\n"
"X-Fonts: Inter, Vazirmatn, \\"Noto Sans Thai\\"\\n"
"""
WORDS = {
    "Key figures": "Kennzahlen",
    "Trend": "Verlauf",
    "In their words": "In ihren Worten",
    "Weekly customer experience report": "Wöchentlicher Bericht zum Kundenerlebnis",
    "No clear change: %(metric)s is %(now)s": "Keine klare Änderung: %(metric)s beträgt %(now)s",
}


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose only difference is templates/locale/de.po."""
    root = message_collector.ROOT
    for name in ("dags", "plugins", "sql"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "templates").mkdir()
    for path in (root / "templates").iterdir():
        if path.name != "locale":
            (tmp_path / "templates" / path.name).symlink_to(path)
    shutil.copytree(root / "templates" / "locale", tmp_path / "templates" / "locale")
    (tmp_path / "templates" / "locale" / "de.po").write_bytes(HEADER.encode() + b"\n" + entries())
    monkeypatch.setenv("CXPULSE_PROJECT", str(tmp_path))
    return tmp_path


def entries() -> bytes:
    """Every entry of the Thai catalogue: a few in German, the others with the English words."""
    with (message_collector.ROOT / "templates" / "locale" / "th.po").open("rb") as file:
        thai = read_po(file)
    german, english = Catalog(fuzzy=False), load_language("en")
    for message in thai:
        if message.id:
            plural = isinstance(message.id, (tuple, list))
            words = tuple(message.id) if plural else WORDS.get(message.id, message.id)
            if message.context:
                words = english.messages.get((message.context, str(message.id)), (message.id,))[0]
            german.add(message.id, words, context=message.context)
    out = io.BytesIO()
    write_po(out, german, omit_header=True)
    return out.getvalue()


def test_a_report_comes_out_in_a_language_of_one_file(german: Path) -> None:
    assert language_codes() == ["de", "en", "fa", "th"]
    language = load_language("de")
    text = " ".join(" ".join(pages_text(render_pdf(example.quiet(), language))).split())
    for piece in (
        "Keine klare Änderung: NPS beträgt 36,4", "Kennzahlen", "Verlauf", "In ihren Worten", "14–20 November 2026",
        "82,4%", "11.236", "Samstag 21 November 2026",
    ):  # fmt: skip
        assert piece in text, piece
    assert render_card(example.quiet(), language).startswith(b"\x89PNG")
    assert render_workbook(example.quiet(), language)[:2] == b"PK"


def test_a_word_that_is_missing_stops_the_report_with_its_name(german: Path) -> None:
    path = german / "templates" / "locale" / "de.po"
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgid "Key figures"', 'msgid "Other figures"'),
        encoding="utf-8",
    )
    with pytest.raises(RenderingError, match=r"de\.po has no translation of 'Key figures'"):
        render_pdf(example.quiet(), load_language("de"))
