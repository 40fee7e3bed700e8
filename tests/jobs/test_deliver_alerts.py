"""The life of an alert as its readers see it: opened, reminded, recovered, muted, in one thread, each thing once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.language import load_language
from cxpulse.catalog.metrics import load_metric
from cxpulse.jobs.deliver import deliver_alerts
from cxpulse.jobs.report_alerts import alerts
from cxpulse.jobs.status import status
from cxpulse.state.alert_states import AlertStates
from cxpulse.state.mutes import Mutes
from fakes.slack import FakeSlack, slack_server
from jobs.delivery_fixtures import PORTFOLIO, WEEK, House, make_house, write_config

PNG = b"\x89PNG\r\n\x1a\n trend"
NEXT = dt.timedelta(weeks=1)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr("cxpulse.jobs.deliver_alerts.card_of", lambda *_: PNG)
    return make_house(tmp_path, monkeypatch)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_server() as server:
        yield server


def finding(week: dt.date = WEEK, state: str = "open", **over: Any) -> dict[str, Any]:
    """NPS of delivery in the call centre, 42 before, 21 now."""
    return {
        "metric": "nps", "segment": {"touchpoint": "delivery", "channel": "call_centre"}, "state": state,
        "since": week.isoformat(), "usual": 42.0, "now": 21.3, "low": 15.0, "high": 27.6, "n": 640, "window": 2, "z": 5.1,
        "threshold": 3.5, "why": [{"msgid": "This shows where it happened, not what caused it.", "values": {}}],
        "comments": [{"text": "Call <!channel> *now*: 0912 345 6789", "score": 1, "scale_max": 10, "side": "complaint",
                      "touchpoint": "delivery", "channel": "call_centre", "language": "en"}],
        **over,
    }  # fmt: skip


def send(house: House, week: dt.date, *findings: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    now = dt.datetime.combine(week, dt.time(9), tzinfo=dt.UTC) + dt.timedelta(days=7)
    return deliver_alerts(
        house.settings, "portfolio", week, findings=list(findings), now=now, channels=["slack"], **options
    )


def words(post: dict[str, Any]) -> str:
    return str(post["blocks"])


def test_one_post_for_all_that_opened_strongest_first(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    weaker = finding(metric="csat_share", segment={}, usual=0.84, now=0.79, low=0.78, high=0.80, z=3.9)
    quiet = finding(state="quiet", segment={"touchpoint": "app"})
    receipts = send(house, WEEK, weaker, finding(), quiet)
    (post,) = slack.posts()
    assert [r["state"] for r in receipts] == ["delivered"]
    assert post["text"] == "2 alerts opened: NPS fell in delivery (call centre): 21.3, usually 42.0"
    assert words(post).index("fell in delivery (call centre): 21.3, usually 42.0") < words(post).index(
        "fell to 79.0%"
    )
    assert "Sara Rahimi: find the reason" in words(post)
    assert "This shows where it happened" in words(post)
    assert "at most 2 false alerts a year" in words(post)
    assert [b["type"] for b in post["blocks"]].count("image") == 1
    assert [r["state"] for r in send(house, WEEK, weaker, finding(), quiet)] == ["already"]
    assert len(slack.posts()) == 1


def test_a_hostile_comment_is_masked_and_plain(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    send(house, WEEK, finding())
    quote = next(b for b in slack.posts()[0]["blocks"] if "Call" in str(b))
    assert quote["elements"][0] == {
        "type": "plain_text",
        "text": "\u200e«Call <!channel> *now*: ***»",
        "emoji": False,
    }


def test_reminders_every_fourth_week_and_recovery_answer_in_the_thread(
    house: House, slack: FakeSlack
) -> None:
    house.post_to(slack)
    send(house, WEEK, finding())
    opening = slack.posts()[0]["ts"]
    for k in range(1, 6):
        send(house, WEEK + k * NEXT, finding(state="ongoing"))
    send(house, WEEK + 6 * NEXT, finding(state="recovered", now=41.0))
    send(house, WEEK + 6 * NEXT, finding(state="recovered", now=41.0))
    send(house, WEEK + 7 * NEXT, finding(state="quiet", since=None))
    assert [(p["text"].split(":")[0], p.get("thread_ts")) for p in slack.posts()[1:]] == [
        ("NPS in delivery (call centre) is still worse than usual", opening),
        ("NPS in delivery (call centre) is back at its usual level", opening),
    ]


def test_what_late_answers_open_after_the_message_is_an_answer_to_it(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    late = finding(segment={"touchpoint": "returns"})
    send(house, WEEK, finding())
    send(house, WEEK, finding(), late)
    send(house, WEEK, finding(), late)
    first, second = slack.posts()
    assert second["thread_ts"] == first["ts"]
    assert "returns" in second["text"]


def test_an_alert_that_was_open_before_anybody_was_told_is_told(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    send(house, WEEK, finding(WEEK - 3 * NEXT, "ongoing"))
    send(house, WEEK + NEXT, finding(WEEK - 3 * NEXT, "ongoing"))
    first, reminder = slack.posts()
    assert (first.get("thread_ts"), reminder["thread_ts"]) == (None, first["ts"]), (
        "four weeks after it opened"
    )


def test_of_what_was_open_before_the_title_does_not_say_that_it_opened(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    send(house, WEEK, finding(), finding(WEEK - 3 * NEXT, "ongoing", segment={"touchpoint": "returns"}))
    (post,) = slack.posts()
    assert post["text"].startswith("2 alerts: NPS")


def test_an_owner_is_named_in_the_language_of_the_channel(house: House, slack: FakeSlack) -> None:
    owners = {"delivery": {"en": "Logistics lead", "fa": "سرپرست ارسال"}, "default": "Ann"}
    people = {"en": [{"channel": "slack", "address": "C0CXALERTS"}], "fa": [{"channel": "slack", "address": "C0CXWEEKLY"}]}
    write_config(house.root / "config", **{"alerts/portfolio": {**PORTFOLIO, "owners": owners, "recipients": people}})
    house.post_to(slack)
    send(house, WEEK, finding(), finding(segment={"touchpoint": "returns"}, z=4.0))
    (english,), (persian,) = slack.posts(), slack.posts("C0CXWEEKLY")
    assert "Logistics lead: find" in words(english)
    assert "Ann: find" in words(english)
    assert "سرپرست ارسال" in words(persian)
    assert "Logistics" not in words(persian)


def test_a_recovery_of_what_nobody_was_told_is_not_told(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    assert send(house, WEEK, finding(WEEK - NEXT, "recovered")) == []


def test_a_muted_series_is_silent_and_the_end_of_the_mute_is_told(
    house: House, slack: FakeSlack, today: dt.datetime
) -> None:
    house.post_to(slack)
    Mutes(house.settings.state_database).add(
        "nps", {"touchpoint": "delivery"}, until=WEEK + NEXT, reason="courier strike", now=today
    )
    assert send(house, WEEK, finding()) == []
    assert send(house, WEEK + NEXT, finding(state="ongoing")) == []
    send(house, WEEK + 2 * NEXT, finding(state="ongoing"))
    send(house, WEEK + 2 * NEXT, finding(state="ongoing"))
    (post,) = slack.posts()
    assert "is no longer muted and is still worse than usual" in post["text"]


def test_what_is_muted_is_seen_in_message_report_and_status(house: House, slack: FakeSlack, today: dt.datetime) -> None:
    url = house.settings.state_database
    Mutes(url).add("nps", {"touchpoint": "delivery"}, until=WEEK + NEXT, reason="courier strike", now=today)
    house.post_to(slack)
    other = finding(metric="csat_share", segment={}, usual=0.84, now=0.79)
    send(house, WEEK, finding(), other)
    (post,) = slack.posts()
    assert "NPS in delivery (call centre) is worse than usual, and muted until 21 November 2026: courier strike" in words(post)
    AlertStates(url).save("portfolio", WEEK, [{"series": "nps|x", **finding()}])
    (note,) = alerts(house.settings, WEEK, {"nps": load_metric("nps")}, ())
    assert note.state == "muted"
    assert [load_language(code).say(note.why[0]) for code in ("en", "th")] == [
        "Muted until 21 November 2026: courier strike", "ปิดเสียงถึง 21 พฤศจิกายน 2569: courier strike",
    ]  # fmt: skip
    (row,) = status(house.settings, WEEK)["mutes"]
    assert (row["metric"], row["until"], row["reason"]) == ("nps", "2026-11-21", "courier strike")
    assert status(house.settings, WEEK + 3 * NEXT)["mutes"] == []


def test_a_mute_of_the_portfolio_file_holds_too(house: House, slack: FakeSlack) -> None:
    mute = {"metric": "nps", "until": (WEEK + NEXT).isoformat(), "reason": "move of the warehouse"}
    write_config(house.root / "config", **{"alerts/portfolio": {**PORTFOLIO, "mutes": [mute]}})
    house.post_to(slack)
    assert send(house, WEEK, finding()) == []
    assert [r["state"] for r in send(house, WEEK, finding(metric="csat_share", usual=0.8, now=0.7))] == [
        "delivered"
    ]


def test_a_failed_post_is_retried_with_the_same_series(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    slack.fail["chat.postMessage"] = ["500"] * 3
    assert [r["state"] for r in send(house, WEEK, finding(), strict=False)] == ["failed"]
    assert [r["state"] for r in send(house, WEEK, finding())] == ["delivered"]
    assert len(slack.posts()) == 1


def test_a_dry_run_keeps_nothing(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    assert [r["state"] for r in send(house, WEEK, finding(), dry_run=True)] == ["would_send"]
    send(house, WEEK, finding())
    assert len(slack.posts()) == 1


def test_what_another_series_explains_is_told_by_that_one(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    follower = finding(segment={}, z=4.0, explained_by="nps|channel=call_centre,touchpoint=delivery")
    send(house, WEEK, finding(), follower)
    assert slack.posts()[0]["text"].startswith("NPS fell in delivery (call centre)")
    send(
        house,
        WEEK + NEXT,
        finding(state="recovered", now=41.0),
        {**follower, "state": "ongoing", "explained_by": ""},
    )
    assert [p["text"].split(":")[0] for p in slack.posts()[1:]] == [
        "NPS is still worse than usual",
        "NPS in delivery (call centre) is back at its usual level",
    ]


def test_a_series_that_stops_is_told_an_empty_cell_is_not(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    gone = {"usual": 42.0, "now": None, "n": 0, "low": None, "high": None, "z": None, "comments": []}
    send(
        house,
        WEEK,
        finding(state="no_data", segment={}, stopped=True, **gone),
        finding(state="no_data", **gone),
    )
    (post,) = slack.posts()
    assert post["text"] == "No data for NPS: it has stopped coming in"


def test_forty_series_with_long_names_stay_within_the_limits_of_slack(house: House, slack: FakeSlack) -> None:
    house.post_to(slack)
    name = "Customer success and long-term relationship programme <of> the & north-eastern region, district "
    send(
        house,
        WEEK,
        *(finding(segment={"team": f"{name}{k:02d}", "channel": "call_centre"}) for k in range(40)),
    )
    (post,) = slack.posts()
    assert post["text"].startswith("40 alerts opened: NPS fell in")
    assert len(post["blocks"]) <= 50
    assert "and 20 more" in words(post)


def test_the_persian_mail_and_the_folder_answer_threads_too(house: House, today: dt.datetime) -> None:
    first = deliver_alerts(
        house.settings, "portfolio", WEEK, findings=[finding()], now=today, channels=["folder"]
    )
    again = deliver_alerts(
        house.settings,
        "portfolio",
        WEEK + 4 * NEXT,
        findings=[finding(state="ongoing")],
        now=today,
        channels=["folder"],
    )
    assert [r["state"] for r in first + again] == ["delivered"] * 4
    post = Path(str(again[0]["receipt"])).read_text(encoding="utf-8")
    assert f'"thread_ts": "{first[0]["receipt"]}"' in post
    mail = Path(str(first[1]["receipt"])).read_bytes()
    assert b"Content-Language: fa" in mail
