"""Calls to Slack with the real SDK, told apart by what a failure means for "was it posted?".

The SDK's own retry of broken connections is left out for posting: it would post a second time what Slack had taken when
the answer got lost. A rate limit is the one answer that promises that nothing was done, so it is waited out.
"""

from __future__ import annotations

import http.client
import re
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.http_retry.handler import RetryHandler

from cxpulse.core.errors import ConfigurationError, DeliveryError, Refused
from cxpulse.delivery.messages import Connection

TIMEOUT_S = 30
RATE_LIMIT_TRIES = 3
LONGEST_WAIT_S = 60
SLACK_URL = "https://slack.com/api/"

WORD = re.compile("[a-z_]+")
"""An answer without such a word is not Slack's: a proxy's page, or half an answer."""
NOT_SURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
"""Error words after which Slack may all the same have done it."""
LATER = {"ratelimited", "rate_limited", "message_limit_exceeded"}
REMEDIES = {
    "channel_not_found": "use the channel's id (C...) and invite the app to it",
    "not_in_channel": "invite the app to the channel",
    "is_archived": "the channel is archived: name another one",
    "invalid_auth": "the token of the connection is not valid",
    "not_authed": "the connection has no token",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "the token was revoked: install the app again",
    "missing_scope": "the app needs the scopes chat:write, files:write, channels:history and groups:history",
}


class LostAnswer(Exception):
    """Slack may or may not have done what was asked."""


class PatientRateLimit(RateLimitErrorRetryHandler):
    """Waits as long as Slack asks, but never longer than a minute at a time: a task must not hang for an hour."""

    def _can_retry(self, **given: Any) -> bool:
        response = given.get("response")
        return (
            bool(super()._can_retry(**given))
            and retry_after(response.headers if response else {}) <= LONGEST_WAIT_S
        )


def retry_after(headers: Any) -> int:
    """Seconds that a 429 asks to wait; 1 when it does not say."""
    for name, value in dict(headers or {}).items():
        if name.lower() == "retry-after":
            first = value[0] if isinstance(value, list) else value
            return int(first) if str(first).isdigit() else 1
    return 1


def client(connection: Connection | None, *, posting: bool) -> WebClient:
    """The SDK's client. posting: only rate limits are retried inside it. Raises ConfigurationError without a token."""
    if connection is None or not connection.password:
        raise ConfigurationError(
            "the Slack connection has no token: put it into the password field of the connection"
        )
    extra = connection.extra
    handlers: list[RetryHandler] = [PatientRateLimit(max_retry_count=RATE_LIMIT_TRIES)]
    if not posting:
        handlers += [
            ConnectionErrorRetryHandler(max_retry_count=1),
            ServerErrorRetryHandler(max_retry_count=2),
        ]
    return WebClient(
        token=connection.password,
        base_url=str(extra.get("base_url") or SLACK_URL),
        timeout=float(extra.get("timeout", TIMEOUT_S)),  # type: ignore[arg-type]  # any number of seconds will do
        proxy=extra.get("proxy"),
        retry_handlers=handlers,
    )


@contextmanager
def told() -> Iterator[None]:
    """The SDK's failures as DeliveryError, Refused, or LostAnswer."""
    try:
        yield
    except SlackApiError as problem:
        raise _answer(problem) from None
    except (SlackClientError, urllib.error.URLError, http.client.HTTPException, OSError) as problem:
        if never_left(problem):
            raise DeliveryError(f"Slack cannot be reached: {problem}") from None
        raise LostAnswer(f"no answer from Slack: {type(problem).__name__}: {problem}") from None


def _answer(problem: SlackApiError) -> Exception:
    response = problem.response
    status = int(getattr(response, "status_code", 0) or 0)
    word = error_word(problem)
    if status == 429 or word in LATER:
        return DeliveryError(
            f"Slack asks to wait ({retry_after(getattr(response, 'headers', {}))} s): tried {RATE_LIMIT_TRIES} times"
        )
    if status >= 500 or word in NOT_SURE or not WORD.fullmatch(word):
        return LostAnswer(f"Slack answered {status} {word[:200]}".strip())
    return SlackRefused(word, _notes(response))


def error_word(problem: SlackApiError) -> str:
    """Slack's error word, '' when the answer had none."""
    try:
        return str(problem.response.get("error", "") or "")
    except (AttributeError, ValueError, TypeError):
        return ""


def _notes(response: Any) -> str:
    try:
        notes = (response.get("response_metadata") or {}).get("messages") or []
    except (AttributeError, ValueError, TypeError):
        notes = []
    return "; ".join(str(n) for n in notes)[:300]


class SlackRefused(Refused):
    """Slack said no, with its error word."""

    def __init__(self, word: str, notes: str = "") -> None:
        self.word = word
        remedy = REMEDIES.get(word, "")
        super().__init__(
            f"Slack refused: {word or 'no reason given'}"
            + f" ({notes})" * bool(notes)
            + f"; {remedy}" * bool(remedy)
        )


def never_left(problem: Exception) -> bool:
    """Whether the request cannot have reached Slack: no connection was made."""
    cause = problem.reason if isinstance(problem, urllib.error.URLError) else problem
    if isinstance(cause, ConnectionRefusedError):
        return True
    return type(cause).__name__ in ("gaierror", "SSLCertVerificationError")
