"""Next replies from the lake: who waits for whom, over the edges of partitions, and not supplied without messages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.settings import Settings
from cxpulse.core.measurement import State, segment_of
from cxpulse.jobs.measure import measure, measurements
from fakes.http_server import HttpServer
from fakes.zendesk import Zendesk
from ingest_world import World, adds_up
from lake_fixtures import put, settings, utc

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
WEEK, AFTER = dt.date(2026, 3, 23), dt.date(2026, 3, 30)


def message(ticket: int, when: str, author: str, **more: Any) -> dict[str, Any]:
    return {"ticket_id": str(ticket), "message_id": f"{ticket}@{when}@{author}", "sent_at": utc(when), "author": author, **more}


def conversation(ticket: int, minutes: int, **more: Any) -> list[dict[str, Any]]:
    """The first reply takes an hour, the next one so many minutes."""
    later = dt.datetime(2026, 3, 24, 12) + dt.timedelta(minutes=minutes)
    return [
        message(ticket, "2026-03-24 10:00:00", "customer", **more), message(ticket, "2026-03-24 11:00:00", "agent", **more),
        message(ticket, "2026-03-24 12:00:00", "customer", **more), message(ticket, "2026-03-24 12:00:30", "bot", **more),
        message(ticket, later.isoformat(sep=" "), "agent", **more),
    ]  # fmt: skip


def figure(config: Settings, metric: str, week: dt.date = WEEK, **segment: str):  # type: ignore[no-untyped-def]
    return measurements(config, [week], [metric], segments=[segment_of(segment)])[0]


def test_the_median_and_the_slowest_tenth_of_next_replies(tmp_path: Path) -> None:
    config = settings(tmp_path)
    rows = [m for i in range(1, 41) for m in conversation(i, 10 * i, channel="chat" if i <= 20 else "email")]
    put(config, "message", "2026-03-23", rows)
    measure(config, touched=None, now=NOW)
    median = figure(config, "next_reply_median")  # of 10, 20, ..., 400 minutes
    assert (median.n, median.value) == (40, pytest.approx(205, rel=0.005))
    assert figure(config, "next_reply_p90").value == pytest.approx(361, rel=0.01)  # linear between the 36th and the 37th
    assert figure(config, "next_reply_median", channel="chat").value == pytest.approx(105, rel=0.005)
    assert figure(config, "next_reply_business_median").state is State.NOT_SUPPLIED  # no business hours are declared


def test_business_minutes_within_the_declared_hours(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    config = Settings.model_validate({**plain.model_dump(), "business_hours": {"zone": "UTC", "hours": {"tuesday": "09:00-13:00", "wednesday": "09:00-13:00"}}})
    put(config, "message", "2026-03-23", [m for i in range(10) for m in conversation(i, 22 * 60)])  # 12:00 to 10:00 the next day
    measure(config, touched=None, now=NOW)
    assert figure(config, "next_reply_business_median").value == pytest.approx(120, rel=0.005)
    assert figure(config, "next_reply_median").value == pytest.approx(1320, rel=0.005)


def test_a_late_reply_completes_the_week_in_which_the_customer_wrote(tmp_path: Path) -> None:
    config = settings(tmp_path)
    asked = [m for i in range(12) for m in (message(i, "2026-03-28 10:00:00", "agent"), message(i, "2026-03-29 10:00:00", "customer"))]
    put(config, "message", "2026-03-23", asked)
    measure(config, touched={}, now=NOW)
    assert figure(config, "next_reply_median").state is State.NOT_SUPPLIED
    put(config, "message", "2026-03-30", [message(i, "2026-03-31 10:00:00", "agent") for i in range(12)])
    measure(config, touched={"message": ["2026-03-30"]}, now=NOW)
    found = figure(config, "next_reply_median")
    assert (found.n, found.value) == (12, pytest.approx(2880, rel=0.005))
    assert figure(config, "next_reply_median", AFTER).state is State.NONE  # nobody wrote again in that week
    every = measurements(config, [WEEK, AFTER], ["next_reply_median"])
    measure(config, touched=None, now=NOW)  # all at once says the same
    assert measurements(config, [WEEK, AFTER], ["next_reply_median"]) == every


def test_a_customer_who_writes_again_after_almost_four_weeks_is_told_by_the_message_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxpulse.jobs.measure_batch.BATCH_ROWS", 1)  # every week is counted alone, beside those around it
    config = settings(tmp_path)
    put(config, "message", "2026-02-23", [message(i, "2026-02-24 10:00:00", "agent") for i in range(12)])
    measure(config, touched={}, now=NOW)
    again = [m for i in range(12) for m in (message(i, "2026-03-23 10:00:00", "customer"), message(i, "2026-03-23 10:30:00", "agent"))]
    put(config, "message", "2026-03-23", again)
    measure(config, touched={"message": ["2026-03-23"]}, now=NOW)
    assert (figure(config, "next_reply_median").n, figure(config, "next_reply_median").value) == (12, pytest.approx(30, rel=0.005))


def test_without_messages_it_is_not_supplied(tmp_path: Path) -> None:
    config = settings(tmp_path)
    put(config, "ticket", "2026-03-23", [{"created_at": utc("2026-03-24 10:00:00"), "first_reply_minutes": 5, "replies": 3}])
    measure(config, touched=None, now=NOW)
    assert figure(config, "next_reply_median").state is State.NOT_SUPPLIED


def test_from_the_clocks_of_the_helpdesk_to_the_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve tickets, each answered an hour after it came, and half an hour after the customer wrote again."""
    from cxpulse.catalog.settings import load_settings

    def event(ticket: int, number: int, instance: int, kind: str, time: str) -> dict[str, Any]:
        return {"id": 10 * ticket + number, "ticket_id": ticket, "metric": "reply_time", "instance_id": instance, "type": kind, "time": f"2026-11-{time}Z"}

    times = [(1, "activate", "16T08:00:00"), (1, "fulfill", "16T09:00:00"), (2, "activate", "17T08:00:00"), (2, "fulfill", "17T08:30:00")]
    events = [event(t, n, instance, kind, time[:-2] + f"{t:02}") for t in range(12) for n, (instance, kind, time) in enumerate(times)]
    world = World(tmp_path, monkeypatch)
    server = HttpServer(Zendesk(page=20, ticket_metric_events=events))
    try:
        monkeypatch.setenv("AIRFLOW_CONN_CX_ZENDESK", server.connection())
        world.source("help", vendor="zendesk", transport="zendesk", options={"retries": 0, "objects": ["ticket_metric_events"]})
        taken = world.ingest()
        again = world.ingest()
    finally:
        server.close()
    assert adds_up(taken)
    assert (taken["rows"]["accepted"], again["rows"]["accepted"]) == (48, 0)
    measure(load_settings(), touched=taken["touched"], now=NOW.replace(month=11, day=25))
    found = figure(load_settings(), "next_reply_median", dt.date(2026, 11, 14))
    assert (found.n, found.value) == (12, pytest.approx(30, rel=0.005))


