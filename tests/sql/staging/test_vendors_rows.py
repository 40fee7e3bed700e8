"""What each vendor's export becomes: tiny exports with the vendor's own headers and traps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest_world import World, adds_up

CSAT = {"id": "csat", "kind": "transactional", "scale": "csat", "minimum": 1, "maximum": 5, "satisfied_from": 4}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def take(world: World, vendor: str, content: str, **more: Any) -> dict[str, Any]:
    world.source("x", vendor=vendor, path="x/*", **more)
    world.export("x/export.csv", content)
    result = world.ingest()
    assert adds_up(result)
    return result


def test_zendesk_view(world: World) -> None:
    header = (
        "Id,Requester,Requester id,Requester email,Tags,Status,Via,Created at,Updated at,Solved at,Satisfaction Score,Reopens,"
        "First reply time in minutes,Full resolution time in minutes,Where\n"
    )
    rows = (
        "1,Ann,7,ann@example.com,a b,Solved,Mail,2026-11-14 10:00:00,2026-11-15 10:00:00,2026-11-14 12:00:00,Good,1,30,120,Delivery\n"
        "2,Ann,7,ann@example.com,closed_by_merge,Closed,Chat,2026-11-14 10:00:00,2026-11-15 10:00:00,2026-11-14 12:00:00,Not Offered,0,-,5,-\n"
        "3,Bob,1.03E+13,,,On-hold,Phone call,2026-11-14 10:00:00,2026-11-15 10:00:00,1900-01-01 00:00:00,,0,,,\n"
        "4,Bob,8,,,Solved,Web form,2026-11-14 10:00:00,2026-11-15 10:00:00,2026-11-14 12:00:00,Offered,0,1,2,\n"
        "5,Bob,8,,,Solved,Web form,2026-11-14 10:00:00,2026-11-15 10:00:00,2026-11-14 12:00:00,BadWithComment,0,1,2,\n"
    )
    good_bad = {**CSAT, "minimum": 0, "maximum": 1, "satisfied_from": 1}
    result = take(
        world, "zendesk", header + rows, zone="Asia/Tehran", survey=good_bad, columns={"touchpoint": "Where"},
        values={"touchpoint": {"Delivery": "delivery"}},
    )  # fmt: skip
    assert result["rows"]["accepted"] == 5
    tickets = world.rows(
        "ticket", "status, channel, first_reply_at::VARCHAR, solved_at::VARCHAR, first_reply_minutes, requester_key IS NULL, stage"
    )
    assert tickets == [
        ("solved", "email", "2026-11-14 07:00:00", "2026-11-14 08:30:00", 30, False, "purchase"),
        ("merged", "chat", None, "2026-11-14 08:30:00", None, False, "unmapped"),
        ("hold", "call_centre", None, None, None, True, "unmapped"),
        ("solved", "web", "2026-11-14 06:31:00", "2026-11-14 08:30:00", 1, False, "unmapped"),
        ("solved", "web", "2026-11-14 06:31:00", "2026-11-14 08:30:00", 1, False, "unmapped"),
    ]
    answers = world.rows("response", "response_id, score, sent_at IS NOT NULL, answered_at::VARCHAR, touchpoint")
    assert answers == [
        ("1", 1, True, "2026-11-15 06:30:00", "delivery"),
        ("4", None, True, None, None),
        ("5", 0, True, "2026-11-15 06:30:00", None),
    ]


def test_zendesk_ratings_of_the_api(world: World) -> None:
    records = [
        {"id": 1, "ticket_id": 9, "requester_id": 5, "assignee_id": 1, "score": "good", "comment": "x", "created_at": "2026-11-14T10:00:00Z", "updated_at": "2026-11-14T11:00:00Z"},
        {"id": 2, "ticket_id": 9, "requester_id": 5, "assignee_id": 1, "score": "offered", "comment": None, "created_at": "2026-11-14T10:00:00Z", "updated_at": "2026-11-14T10:00:00Z"},
        {"id": 3, "ticket_id": 9, "requester_id": 5, "assignee_id": 1, "score": "unoffered", "comment": None, "created_at": "2026-11-14T10:00:00Z", "updated_at": "2026-11-14T10:00:00Z"},
    ]
    result = take(
        world, "zendesk", json.dumps({"satisfaction_ratings": records, "count": 3}), survey={**CSAT, "minimum": 0, "maximum": 1, "satisfied_from": 1}
    )
    assert result["files"][0]["not_answers"] == {"not_offered": 1}
    assert world.rows("response", "score, answered_at::VARCHAR, ticket_id") == [(1, "2026-11-14 11:00:00", "9"), (None, None, "9")]


def test_qualtrics_zone_of_the_third_row_previews_and_partial_answers(world: World) -> None:
    text = (
        "RecordedDate,Status,Finished,ResponseId,UserLanguage,Q1\nRecorded,Type,Done,Id,Language,Easy?\n"
        '"{""ImportId"":""recordedDate"",""timeZone"":""America/Denver""}",a,b,c,d,e\n'
        "2026-11-14 10:00:00,0,1,R_1,TH,5\n2026-11-14 10:00:00,1,1,R_2,TH,5\n2026-11-14 10:00:00,IP Address,False,R_3,TH,5\n"
    )
    result = take(world, "qualtrics", text, columns={"score": "Q1"}, survey=CSAT)
    assert result["files"][0]["zone"] == "America/Denver"
    assert result["files"][0]["not_answers"] == {"labels": 2, "preview": 1, "partial": 1}
    assert world.rows("response", "answered_at::VARCHAR, language") == [("2026-11-14 17:00:00", "th")]


def test_surveymonkey_us_dates_and_two_header_rows(world: World) -> None:
    text = (
        "Respondent ID,Collector ID,Start Date,End Date,Email Address,How was it?\n,,,,,Response\n"
        "118000000001,1,11/04/2026 01:00:00 PM,11/04/2026 01:10:00 PM,a@example.com,5\n"
        "118000000002,1,11/04/2026 01:00:00 PM,11/04/2026 01:10:00 PM,,\n"
    )
    result = take(world, "surveymonkey", text, zone="Asia/Bangkok", columns={"score": "How was it?"}, survey=CSAT)
    assert result["files"][0]["not_answers"] == {"labels": 1, "blank_answer": 1}
    assert world.rows("response", "answered_at::VARCHAR, score") == [("2026-11-04 06:10:00", 5)]


def test_chatwoot_footer_is_no_answer(world: World) -> None:
    text = (
        "Agent Name,Rating,Feedback Comment,Contact Name,Contact Email Address,Contact Phone Number,Link to the conversation,Recorded date\n"
        "A,4,nice,Ann,ann@example.com,,https://example.com/app/conversations/12,2026-11-14 10:00:00 UTC\n"
        "Reporting period 2026-11-01 to 2026-11-20\n"
    )
    result = take(world, "chatwoot", text, survey=CSAT)
    assert (result["rows"]["read"], result["files"][0]["not_answers"]) == (1, {"footer": 1})
    assert world.rows("response", "response_id, ticket_id, score, channel") == [("12@2026-11-14T10:00:00", "12", 4, "chat")]


def test_freshdesk_hours(world: World) -> None:
    text = (
        "Ticket ID,Status,Priority,Source,Group,Created time,Resolved time,Closed time,Last update time,Initial response time,"
        "First response time (in hrs),Resolution time (in hrs),Resolution status,Survey results\n"
        "5,Resolved,Low,Phone,Care,2026-11-14 10:00:00,2026-11-15 10:00:00,,2026-11-15 10:00:00,2026-11-14 10:30:00,00:30:00,26:15:30,Within SLA,Happy\n"
    )
    take(world, "freshdesk", text, survey=CSAT, values={"score": {"Happy": "5"}})
    assert world.rows("ticket", "status, channel, first_reply_minutes, first_reply_business_minutes, resolution_business_minutes") == [
        ("solved", "call_centre", 30, 30, 1575.5)
    ]
    assert world.rows("response", "score") == [(5,)]


def test_jira_repeated_names_and_month_names(world: World) -> None:
    text = (
        "Summary,Issue key,Issue id,Status,Reporter,Created,Updated,Resolved,Sprint,Sprint,Satisfaction rating\n"
        "x,CX-1,100,Done,ann,01/Mar/26 9:05 AM,02/Mar/26 9:05 PM,02/Mar/26 9:05 PM,1,2,4\n"
        "y,CX-2,101,Waiting for customer,ann,01/Mar/26 9:05 AM,01/Mar/26 9:06 AM,,1,2,\n"
    )
    take(world, "jira", text, survey=CSAT)
    assert world.rows("ticket", "ticket_id, status, created_at::VARCHAR, resolution_minutes") == [
        ("CX-1", "solved", "2026-03-01 09:05:00", 2160), ("CX-2", "pending", "2026-03-01 09:05:00", None),
    ]  # fmt: skip
    assert world.rows("response", "response_id, score") == [("CX-1", 4)]


def test_intercom_conversations_of_the_api(world: World) -> None:
    record = {
        "id": "9", "created_at": 1794650400, "updated_at": 1794654000, "state": "closed", "priority": "priority",
        "source": {"type": "email", "author": {"id": "u1"}}, "conversation_rating": {"rating": 2, "remark": "slow", "created_at": 1794657600},
        "statistics": {"first_admin_reply_at": 1794651000, "last_close_at": 1794654000, "count_reopens": 1},
    }  # fmt: skip
    take(world, "intercom", json.dumps(record) + "\n" + json.dumps({**record, "id": "10", "conversation_rating": None}) + "\n", survey=CSAT)
    assert world.rows("ticket", "status, priority, channel, first_reply_minutes, reopens")[0] == ("solved", "high", "email", 10, 1)
    assert world.rows("response", "response_id, score, answered_at::VARCHAR") == [("9", 2, "2026-11-14 12:00:00")]


def test_google_forms_stamps_with_an_offset_and_answers_without_an_id(world: World) -> None:
    text = "Timestamp,Score,Why?\n2026/11/14 1:05:09 PM GMT+7,7 / 10,ok\n2026/11/14 1:05:09 PM GMT+7,9 / 10,ok\n"
    take(
        world, "google_forms", text, columns={"score": "Score", "comment": "Why?"},
        survey={"id": "n", "kind": "relationship", "scale": "nps", "minimum": 0, "maximum": 10},
    )  # fmt: skip
    assert sorted(world.rows("response", "score, answered_at::VARCHAR")) == [(7, "2026-11-14 06:05:09"), (9, "2026-11-14 06:05:09")]


def test_hubspot_and_salesforce_persons_share_a_pseudonym(world: World) -> None:
    world.source("hub", vendor="hubspot", path="hub/*")
    world.source("sf", vendor="salesforce", path="sf/*")
    world.export("hub/contacts.csv", "Record ID,First Name,Last Name,Email,Create Date\n123456789012,Ann,A,Ann@Example.com,2026-11-14 10:00\n")
    world.export(
        "sf/Contact.csv",
        '"ID","ISDELETED","ACCOUNTID","LASTNAME","EMAIL","CREATEDDATE"\n"003A","false","001A","A","ann@example.com ","2026-11-14T10:00:00.000Z"\n'
        '"003B","true","001A","B","b@example.com","2026-11-14T10:00:00.000Z"\n',
    )
    result = world.ingest()
    assert result["rows"]["accepted"] == 2
    keys = {r[0] for r in world.rows("contact", "contact_key")}
    assert len(keys) == 1


def test_salesforce_contracts_with_dates_that_are_never_shifted(world: World) -> None:
    text = (
        '"ID","ACCOUNTID","CONTRACTNUMBER","STATUS","STARTDATE","ENDDATE"\n'
        '"800A","001A","1","Activated","2026-01-01",""\n"800B","001A","2","Terminated","2026-01-01T00:00:00.000Z","2026-10-31"\n'
        '"800C","001A","3","Draft","2026-01-01",""\n"800D","001A","4","Activated","soon",""\n'
    )
    result = take(world, "salesforce", text, zone="America/New_York")
    assert world.rows("contract", "status, start_date::VARCHAR, end_date::VARCHAR") == [
        ("active", "2026-01-01", None), ("cancelled", "2026-01-01", "2026-10-31"),
    ]  # fmt: skip
    assert result["files"][0]["not_answers"] == {"left_out": 1}
    assert world.rejects(result)[0] | {"row": "5", "field": "start_date", "reason": "no date that can be read"} == world.rejects(result)[0]
