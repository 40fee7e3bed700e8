"""Who wrote when: messages and reply clocks of five kinds of exports become one table, without any text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest_world import World, adds_up

COLUMNS = "ticket_id, sent_at::VARCHAR, author, public, continues"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def take(world: World, vendor: str, content: str, **more: Any) -> dict[str, Any]:
    world.source("x", vendor=vendor, path="x/*", **more)
    world.export("x/export", content)
    result = world.ingest()
    assert adds_up(result)
    return result


def test_zendesk_clocks_of_replies(world: World) -> None:
    def event(number: int, metric: str, instance: int, kind: str, time: str) -> dict[str, Any]:
        return {"id": number, "ticket_id": 987, "metric": metric, "instance_id": instance, "type": kind, "time": time}

    events = [
        event(11, "reply_time", 1, "activate", "2026-11-14T08:00:00Z"),
        event(12, "agent_work_time", 1, "activate", "2026-11-14T08:00:00Z"),
        event(13, "reply_time", 1, "fulfill", "2026-11-14T09:00:00Z"),
        {**event(14, "reply_time", 1, "update_status", "2026-11-14T09:00:00Z"), "status": {"calendar": 60, "business": 60}},
        event(15, "reply_time", 2, "activate", "2026-11-15T08:00:00Z"),
        event(16, "reply_time", 2, "fulfill", "2026-11-15T08:30:00Z"),
    ]
    result = take(world, "zendesk", json.dumps({"ticket_metric_events": events, "count": 6, "end_of_stream": True}))
    assert result["files"][0]["not_answers"] == {"other_events": 2}
    assert world.rows("message", COLUMNS) == [
        ("987", "2026-11-14 08:00:00", "customer", None, False),
        ("987", "2026-11-14 09:00:00", "agent", None, False),
        ("987", "2026-11-15 08:00:00", "customer", None, True),
        ("987", "2026-11-15 08:30:00", "agent", None, True),
    ]


def test_intercom_parts_of_a_conversation_without_their_text(world: World) -> None:
    def part(number: int, kind: str, at: int, author: str, body: str | None, **more: Any) -> dict[str, Any]:
        return {"type": "conversation_part", "id": str(number), "part_type": kind, "body": body, "created_at": at, "author": {"type": author, "id": "9", **more}}

    parts = [
        part(1, "comment", 1794650400, "bot", "<p>Hello</p>"),
        part(2, "comment", 1794650460, "admin", "<p>AI says</p>", from_ai_agent=True),
        part(3, "note", 1794650520, "admin", "<p>secret words</p>"),
        part(4, "assignment", 1794650580, "admin", None),
        part(5, "comment", 1794650640, "admin", "<p>Hi</p>"),
        part(6, "comment", 1794650700, "lead", "<p>Thanks, but secret words</p>"),
        part(7, "close", 1794650760, "admin", "<p>Bye</p>"),
    ]
    record = {
        "id": "55", "created_at": 1794650000, "updated_at": 1794650760, "state": "closed", "priority": "not_priority", "conversation_rating": None, "statistics": None,
        "source": {"type": "conversation", "id": "1", "author": {"type": "user", "id": "7"}},
        "conversation_parts": {"type": "conversation_part.list", "conversation_parts": parts, "total_count": 7},
    }  # fmt: skip
    listed = {**record, "id": "56", "conversation_parts": None}
    take(world, "intercom", json.dumps([record, listed]))
    rows = world.rows("message", "message_id, author, public, channel")
    assert rows == [
        ("55-1", "bot", True, "chat"), ("55-2", "bot", True, "chat"), ("55-3", "agent", False, "chat"), ("55-5", "agent", True, "chat"),
        ("55-6", "customer", True, "chat"), ("55-7", "agent", True, "chat"), ("55-source", "customer", True, "chat"),
    ]  # fmt: skip
    assert world.rows("ticket", "ticket_id") == [("55",), ("56",)]
    stored = b"".join(p.read_bytes() for p in (world.data / "lake" / "message").rglob("*.parquet"))
    assert b"secret" not in stored


def test_chatwoot_messages(world: World) -> None:
    def message(number: int, kind: int, private: bool, sender: str | None) -> dict[str, Any]:
        return {"id": number, "content": "x", "conversation_id": 4, "message_type": kind, "private": private, "content_type": "text", "created_at": 1794650000 + number, "sender_type": sender}

    rows = [message(1, 0, False, "Contact"), message(2, 1, False, "AgentBot"), message(3, 1, True, "User"), message(4, 1, False, "User"), message(5, 2, False, None)]
    take(world, "chatwoot", json.dumps({"meta": {}, "payload": rows}))
    assert world.rows("message", "author, public") == [("customer", True), ("bot", True), ("agent", False), ("agent", True), ("system", True)]


def test_freshdesk_conversations(world: World) -> None:
    def reply(number: int, incoming: bool, private: bool) -> dict[str, Any]:
        return {"id": number, "ticket_id": 20, "incoming": incoming, "private": private, "user_id": 7, "body": "x", "created_at": f"2026-11-14T0{number}:00:00Z", "source": 0}

    take(world, "freshdesk", json.dumps([reply(1, False, False), reply(2, True, False), reply(3, False, True), reply(4, False, False)]))
    assert world.rows("message", "author, public") == [("agent", True), ("customer", True), ("agent", False), ("agent", True)]


def test_a_table_of_messages_by_a_mapping(world: World) -> None:
    text = "Ticket,When,Who,Internal\n7,2026-11-14 10:00:00,Kunde,no\n7,2026-11-14 11:00:00,Agentin,no\n7,2026-11-14 11:05:00,robot,no\n8,,Kunde,no\n"
    result = take(
        world, "generic", text, entities=["message"], zone="Asia/Tehran", columns={"ticket_id": "Ticket", "sent_at": "When", "author": "Who"},
        values={"author": {"Kunde": "customer", "Agentin": "agent"}},
    )  # fmt: skip
    assert result["rows"]["rejected"] == 2
    assert {r["field"] for r in world.rejects(result)} == {"author", "sent_at"}
    assert world.rows("message", COLUMNS) == [("7", "2026-11-14 06:30:00", "customer", None, None), ("7", "2026-11-14 07:30:00", "agent", None, None)]
