"""Follow-ups on the page, through Airflow's own API server: who may look, who may change, once, and never over another's head."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import message_collector
from cxpulse.state.follow_up_log import Who, changes
from cxpulse.state.follow_ups import FollowUp, FollowUps

HOSTILE = "<script>alert(1)</script>"
NOW = dt.datetime.now(dt.UTC)
HOUR = dt.timedelta(hours=1)
WORDS = {"en": "I take it", "fa": "برعهده می‌گیرم", "th": "รับเรื่อง"}


def follow_up(number: int, **over: Any) -> FollowUp:
    known: dict[str, Any] = {
        "key": f"{number:024x}", "rule": "unhappy_account", "week": dt.date(2026, 11, 14), "account_id": f"ACC-{number}",
        "respondent_key": f"{number:016x}", "survey_id": "relationship_nps", "response_id": "r", "reason": "score 3", "region": "Tehran",
        "plan": "business", "value": 12000.0, "owner": "Support lead", "opened_at": NOW - 30 * HOUR, "due_at": NOW + 18 * HOUR,
    }  # fmt: skip
    return FollowUp(**{**known, **over})


@pytest.fixture(scope="module")
def server(synced_bag: Any) -> Any:
    """Airflow's API server with this project's plugin, in this process."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    return TestClient(create_app(apps="core"), raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FollowUps:
    """Three that wait, the second overdue and the third an account at risk with a hostile name, and one that is answered."""
    from cxpulse.catalog.settings import load_settings

    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path))
    made = FollowUps(load_settings().state_database)
    late = follow_up(2, due_at=NOW - 26 * HOUR)
    risk = follow_up(3, rule="account_at_risk", reason="ticket_surge, reopened", account_id=HOSTILE, respondent_key=None, owner="CX director")
    done = follow_up(4, acknowledged_at=NOW, acted_at=NOW, answered_at=NOW, account_id="ACC-DONE")
    made.open([follow_up(1), late, risk, done])
    return made


def cookie(name: str, role: str) -> dict[str, str]:
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    return {"Cookie": f"_token={get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=name, role=role))}"}


@pytest.fixture
def sara(server: Any) -> dict[str, str]:
    return cookie("sara", "USER")


@pytest.fixture
def omid(server: Any) -> dict[str, str]:
    return cookie("omid", "USER")


@pytest.fixture
def reader(server: Any) -> dict[str, str]:
    return cookie("reader", "VIEWER")


