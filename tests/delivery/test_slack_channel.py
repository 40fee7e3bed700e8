"""Slack through the real SDK: one post in every case, or a visible unknown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from cxpulse.core.errors import ConfigurationError, DeliveryError, Refused, UnknownOutcome
from cxpulse.delivery.channels.slack import SlackChannel
from cxpulse.delivery.messages import PICTURE, Connection, Picture, SlackMessage
from fakes.slack import TOKEN, FakeSlack, slack_server

PNG = b"\x89PNG\r\n\x1a\n picture"
BLOCKS: tuple[dict[str, Any], ...] = (
    {"type": "header", "text": {"type": "plain_text", "text": "NPS fell"}},
    {"type": "image", "slack_file": {"id": PICTURE}, "alt_text": "NPS over 13 weeks"},
)
MESSAGE = SlackMessage(
    key="0123456789abcdef",
    channel="C0CXALERTS",
    text="NPS fell",
    blocks=BLOCKS,
    plain="NPS fell",
    picture=Picture("card.png", PNG, alt="NPS over 13 weeks"),
)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_server() as server:
        yield server


@pytest.fixture
def channel(slack: FakeSlack) -> SlackChannel:
    connection = Connection("slack", password=TOKEN, extra={"base_url": slack.url, "timeout": 0.4})
    return SlackChannel(connection, sleep=lambda _: None)


def test_the_picture_is_uploaded_and_shown_in_the_one_post(slack: FakeSlack, channel: SlackChannel) -> None:
    receipt = channel.send(MESSAGE)
    (post,) = slack.posts()
    assert (receipt.reference, receipt.detail) == (post["ts"], "")
    assert slack.files[post["blocks"][1]["slack_file"]["id"]] == PNG
    assert post["metadata"] == {"event_type": "cxpulse_delivery", "event_payload": {"key": MESSAGE.key}}


@pytest.mark.parametrize(
    "modes",
    [
        ["429"],
        ["500"],
        ["500", "500"],
        ["500_after"],
        ["slow_after"],
        ["drop_after"],
        ["drop_before"],
        ["not_json"],
        ["internal_error"],
        ["drop_before", "drop_after"],
        ["500", "429", "slow_after"],
    ],
    ids="+".join,
)
def test_exactly_one_post_whatever_happens(slack: FakeSlack, channel: SlackChannel, modes: list[str]) -> None:
    slack.fail["chat.postMessage"] = list(modes)
    receipt = channel.send(MESSAGE)
    (post,) = slack.posts()
    assert receipt.reference == post["ts"]


@pytest.mark.parametrize("mode", ["500_after", "slow_after", "drop_after"])
def test_unknown_when_history_cannot_tell(slack: FakeSlack, channel: SlackChannel, mode: str) -> None:
    slack.fail["chat.postMessage"] = [mode]
    slack.fail["conversations.history"] = ["missing_scope"] * 9
    with pytest.raises(UnknownOutcome, match="history cannot be read"):
        channel.send(MESSAGE)
    assert len(slack.posts()) == 1
    slack.fail.clear()
    found = channel.find(MESSAGE)
    assert found is not None
    assert found.reference == slack.posts()[0]["ts"], "later, the post can still be found"


def test_a_dead_server_gives_a_failure_that_may_be_tried_again(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    slack.fail["chat.postMessage"] = ["500"] * 3
    with pytest.raises(DeliveryError, match="tried 3 times") as failure:
        channel.send(MESSAGE)
    assert not isinstance(failure.value, (Refused, UnknownOutcome))
    assert slack.posts() == []


def test_a_retry_finds_what_an_earlier_try_left(slack: FakeSlack, channel: SlackChannel) -> None:
    first = channel.send(MESSAGE)
    assert channel.send(dataclasses.replace(MESSAGE, again=True)).reference == first.reference
    assert len(slack.posts()) == 1


def test_other_posts_are_not_taken_for_ours(slack: FakeSlack, channel: SlackChannel) -> None:
    channel.send(dataclasses.replace(MESSAGE, key="f" * 16))
    assert channel.find(MESSAGE) is None


def test_the_search_turns_pages(slack: FakeSlack, channel: SlackChannel) -> None:
    channel.send(MESSAGE)
    slack.posts().extend({"ts": f"2.{i}", "text": "chatter"} for i in range(450))
    found = channel.find(MESSAGE)
    assert found is not None


def test_a_long_rate_limit_is_a_failure_not_a_hanging_task(slack: FakeSlack, channel: SlackChannel) -> None:
    slack.fail["chat.postMessage"] = ["429:3600"]
    with pytest.raises(DeliveryError, match="3600 s"):
        channel.send(MESSAGE)
    assert slack.calls.count("chat.postMessage") == 1


def test_an_answer_in_a_thread_and_one_whose_thread_is_gone(slack: FakeSlack, channel: SlackChannel) -> None:
    opening = channel.send(MESSAGE)
    reply = dataclasses.replace(MESSAGE, key="a" * 16, thread=opening.reference)
    slack.fail["chat.postMessage"] = ["drop_after"]
    channel.send(reply)
    assert [p.get("thread_ts") for p in slack.posts()] == [None, opening.reference]
    gone = channel.send(dataclasses.replace(MESSAGE, key="b" * 16, thread="1.000001"))
    assert "outside the thread" in gone.detail
    assert slack.posts()[-1].get("thread_ts") is None


@pytest.mark.parametrize("failing", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_failing_picture_does_not_stop_the_alert(
    slack: FakeSlack, channel: SlackChannel, failing: str
) -> None:
    slack.fail[failing] = ["file_upload_size_restricted"] * 5
    receipt = channel.send(MESSAGE)
    assert "without it" in receipt.detail
    assert [b["type"] for b in slack.posts()[0]["blocks"]] == ["header"]


def test_a_picture_that_slack_cannot_show_is_left_out(slack: FakeSlack, channel: SlackChannel) -> None:
    slack.fail["chat.postMessage"] = ["invalid_blocks"]
    assert "without it" in channel.send(MESSAGE).detail
    assert len(slack.posts()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"channel": "#cx-alerts"}, "no Slack channel id"),
        ({"channel": "C0UNKNOWN1"}, "channel_not_found.*invite the app"),
        (
            {"blocks": ({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},)},
            "150 characters",
        ),
    ],
)
def test_refusals_say_what_to_repair(
    slack: FakeSlack, channel: SlackChannel, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        channel.send(dataclasses.replace(MESSAGE, **change))
    assert slack.posts() == []


def test_the_token_never_shows(slack: FakeSlack) -> None:
    connection = Connection("slack", password="xoxb-secret", extra={"base_url": slack.url, "key": "secret"})
    with pytest.raises(Refused, match="invalid_auth") as failure:
        SlackChannel(connection).check()
    assert "secret" not in repr(connection) + str(failure.value)
    with pytest.raises(ConfigurationError, match="no token"):
        SlackChannel(None)


def test_nothing_listening_is_a_failure_that_may_be_tried_again() -> None:
    connection = Connection(
        "slack", password=TOKEN, extra={"base_url": "http://127.0.0.1:9/api/", "timeout": 0.4}
    )
    message = dataclasses.replace(MESSAGE, picture=None)
    with pytest.raises(DeliveryError, match="cannot be reached") as failure:
        SlackChannel(connection, sleep=lambda _: None).send(message)
    assert not isinstance(failure.value, UnknownOutcome)
