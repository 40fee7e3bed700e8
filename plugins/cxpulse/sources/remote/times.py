"""Times of APIs: ISO text to an instant, an instant to the whole milliseconds that watermarks are kept in."""

from __future__ import annotations

import datetime as dt

from cxpulse.core.errors import InputError


def instant(text: object) -> dt.datetime:
    """'2026-11-25T09:00:00.123Z' or with an offset ('+00:00', '+0000') as an aware datetime. Raises InputError."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        raise InputError(f"the API gives {text!r} where a time was expected") from None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def millis(moment: dt.datetime) -> int:
    """Milliseconds since 1970, whole."""
    return round(moment.timestamp() * 1000)


def iso(ms: int) -> str:
    """Milliseconds as '2026-11-25T09:00:00.123Z'."""
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