def form(server: Any, who: dict[str, str], number: int, action: str, **fields: str) -> dict[str, str]:
    """What a browser would send from the card of a follow-up."""
    html = server.get("/cx/follow-ups?everything=1", headers=who).text
    card = html.partition(f'id="f-{number:024x}"')[2].partition("</article>")[0]
    return {**dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', card)), "action": action, **fields}


def post(server: Any, who: dict[str, str], sent: dict[str, str], **headers: str) -> Any:
    return server.post("/cx/follow-ups", data=sent, headers={**who, "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", **headers})


def cards(html: str) -> list[str]:
    return re.findall(r'<article id="f-(\w+)"', html)


def test_the_list_has_the_longest_overdue_first(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    html = server.get("/cx/follow-ups", headers=sara).text
    assert [int(key, 16) for key in cards(html)] == [2, 1, 3]
    assert html.count("overdue by") == 1
    for said in ("Account ACC-1", "Customer 00000000", "Score 3 of 10", "Support lead", "12,000 EUR", "20 November 2026", "Asia/Tehran"):
        assert said in html, said
    assert [int(key, 16) for key in cards(server.get("/cx/follow-ups?everything=1", headers=sara).text)] == [2, 1, 3, 4]
    assert [int(key, 16) for key in cards(server.get("/cx/follow-ups?owner=CX+director", headers=sara).text)] == [3]


def test_owners_are_named_in_the_readers_language_and_kept_under_one_name(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    html = server.get("/cx/follow-ups?lang=fa", headers=sara).text
    assert "سرپرست پشتیبانی" in html
    assert "<bdi>Support lead" not in html
    assert ">مدیر تجربهٔ مشتری</option>" in html
    assert "امتیاز" in html
    assert "از \u2066۱۰\u2069" in html
    post(server, sara, form(server, sara, 1, "reassign", to="مدیر تجربهٔ مشتری"))
    row = table.find(f"{1:024x}")
    assert row is not None
    assert row.owner == "CX director"


def test_a_step_is_kept_with_name_and_time_where_the_csv_finds_it(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    answer = post(server, sara, form(server, sara, 1, "acknowledged"))
    assert answer.status_code == 303
    assert "Saved." in server.get(f"/cx/{answer.headers['location']}", headers=sara).text
    post(server, sara, form(server, sara, 1, "acted", note="Called,\n sent a voucher"))
    row = table.find(f"{1:024x}")
    assert row is not None
    assert row.acknowledged_at is not None
    assert (row.state(dt.datetime.now(dt.UTC)), row.note) == ("acted", "Called, sent a voucher")
    text = server.get("/cx/follow-ups.csv", headers=sara).content.decode("utf-8-sig")
    line = next(r for r in csv.DictReader(io.StringIO(text)) if r["key"] == row.key)
    assert (line["note"], bool(line["acted_at"])) == (row.note, True)
    from cxpulse.catalog.settings import load_settings

    log = changes(load_settings().state_database, [row.key])[row.key]
    assert [(c.field, c.by, c.way) for c in log] == [("acknowledged_at", "sara", "page"), ("acted_at", "sara", "page"), ("note", "sara", "page")]
    assert "· sara" in server.get("/cx/follow-ups", headers=sara).text


def test_a_double_click_is_one_change(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    sent = form(server, sara, 1, "acted", note="called")
    first = post(server, sara, sent)
    when = table.find(f"{1:024x}")
    second = post(server, sara, sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert table.find(f"{1:024x}") == when


def test_who_was_quicker_is_told_and_nothing_is_written_over(
    server: Any, table: FollowUps, sara: dict[str, str], omid: dict[str, str]
) -> None:
    late = form(server, omid, 1, "acted", note="mine")
    post(server, sara, form(server, sara, 1, "acted", note="hers"))
    answer = post(server, omid, late)
    assert answer.status_code == 409
    assert "sara was quicker" in answer.text
    row = table.find(f"{1:024x}")
    assert row is not None
    assert row.note == "hers"
    assert post(server, omid, form(server, omid, 1, "acted", note="again")).status_code == 409, "a step is taken once"


def test_of_two_who_take_the_same_the_second_is_told_who_has_it(
    server: Any, table: FollowUps, sara: dict[str, str], omid: dict[str, str]
) -> None:
    late = form(server, omid, 1, "acknowledged")
    post(server, sara, form(server, sara, 1, "acknowledged"))
    answer = post(server, omid, late)
    assert (answer.status_code, "sara was quicker" in answer.text) == (409, True)


def test_one_who_changed_it_by_command_is_told_too(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    late = form(server, sara, 1, "reassign", to="CX director")
    table.update(f"{1:024x}", {"owner": "Key account lead"}, Who("nina", "command", NOW))
    answer = post(server, sara, late)
    assert (answer.status_code, "nina was quicker" in answer.text) == (409, True)
    post(server, sara, form(server, sara, 1, "reassign", to="  CX   director "))
    row = table.find(f"{1:024x}")
    assert row is not None
    assert row.owner == "CX director"


def test_a_reader_sees_no_button_and_may_change_nothing(server: Any, table: FollowUps, reader: dict[str, str], sara: dict[str, str]) -> None:
    html = server.get("/cx/follow-ups", headers=reader).text
    assert len(cards(html)) == 3
    assert 'method="post"' not in html
    assert "token" not in html
    assert post(server, reader, form(server, sara, 1, "acknowledged")).status_code == 403
    assert server.post("/cx/follow-ups", data={"key": "x"}).status_code == 401
    assert server.get("/cx/follow-ups").status_code == 401
    assert server.get("/cx/follow-ups.csv").status_code == 401
    row = table.find(f"{1:024x}")
    assert row is not None
    assert row.acknowledged_at is None


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {}),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, {}),
        ({"Origin": "null"}, {}),
        ({"Origin": "http://testserver.evil.example"}, {}),
        ({}, {"token": ""}),
        ({}, {"token": "eyJ.forged"}),
        ({}, {"token": "of somebody else"}),
    ],
)
def test_a_form_of_another_site_changes_nothing(
    server: Any, table: FollowUps, sara: dict[str, str], omid: dict[str, str], headers: dict[str, str], fields: dict[str, str]
) -> None:
    sent = {**form(server, sara, 1, "acknowledged"), **fields}
    if sent["token"] == "of somebody else":
        sent["token"] = form(server, omid, 1, "acknowledged")["token"]
    assert post(server, sara, sent, **headers).status_code == 403
    row = table.find(f"{1:024x}")
    assert row is not None
    assert row.acknowledged_at is None


def test_a_script_with_a_bearer_token_needs_no_form(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    seen = form(server, sara, 1, "acknowledged")["seen"]
    bearer = {"Authorization": f"Bearer {sara['Cookie'].removeprefix('_token=')}"}
    answer = server.post("/cx/follow-ups", data={"key": f"{1:024x}", "action": "acknowledged", "seen": seen}, headers=bearer)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "acted", "note": " "}, 400),
        ({"action": "reassign", "to": ""}, 400),
        ({"action": "reassign", "to": "x" * 201}, 400),
        ({"action": "acknowledged", "note": "x" * 501}, 400),
        ({"action": "delete"}, 400),
        ({"action": "acknowledged", "key": "f" * 24}, 404),
        ({"action": "acknowledged", "key": "f" * 25}, 422),
        ({"action": "acknowledged", "seen": "0"}, 409),
    ],
)
def test_what_cannot_be_is_told(server: Any, table: FollowUps, sara: dict[str, str], fields: dict[str, str], status: int) -> None:
    answer = post(server, sara, {**form(server, sara, 1, fields["action"]), **fields})
    assert answer.status_code == status
    assert table.find(f"{1:024x}") == follow_up(1)


