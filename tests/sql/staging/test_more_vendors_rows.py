"""Helpdesks, surveys and deals whose exports hold traps of their own: tiny files with the vendor's headers, and their rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest_world import World, adds_up

CSAT = {
    "id": "csat",
    "kind": "transactional",
    "scale": "csat",
    "minimum": 1,
    "maximum": 5,
    "satisfied_from": 4,
}
THREE = {**CSAT, "id": "happiness", "maximum": 3, "satisfied_from": 3}
RT = {"id": "7", "type": "ticket", "Status": "open", "Queue": "Care", "Created": "2026-11-14T10:00:00Z", "Resolved": "1970-01-01T00:00:00Z",
      "LastUpdated": "2026-11-14T11:00:00Z", "Priority": "80", "Requestors": "ann@example.com, bob@example.com", "CustomFields": {}}  # fmt: skip

CASES: dict[str, tuple[str, str, dict[str, Any], dict[str, int], str, str, list[tuple[Any, ...]]]] = {
    "Request Tracker by its API: 1970 is no date, priority is a number": (
        "request_tracker", json.dumps(RT) + "\n" + json.dumps({**RT, "id": "8", "Status": "resolved", "Resolved": "2026-11-14T12:00:00Z"}) + "\n", {}, {},
        "ticket", "ticket_id, status, solved_at::VARCHAR, priority, team, requester_key IS NOT NULL",
        [("7", "open", None, "urgent", "Care", True), ("8", "solved", "2026-11-14 12:00:00", "urgent", "Care", True)]),
    "Request Tracker's spreadsheet: tabs, 'Not set', day names": (
        "request_tracker", "id\tSubject\tStatus\tQueueName\tPriority\tCreated\tResolved\tLastUpdated\n"
        "7\tx\tstalled\tCare\t0\tSat Nov 14 10:00:00 2026\tNot set\tSat Nov 14 11:00:00 2026\n", {}, {},
        "ticket", "status, created_at::VARCHAR, solved_at, priority", [("pending", "2026-11-14 10:00:00", None, "low")]),
    "Zoho Desk: hours as hh:mm, a happiness rating": (
        "zoho", "Ticket Id,Ticket Reference Id,Status,Department,Channel,Created Time,Modified Time,Ticket Closed Time,First Response Time in Business Hours,Happiness Rating\n"
        "42,101,Closed,Care,Phone,2026-11-14 10:00:00,2026-11-15 10:00:00,2026-11-15 10:00:00,26:15,Good\n", {"survey": THREE}, {},
        "ticket", "ticket_id, status, channel, first_reply_business_minutes, resolution_minutes", [("101", "closed", "call_centre", 1575, 1440)]),
    "Zoho CRM accounts": (
        "zoho", "Record Id,Account Name,Industry,Annual Revenue,Created Time,Modified Time\nzcrm_1,Novin,Retail,1200,2026-11-14 10:00:00,2026-11-14 10:00:00\n", {}, {},
        "account", "account_id, name, annual_revenue", [("zcrm_1", "Novin", 1200)]),
    "LimeSurvey: partial answers, and a survey that keeps no dates": (
        "limesurvey", 'id,submitdate,lastpage,startlanguage,token,Q1\n"1","2026-11-14 10:00:00","2","fa","t1","5"\n"2","","1","en","t2","3"\n"3","1980-01-01 00:00:00","2","en","t3","4"\n',
        {"survey": CSAT, "columns": {"score": "Q1"}}, {"partial": 1}, "response", "response_id, language, score", [("1", "fa", 5)]),
    "Formbricks: numbered questions, partial answers": (
        "formbricks", 'No.,Response ID,Timestamp,Finished,Survey ID,Formbricks ID (internal),User ID,Tags,1. How was it?\n'
        '1,r1,2026-11-14 10:00:00,Yes,s1,f1,u1,,4\n2,r2,2026-11-14 10:00:00,No,s1,f2,,,2\n',
        {"survey": CSAT, "columns": {"score": "1. How was it?"}}, {"partial": 1}, "response", "response_id, score, respondent_key IS NOT NULL", [("r1", 4, True)]),
    "Formbricks by its API": (
        "formbricks", json.dumps({"data": [{"id": "r1", "createdAt": "2026-11-14T10:00:00.000Z", "surveyId": "s", "finished": True, "data": {"q1": 3}, "contact": {"userId": "u"}}]}),
        {"survey": CSAT, "columns": {"score": "data.q1"}}, {}, "response", "response_id, score", [("r1", 3)]),
    "Salesforce cases": (
        "salesforce", '"ID","ISDELETED","CASENUMBER","ACCOUNTID","STATUS","PRIORITY","ORIGIN","CREATEDDATE","CLOSEDDATE","ISCLOSED","SYSTEMMODSTAMP"\n'
        '"5A","false","1","001A","Closed","Medium","Phone","2026-11-14T10:00:00.000Z","2026-11-14T12:00:00.000Z","true","2026-11-14T12:00:00.000Z"\n'
        '"5B","true","2","001A","New","High","Web","2026-11-14T10:00:00.000Z","","false","2026-11-14T12:00:00.000Z"\n', {}, {},
        "ticket", "ticket_id, status, priority, channel, resolution_minutes", [("5A", "closed", "normal", "call_centre", 120), ("5B", "deleted", "high", "web", None)]),
    "Salesforce deals: only a won one is an order": (
        "salesforce", '"ID","ISDELETED","ACCOUNTID","STAGENAME","AMOUNT","CLOSEDATE","ISCLOSED","ISWON"\n"6A","false","001A","Closed Won","100.5","2026-11-14","true","true"\n'
        '"6B","false","001A","Closed Lost","7","2026-11-14","true","false"\n"6C","false","001A","Prospecting","7","2026-11-14","false","false"\n', {},
        {"lost_deal": 1, "open_deal": 1}, "order", "order_id, account_id, value, ordered_at::VARCHAR", [("6A", "001A", 100.5, "2026-11-14 00:00:00")]),
    "HubSpot deals by their stage": (
        "hubspot", "Record ID,Deal Name,Deal Stage,Close Date,Amount\n9,x,Closed won,2026-11-14 10:00,12\n10,y,Appointment scheduled,2026-11-14 10:00,5\n", {},
        {"not_won": 1}, "order", "order_id, value", [("9", 12)]),
    "HubSpot feedback: Rating is the score, Response the comment, Date the time": (
        "hubspot", "Record ID,Survey type,Survey name,Date,Rating,Response,Source,Sentiment,Contact ID,Ticket ID\n5,CSAT,Care,2026-11-14 10:00,4,ok so far,Email,Passive,77,9\n",
        {"survey": CSAT}, {}, "response", "response_id, score, comment, answered_at::VARCHAR, channel, ticket_id, respondent_key IS NOT NULL",
        [("5", 4, "ok so far", "2026-11-14 10:00:00", "email", "9", True)]),
    "Zoho Desk's report: marked fields, month names, 12 hours": (
        "zoho", 'Ticket Id,Subject,Status (Ticket),Priority (Ticket),Created Time (Ticket),Ticket Closed Time,Email (Contact),Team,Happiness Rating\n'
        '42,x,Closed,High,14 Nov 2026 10:00 AM,15 Nov 2026 01:00 PM,ann@example.com,Care,Ok\n', {"survey": THREE}, {},
        "ticket", "ticket_id, status, priority, team, created_at::VARCHAR, resolution_minutes, requester_key IS NOT NULL",
        [("42", "closed", "high", "Care", "2026-11-14 10:00:00", 1620, True)]),
    "Zoho CRM contacts of an account": (
        "zoho", "Record Id,First Name,Last Name,Account Name,Account Name.id,Email,Created Time\nzcrm_2,Ann,A,Novin,zcrm_1,ann@example.com,2026-11-14 10:00:00\n", {}, {},
        "contact", "contact_id, account_id, contact_key IS NOT NULL", [("zcrm_2", "zcrm_1", True)]),
    "Zoho CRM deals: only a won one is an order": (
        "zoho", "Record Id,Deal Name,Account Name,Account Name.id,Stage,Closing Date,Amount\nzcrm_7,x,Novin,zcrm_1,Closed Won,2026-11-14,12.5\nzcrm_8,y,Novin,zcrm_1,Negotiation,2026-11-14,5\n", {},
        {"not_won": 1}, "order", "order_id, account_id, value", [("zcrm_7", "zcrm_1", 12.5)]),
    "Freshdesk contacts: words of languages, and a contact without a number of its own": (
        "freshdesk", "Full name,Title,Email,Work phone,Mobile phone,Company,Time zone,Language,Unique external ID\n"
        "Ann A,,Ann@Example.com,+98 21 8888 7777,,Novin,Tehran,Persian,C-7\nBob B,,bob@example.com,,,Novin,London,English,\n", {}, {},
        "contact", "contact_id = 'C-7', language, email_key IS NOT NULL, length(contact_id)", [(True, "fa", True, 3), (False, "en", True, 16)]),
    "HubSpot feedback by its API": (
        "hubspot", json.dumps({"id": "5", "hs_survey_id": "1", "hs_value": "4", "hs_content": "ok", "hs_submission_timestamp": "2026-11-14T10:00:00Z", "hs_contact_id": "77"}) + "\n",
        {"survey": CSAT}, {}, "response", "response_id, score, comment", [("5", 4, "ok")]),
    "an event log: events of a case are one ticket, an equal row is a duplicate": (
        "event_log", "case_id;activity;timestamp\nA;1;2026-11-14 10:00:00\nA;6;2026-11-14 12:00:00\nA;6;2026-11-14 12:00:00\nA;2;2026-11-15 10:00:00\nA;6;2026-11-16 10:00:00\nB;1;2026-11-14 10:00:00\n",
        {"values": {"activity": {"6": "closed"}}}, {"folded into others": 3}, "ticket", "ticket_id, status, created_at::VARCHAR, solved_at::VARCHAR, reopens",
        [("A", "closed", "2026-11-14 10:00:00", "2026-11-16 10:00:00", 1), ("B", "open", "2026-11-14 10:00:00", None, 0)]),
}  # fmt: skip


def test_each_export_becomes_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, monkeypatch)
    for i, (vendor, content, source, *_) in enumerate(CASES.values()):
        world.source(f"s{i:02}", vendor=vendor, path=f"s{i:02}/*", **source)
        world.export(f"s{i:02}/export.csv", content)
    result = world.ingest()
    assert adds_up(result)
    left = {
        f["source"]: {w: n for w, n in f["not_answers"].items() if w not in {"labels", "blank"}}
        for f in result["files"]
    }
    for i, (name, (_, _, _, told, entity, columns, expected)) in enumerate(CASES.items()):
        found = [r[1:] for r in world.rows(entity, f"source, {columns}") if r[0] == f"s{i:02}"]
        assert (name, found) == (name, expected)
        assert (name, left[f"s{i:02}"]) == (name, told)
    assert [(r["source"], r["field"]) for r in world.rejects(result)] == [("s04", "answered_at")]


def test_metrics_and_audits_complete_the_tickets_that_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, monkeypatch)
    world.source("z", vendor="zendesk", path="z/*")
    ticket = {"id": 1, "requester_id": 5, "submitter_id": 5, "status": "open", "priority": "high", "created_at": "2026-11-14T10:00:00Z",
              "updated_at": "2026-11-15T10:00:00Z", "via": {"channel": "email"}}  # fmt: skip
    metric = {"id": 9, "ticket_id": 1, "created_at": "2026-11-14T10:00:00Z", "updated_at": "2026-11-15T10:00:00Z", "solved_at": None, "reopens": 2,
              "replies": 3, "group_stations": 2, "reply_time_in_minutes": {"calendar": 30, "business": 20}, "full_resolution_time_in_minutes": {"calendar": None, "business": None}}  # fmt: skip
    steps = [
        ("open", "2026-11-14T10:00:00Z"),
        ("deleted", "2026-11-15T09:00:00Z"),
        ("solved", "2026-11-15T11:00:00Z"),
    ]
    audits = [
        {
            "id": i,
            "ticket_id": 1,
            "author_id": 5,
            "created_at": at,
            "events": [{"type": "Change", "field_name": "status", "value": value}],
        }
        for i, (value, at) in enumerate(steps)
    ]
    columns = "status, priority, channel, replies, transfers, first_reply_minutes, solved_at::VARCHAR"
    world.export(
        "z/a_metrics.ndjson", json.dumps(metric) + "\n" + json.dumps({**metric, "ticket_id": 2}) + "\n"
    )
    world.export("z/tickets.ndjson", json.dumps(ticket) + "\n")
    result = world.ingest()
    assert adds_up(result)
    assert {f["file"]: f["accepted"] for f in result["files"]} == {
        "z/a_metrics.ndjson": 2,
        "z/tickets.ndjson": 1,
    }
    assert world.rows("ticket", columns) == [
        ("open", "high", "email", 3, 1, 30, None),
        ("open", None, None, 3, 1, 30, None),
    ]
    world.export(
        "z/tickets_again.ndjson", json.dumps({**ticket, "subject": "the same, exported again"}) + "\n"
    )
    assert world.ingest()["rows"]["accepted"] == 0
    world.export("z/audits.ndjson", "".join(json.dumps(a) + "\n" for a in audits))
    result = world.ingest()
    assert result["files"][-1]["not_answers"] == {"folded into others": 2}
    assert world.rows("ticket", columns)[0] == ("solved", "high", "email", 3, 1, 30, "2026-11-15 11:00:00")