def test_a_report_that_names_it_prints_figure_and_definition_in_every_language(tmp_path: Path) -> None:
    from cxpulse.catalog.language import load_language, plain
    from cxpulse.catalog.reports import load_report
    from cxpulse.jobs.report import build
    from cxpulse.rendering.page import report_html
    from cxpulse.rendering.paper import Paper

    config = settings(tmp_path)
    put(config, "message", "2026-03-23", [m for i in range(1, 41) for m in conversation(i, 10 * i)])
    measure(config, touched=None, now=NOW)
    names = ("next_reply_median", "next_reply_p90", "self_service_score")
    report = load_report("weekly").model_copy(update={"metrics": names, "tiles": names, "targets": {}, "sections": ("tiles", "method")})
    model = build(config, report, WEEK)
    assert {t.now.metric: t.now.state for t in model.tiles if t.now.metric in names} == {"next_reply_median": State.OK, "next_reply_p90": State.GREY, "self_service_score": State.NOT_SUPPLIED}
    assert set(names) <= {d.metric for d in model.definitions}
    shown = {code: plain(report_html(Paper(model, load_language(code)))) for code in ("en", "fa", "th")}
    for code, texts in {
        "en": ("Next reply, median", "customers&#39; further messages of the week that an agent answered within 28 days", "not supplied"),
        "fa": ("پاسخ بعدی، میانه", "امتیاز خودخدمتی", "داده نشده"),
        "th": ("การตอบครั้งถัดไป ค่ามัธยฐาน", "คะแนนการช่วยเหลือตนเอง", "ไม่ได้ส่งข้อมูล"),
    }.items():
        assert [t for t in texts if t not in shown[code]] == []