def test_the_way_back_keeps_language_and_owner(server: Any, table: FollowUps, sara: dict[str, str]) -> None:
    sent = {**form(server, sara, 1, "acknowledged"), "lang": "fa", "owner": "Support lead&x=1\r\nSet-Cookie: a=b", "everything": "1"}
    where = urlsplit(post(server, sara, sent).headers["location"])
    assert where.path == "follow-ups"
    assert parse_qs(where.query)["owner"] == ["Support lead&x=1\r\nSet-Cookie: a=b"]
    assert parse_qs(where.query)["lang"] == ["fa"]


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_text_of_others_is_never_markup(server: Any, table: FollowUps, sara: dict[str, str], code: str) -> None:
    table.update(f"{1:024x}", {"note": HOSTILE, "owner": f'"{HOSTILE}'}, Who(HOSTILE, "command", NOW))
    table.update(f"{1:024x}", {"acknowledged_at": NOW}, Who(HOSTILE, "command", NOW))
    answer = server.get(f"/cx/follow-ups?lang={code}&owner={HOSTILE}", headers=sara)
    answer = server.get(f"/cx/follow-ups?lang={code}", headers=sara)
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "style=" not in answer.text
    assert WORDS[code] in answer.text
    assert "script" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("code", ["fa", "th"])
def test_every_word_of_the_pages_is_translated(code: str) -> None:
    from cxpulse.catalog.language import load_language
    from cxpulse.web import follow_ups, page
    from cxpulse.web.frame import PAGES
    from cxpulse.web.words import catalogue

    tables = (follow_ups.BUTTONS, follow_ups.NOTICES, page.CHANGED, page.STATES, page.OUTCOMES, PAGES)
    said = message_collector.page_messages() | {text for words in tables for text in words.values()}
    known = catalogue(code)
    assert sorted(text for text in said if text not in known and ("", text) not in load_language(code).messages) == []
    assert all(re.findall(r"%\((\w+)\)s", text) == re.findall(r"%\((\w+)\)s", known[text]) for text in known)
