"""One message to one recipient, once: claim, send, receipt. Nothing that goes wrong here stops the next recipient."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from cxpulse.core.errors import CXPulseError, DeliveryError, Refused, UnknownOutcome
from cxpulse.delivery.messages import Channel, Message, Receipt
from cxpulse.state.ledger import DELIVERED, FAILED, UNKNOWN, Claim, Entry, Key, Ledger

log = logging.getLogger(__name__)
ALREADY, WOULD_SEND, BUSY = "already", "would_send", "busy"
"""Beside the ledger's states: delivered before; a dry run would send it; another process is at it right now."""

Write = Callable[[str, bool], Message]
"""Writes the message for a ledger id; True when an earlier try ended without a receipt."""


def once(
    ledger: Ledger,
    key: Key,
    carrier: Callable[[], Channel],
    write: Write,
    *,
    now: dt.datetime,
    dry_run: bool = False,
    resend_unknown: bool = False,
    retry_refused: bool = False,
) -> dict[str, Any]:
    """Delivers unless the ledger says otherwise; returns the receipt.

    A receipt is {"key", "what", "week", "audience", "recipient", "channel", "state", "receipt", "detail", "attempts"} with
    state 'delivered' (now), 'already' (before), 'failed', 'unknown', 'busy' or 'would_send'.
    """
    if dry_run:
        return _dry(ledger, key)
    claim = ledger.claim(key, now=now, also_permanent=retry_refused, also_unknown=resend_unknown)
    if claim.won:
        return told(_deliver(ledger, claim, carrier, write, now))
    if claim.entry.state == UNKNOWN:
        return told(_look_again(ledger, claim.entry, carrier, write, now))
    state = {DELIVERED: ALREADY, FAILED: FAILED}.get(claim.entry.state, BUSY)
    return told(claim.entry, state)


def told(entry: Entry, state: str = "") -> dict[str, Any]:
    """A ledger row as a receipt."""
    names = ("what", "audience", "recipient", "channel", "receipt", "detail", "attempts")
    return {
        "key": entry.id,
        "week": entry.week.isoformat(),
        "state": state or entry.state,
        **{n: getattr(entry, n) for n in names},
    }


def _dry(ledger: Ledger, key: Key) -> dict[str, Any]:
    entry = ledger.find(key)
    if entry is not None:
        may_go = entry.state == FAILED and not entry.permanent
        return told(entry, WOULD_SEND if may_go else ALREADY if entry.state == DELIVERED else "")
    return {
        "key": key.id, "what": key.what, "week": key.week.isoformat(), "audience": key.audience, "recipient": key.recipient,
        "channel": key.channel, "state": WOULD_SEND, "receipt": "", "detail": "", "attempts": 0,
    }  # fmt: skip


def _deliver(
    ledger: Ledger, claim: Claim, carrier: Callable[[], Channel], write: Write, now: dt.datetime
) -> Entry:
    try:
        channel, message = carrier(), write(claim.entry.id, claim.entry.attempts > 1)
    except Exception as problem:  # one recipient's message that cannot be written must not stop the others
        _log(problem)
        return ledger.failed(claim, detail=_words(problem), permanent=isinstance(problem, Refused), now=now)
    if not ledger.sending(claim, now=now):
        return claim.entry
    try:
        receipt = channel.send(message)
    except UnknownOutcome as problem:
        return ledger.unknown(claim, detail=_words(problem), now=now)
    except CXPulseError as problem:
        return ledger.failed(claim, detail=_words(problem), permanent=isinstance(problem, Refused), now=now)
    except Exception as problem:  # nobody knows at which moment it broke
        _log(problem)
        return ledger.unknown(claim, detail=_words(problem), now=now)
    return ledger.delivered(claim, receipt=receipt.reference, detail=receipt.detail, now=now)


def _look_again(
    ledger: Ledger, entry: Entry, carrier: Callable[[], Channel], write: Write, now: dt.datetime
) -> Entry:
    """An unknown outcome clears up by itself where the channel can be searched; it is never sent again here."""
    try:
        find: Callable[[Message], Receipt | None] | None = getattr(carrier(), "find", None)
        found = find(write(entry.id, True)) if find else None
    except CXPulseError:
        return entry
    return ledger.settle(entry, receipt=found.reference, detail=found.detail, now=now) if found else entry


def _words(problem: Exception) -> str:
    return str(problem) if isinstance(problem, CXPulseError) else f"{type(problem).__name__}: {problem}"


def _log(problem: Exception) -> None:
    if not isinstance(problem, CXPulseError):
        log.error("a message could not be written or sent", exc_info=problem)


def raise_failures(receipts: list[dict[str, Any]]) -> None:
    """Raises DeliveryError naming each failed delivery. An unknown outcome is shown, not raised: a retry could not help."""
    failed = [r for r in receipts if r["state"] == FAILED]
    if failed:
        lines = "; ".join(f"{r['what']} to {r['recipient']} by {r['channel']}: {r['detail']}" for r in failed)
        raise DeliveryError(
            f"{len(failed)} of {len(receipts)} deliveries failed, the others are done: {lines}"
        )
