"""How a delivery is asked for, the same for reports and alerts, and the one place where that is obeyed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from cxpulse.catalog.settings import Settings
from cxpulse.jobs.deliver_once import Write, once, raise_failures
from cxpulse.jobs.deliver_people import Post
from cxpulse.state.ledger import Key, Ledger


class Options(TypedDict, total=False):
    """channels: None as configured, ['folder'] for a backfill; resend_unknown: a ledger key (or its beginning) that a person
    has decided to send again, and nothing else; retry_refused: try refused recipients at once; strict: raise DeliveryError at
    the end if something failed (the default)."""

    channels: Sequence[str] | None
    dry_run: bool
    resend_unknown: str
    retry_refused: bool
    now: dt.datetime | None
    strict: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """The ledger, the instant, and what was asked for."""

    ledger: Ledger
    now: dt.datetime
    asked: Options

    @classmethod
    def of(cls, settings: Settings, asked: Options) -> Sender:
        """On the settings' state database; now, unless an instant is given."""
        return cls(Ledger(settings.state_database), asked.get("now") or dt.datetime.now(dt.UTC), asked)

    @property
    def channels(self) -> Sequence[str] | None:
        """The channels asked for by name; None for those configured."""
        return self.asked.get("channels")

    @property
    def dry_run(self) -> bool:
        """Whether nothing may leave or be written down."""
        return self.asked.get("dry_run", False)

    def send(self, key: Key, post: Post, write: Write) -> list[dict[str, Any]]:
        """The receipt of one message; [] when a person asked for another one only."""
        only = self.asked.get("resend_unknown", "")
        if not key.id.startswith(only):
            return []
        refused = self.asked.get("retry_refused", False)
        return [once(self.ledger, key, post.carrier, write, now=self.now, dry_run=self.dry_run, resend_unknown=bool(only), retry_refused=refused)]

    def end(self, receipts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The receipts. Raises DeliveryError if something failed, unless `strict` is off."""
        if self.asked.get("strict", True):
            raise_failures(receipts)
        return receipts
