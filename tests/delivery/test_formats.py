"""What mails and posts say: whole, in the reader's language, inert whatever a customer wrote, within every limit."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html.parser
import json
import re
from typing import Any

import pytest

from cxpulse.catalog.language import load_language
from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.core.report_model import Comment, Phrase, ReportModel
from cxpulse.core.report_reading import read_model
from cxpulse.delivery import blocks, parts
from cxpulse.delivery.content import Envelope, ReportContent
from cxpulse.delivery.formats import load_format, mail_report, slack_report
from cxpulse.delivery.messages import MailMessage
from cxpulse.delivery.words import as_html, cut, mrkdwn
from fakes.report import VARIANTS, rich

LANGUAGES = ("en", "fa", "th")
HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="steal()"> <a href="http://evil.example">x</a> <!channel> <@U1> *bold* `code` '
    "=HYPERLINK(1) {{ 7*7 }} {% raw %} %(n)s \u202egnp.exe \u2067 \u200bzero file:///etc/passwd a.b@c.example 0912 345 6789"
)


def envelope(code: str = "en", page: str = "https://cx.novin.example/cx?a=1&b=2") -> Envelope:
    return Envelope(
        key="0123456789abcdef",
        audience=f"weekly.{code}",
        address="director@novin.example",
        name="Director",
        language=load_language(code),
        sender="CX Pulse <cx@novin.example>",
        date=dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC),
        page_url=page,
    )


def with_comment(text: str) -> ReportModel:
    comment = Comment(text, 0, 10, "complaint", "delivery", "web", "en")
    return dataclasses.replace(rich(), comments=(comment,))


class Tags(html.parser.HTMLParser):
    """Every tag with its attributes, and which are open at the end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_every_kind_of_week_in_every_language(variant: str, code: str) -> None:
    content = ReportContent(VARIANTS[variant](), b"\x89PNG", b"%PDF")
    mail = mail_report.write(content, envelope(code))
    tags = Tags(mail.html)
    assert tags.open == []
    assert mail.subject in mail.subject.strip()
    assert not re.search("[\u2066-\u2069]", mail.subject + mail.text + mail.html)
    assert "%(" not in mail.text + mail.html
    assert {t for t, _ in tags.seen} <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "b",
        "br",
        "img",
        "a",
        "span",
    }
    post = slack_report.write(content, envelope(code))
    assert all(len(b["text"]["text"]) <= blocks.HEADER_MAX for b in post.blocks if b["type"] == "header")
    assert len(post.blocks) <= blocks.BLOCKS_MAX


def test_the_text_part_stands_alone() -> None:
    mail = mail_report.write(ReportContent(rich(), b"\x89PNG", b"%PDF"), envelope())
    for piece in (
        "NPS fell in support",
        "14–20 November 2026",
        "CSAT, share satisfied: 82.4%",
        "Sara Rahimi",
        "score 3 of 10",
        "attached",
        "https://cx",
    ):
        assert piece in mail.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_both_directions_are_written_for_word_based_programs(code: str) -> None:
    mail = mail_report.write(ReportContent(rich(), b"\x89PNG", b"%PDF"), envelope(code))
    way, side = ("rtl", "right") if code == "fa" else ("ltr", "left")
    tags = Tags(mail.html).seen
    tables = [a for t, a in tags if t == "table"]
    assert all(a["dir"] == way for a in tables)
    cells = [a for t, a in tags if t in ("td", "th") and "text-align" in (a.get("style") or "")]
    assert all(f"text-align:{a['align']}" in (a["style"] or "") for a in cells)
    assert [a["align"] for a in cells].count(side) > len(cells) // 2
    assert {a["dir"] for t, a in tags if t == "td" and a.get("dir")} == (
        {"rtl", "ltr"}
    )  # the comments keep their own
    (image,) = [a for t, a in tags if t == "img"]
    assert image["src"] == f"cid:{mail.pictures[0].cid}"
    assert image["alt"]


def test_a_hostile_comment_is_inert_in_html() -> None:
    mail = mail_report.write(ReportContent(with_comment(HOSTILE), None, None), envelope())
    tags = Tags(mail.html).seen
    assert not {"script", "img"} & {t for t, _ in tags}
    assert [a["href"] for t, a in tags if t == "a"] == ["https://cx.novin.example/cx?a=1&b=2"]
    assert not any(name.startswith("on") for _, a in tags for name in a)
    assert "&lt;script&gt;alert(1)" in mail.html
    for secret in ("a.b@c.example", "345 6789", "\u202e", "\u200b", "/etc/passwd"):
        assert secret not in mail.html + mail.text
    assert "{{ 7*7 }}" in mail.text


def test_ten_thousand_characters_are_cut() -> None:
    mail = mail_report.write(ReportContent(with_comment("very bad " * 1200), None, None), envelope())
    assert mail.text.count("very bad") < 40


