"""Slack through its real SDK, with one promise: a message is posted once, or its outcome is called unknown.

Every post carries the ledger's key in its metadata. After a lost answer the channel's history is searched for the key
before anything is posted again; when history cannot be read, nobody can tell, and that is what is said.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DeliveryError, Refused, UnknownOutcome
from cxpulse.delivery import slack_calls
from cxpulse.delivery.messages import PICTURE, Connection, Picture, Receipt, SlackMessage
from cxpulse.delivery.slack_calls import LostAnswer, SlackRefused

EVENT = "cxpulse_delivery"
TRIES = 3
LOOKS = (0.3, 1.0, 2.0)  # seconds before each look: a post that was taken may need a moment to appear
PAGE, PAGES = 200, 5
CHANNEL_ID = re.compile(r"^[CGD][A-Z0-9]{6,}$")
NO_THREAD = {"thread_not_found", "invalid_thread_ts", "cannot_reply_to_message"}
BAD_PICTURE = {"invalid_blocks", "slack_file_not_found", "invalid_attachments"}


def make(_settings: Settings, connection: Connection | None) -> SlackChannel:
    """The channel over a connection: its password is the bot token; extra: base_url, timeout, proxy."""
    return SlackChannel(connection)


class SlackChannel:
    """Posts to channels by id."""

    name = "slack"

    def __init__(self, connection: Connection | None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._poster: WebClient = slack_calls.client(connection, posting=True)
        self._reader: WebClient = slack_calls.client(connection, posting=False)
        self._sleep = sleep

    def send(self, message: SlackMessage) -> Receipt:
        """Uploads the picture and posts the message; the receipt is the post's `ts`.

        Raises Refused, DeliveryError and UnknownOutcome as every channel does.
        """
        if not CHANNEL_ID.match(message.channel):
            raise Refused(
                f"'{message.channel}' is no Slack channel id; copy the id (C...) from the channel's details"
            )
        earlier = self._earlier(message) if message.again else None
        return earlier or self._post(message, *self._with_picture(message))

    def find(self, message: SlackMessage) -> Receipt | None:
        """An earlier post of this very message, None when history has none.

        Raises UnknownOutcome when history cannot be read.
        """
        try:
            with slack_calls.told():
                ts = self._search(message)
        except (DeliveryError, LostAnswer) as problem:
            raise UnknownOutcome(
                f"the channel's history cannot be read to look for the post: {problem}"
            ) from None
        return Receipt(ts, "found in the channel's history") if ts else None

    def check(self) -> None:
        """Asks Slack who we are. Raises DeliveryError."""
        try:
            with slack_calls.told():
                self._reader.auth_test()
        except LostAnswer as problem:
            raise DeliveryError(str(problem)) from None

    # --- the post ----------------------------------------------------------------------------------------------------

    def _post(self, message: SlackMessage, blocks: list[dict[str, Any]], notes: list[str]) -> Receipt:
        given: dict[str, Any] = {"thread_ts": message.thread} if message.thread else {}
        lost = ""
        for _ in range(TRIES):
            try:
                with slack_calls.told():
                    answer = self._poster.chat_postMessage(
                        channel=message.channel, text=message.text, blocks=blocks, metadata=_metadata(message),
                        unfurl_links=False, unfurl_media=False, **given,
                    )  # fmt: skip
                return Receipt(str(answer["ts"]), "; ".join(notes))
            except LostAnswer as problem:
                lost = str(problem)
                found = self._look(message)
                if found:
                    return found
            except SlackRefused as problem:
                blocks, given = self._give_way(problem, blocks, given, notes)
        if lost:
            raise DeliveryError(f"{lost}; tried {TRIES} times, and the channel's history shows no post")
        raise Refused("Slack refused the message in every form")

    def _give_way(
        self, problem: SlackRefused, blocks: list[dict[str, Any]], given: dict[str, Any], notes: list[str]
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """An alert without its picture, or outside its thread, is better than none. Raises the refusal when neither helps."""
        if problem.word in NO_THREAD and given:
            notes.append("the opening post is gone: posted outside the thread")
            return blocks, {}
        if problem.word in BAD_PICTURE and any(b["type"] == "image" for b in blocks):
            notes.append("Slack could not show the picture: posted without it")
            return _without_picture(blocks), given
        raise problem

    def _earlier(self, message: SlackMessage) -> Receipt | None:
        """The try before is known to have failed, so an unreadable history is no reason to stay silent."""
        try:
            return self.find(message)
        except UnknownOutcome:
            return None

    def _look(self, message: SlackMessage) -> Receipt | None:
        for pause in LOOKS:
            self._sleep(pause)
            found = self.find(message)
            if found:
                return found
        return None

    def _search(self, message: SlackMessage) -> str:
        cursor = ""
        for _ in range(PAGES):
            page = self._page(message, cursor)
            for post in page.get("messages", []):
                metadata = post.get("metadata") or {}
                if (
                    metadata.get("event_type") == EVENT
                    and metadata.get("event_payload", {}).get("key") == message.key
                ):
                    return str(post["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return ""
        return ""

    def _page(self, message: SlackMessage, cursor: str) -> Any:
        given: dict[str, Any] = {
            "channel": message.channel,
            "include_all_metadata": True,
            "limit": PAGE,
            "cursor": cursor or None,
        }
        if message.thread:
            return self._reader.conversations_replies(ts=message.thread, **given)
        return self._reader.conversations_history(**given)

    # --- the picture -------------------------------------------------------------------------------------------------

    def _with_picture(self, message: SlackMessage) -> tuple[list[dict[str, Any]], list[str]]:
        blocks: list[dict[str, Any]] = json.loads(json.dumps(message.blocks))
        if message.picture is None:
            return _without_picture(blocks), []
        try:
            file_id = self._upload(message.picture)
        except (DeliveryError, LostAnswer, SlackClientError) as problem:
            return _without_picture(blocks), [f"the picture was not taken ({problem}): posted without it"]
        return json.loads(json.dumps(blocks).replace(json.dumps(PICTURE), json.dumps(file_id))), []

    def _upload(self, picture: Picture) -> str:
        with slack_calls.told():
            answer = self._reader.files_upload_v2(
                filename=picture.name,
                content=picture.data,
                title=picture.alt[:100] or picture.name,
                alt_txt=picture.alt[:1000],
            )
        return str(answer["files"][0]["id"])


def _metadata(message: SlackMessage) -> dict[str, Any]:
    return {"event_type": EVENT, "event_payload": {"key": message.key, **message.metadata}}


def _without_picture(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [b for b in blocks if b["type"] != "image"]
