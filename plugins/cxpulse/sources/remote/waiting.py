"""How long a busy server asks us to wait, in each of the spellings that vendors use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

REMAINING = ("ratelimit-remaining", "rate-limit-remaining", "x-rate-limit-remaining", "x-ratelimit-remaining")
RESET = ("ratelimit-reset", "rate-limit-reset", "x-rate-limit-reset", "x-ratelimit-reset")
_EPOCH_FROM = 1_000_000_000  # a reset of this size is an instant, not a number of seconds


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """Seconds until the server wants to hear from us again; None when it does not say.

    Retry-After as seconds ('30') or as a date ('Wed, 25 Nov 2026 09:00:30 GMT'), else the reset of the rate limit.
    At 09:00:00 both examples give 30.0.
    """
    text = headers.get("retry-after", "").strip()
    if text:
        try:
            return max(0.0, float(text))
        except ValueError:
            pass
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return _reset(headers, now)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or dt.UTC) - now).total_seconds())
    return _reset(headers, now)


def used_up(headers: Mapping[str, str], now: dt.datetime) -> float:
    """Seconds to wait before the next request because this answer used up the limit; 0 when some are left."""
    if all(_number(headers.get(name)) != 0 for name in REMAINING):
        return 0.0
    return _reset(headers, now) or 0.0


def _reset(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    found = next((n for name in RESET if (n := _number(headers.get(name))) is not None), None)
    if found is None:
        return None
    return max(0.0, found - now.timestamp() if found >= _EPOCH_FROM else found)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