def test_a_key_figure_is_never_a_zero_when_there_is_none() -> None:
    mail = mail_report.write(ReportContent(VARIANTS["twelve"](), None, None), envelope())
    assert "CSAT, share satisfied: too few answers\n" in mail.text
    assert "First reply, median: not supplied\n\n" in mail.text  # and no n of answers that nobody could give


def test_the_text_part_gives_each_figures_interval_and_n() -> None:
    lines = mail_report.write(ReportContent(rich(), None, None), envelope()).text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("- CSAT, share satisfied: 82.4%"))
    assert re.fullmatch(r"  95% interval [\d.]+–[\d.]+%; n = [\d,]+", lines[at + 1])
    assert all(len(line) < 80 for line in lines if line.startswith("  95%"))


def test_message_ids_are_fixed_by_report_week_and_audience() -> None:
    def made(code: str, **over: Any) -> MailMessage:
        return mail_report.write(
            ReportContent(dataclasses.replace(rich(), **over), None, None), envelope(code)
        )

    assert made("en").message_id == "<cx.report.weekly.2026-11-14.weekly.en@novin.example>"
    ids = {made("en").message_id, made("fa").message_id, made("en", week=dt.date(2026, 11, 7)).message_id}
    assert len(ids) == 3


def test_the_saved_model_is_read_back_whole() -> None:
    for make in VARIANTS.values():
        model = make()
        assert read_model(model.to_json()) == model
        assert read_model(model.to_json()).digest() == model.digest()
    with pytest.raises(InputError, match="no saved report"):
        read_model('{"report": "weekly", "colour": 1}')
    with pytest.raises(InputError, match=r"report\.headline"):
        read_model(
            json.dumps(
                {**json.loads(rich().to_json()), "headline": {"msgid": "x", "values": {}, "colour": 1}}
            )
        )


def test_formats_are_picked_by_name() -> None:
    assert load_format("mail", "report").CARRIER == "smtp"
    with pytest.raises(ConfigurationError, match="'fax' has no format for a report; there are: mail_alert"):
        load_format("fax", "report")


def test_isolated_parts_become_spans() -> None:
    assert str(as_html("a \u2066−5\u2069 & <b> \u2068متن \u2066۷\u2069\u2069 \u2067stray")) == (
        'a <span dir="ltr">−5</span> &amp; &lt;b&gt; <span dir="rtl">متن <span dir="ltr">۷</span></span> stray'
    )


def test_slack_marks() -> None:
    assert mrkdwn("<!here> & a_name") == "&lt;!here&gt; &amp; a_name"
    assert mrkdwn("*bold*") == "\u200b*\u200bbold\u200b*\u200b"
    assert cut("abcdef", 4) == "abc…"


def test_slack_limits_hold_for_absurd_parts() -> None:
    long = "& " * 9000
    made = blocks.blocks(
        [
            parts.Title(long),
            *[parts.Paragraph(long)] * 60,
            parts.Facts(((long, long),) * 30),
            parts.Links((("x" * 200, "https://a.example"), ("bad", "javascript:alert(1)"))),
            parts.Small("last"),
        ],
        load_language("en"),
    )
    assert len(made) == 50
    assert made[-1]["elements"][0]["text"] == "last"
    assert all(len(b["text"]["text"]) <= 3000 for b in made if b["type"] == "section" and "text" in b)
    assert not any(
        re.search("&[a-z]*…", json.dumps(b, ensure_ascii=False)) for b in made if b["type"] == "section"
    )
    (buttons,) = blocks.blocks(
        [parts.Links((("x" * 200, "https://a.example"), ("bad", "javascript:alert(1)")))], load_language("en")
    )
    assert [len(b["text"]["text"]) for b in buttons["elements"]] == [75]


def test_a_missing_word_stops_the_mail_with_its_name() -> None:
    from cxpulse.core.errors import RenderingError

    odd = dataclasses.replace(rich(), lead=Phrase("No catalogue has this"))
    with pytest.raises(RenderingError, match="No catalogue has this"):
        mail_report.write(ReportContent(odd, None, None), envelope("fa"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_mail_fits_a_narrow_screen_and_word_gets_its_fixed_width(code: str) -> None:
    html_text = mail_report.write(ReportContent(rich(), b"\x89PNG", b"%PDF"), envelope(code)).html
    for_word = re.findall(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", html_text)
    assert 'width="640"' in for_word[0]
    others = re.sub(r"<!--.*?-->", "", html_text)
    assert set(re.findall(r'<table[^>]* width="(\d+%?)"', others)) == {"100%"}
    assert "max-width:640px" in others
    assert not re.search(r"[;\"]width:\d{3,}px", others)
