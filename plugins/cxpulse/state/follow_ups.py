"""Follow-ups: customers somebody must get back to, each with its owner, due time and the instants of its steps."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory
from cxpulse.state.follow_up_log import Who, note

STEPS = ("acknowledged", "acted", "answered")
"""Somebody took it; something was done; the customer answered. In this order."""
CHANGEABLE = ("owner", *(f"{step}_at" for step in STEPS), "note")
"""The columns that people change."""


class FollowUpRow(Base):
    """One customer to get back to. key: the same customer, rule, survey and week has the same."""

    __tablename__ = "follow_ups"

    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    rule: Mapped[str] = mapped_column(String(40))
    week: Mapped[dt.date] = mapped_column(Date, index=True)
    account_id: Mapped[str | None] = mapped_column(String(100))
    respondent_key: Mapped[str | None] = mapped_column(String(64), index=True)
    survey_id: Mapped[str | None] = mapped_column(String(100))
    response_id: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(300))
    region: Mapped[str | None] = mapped_column(String(100))
    plan: Mapped[str | None] = mapped_column(String(100))
    value: Mapped[float | None]
    owner: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    due_at: Mapped[dt.datetime] = mapped_column(Instant)
    acknowledged_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    acted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(String(500), default="")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up as others see it. reason: 'score 3' or the flags of the account, with commas."""

    key: str
    rule: str
    week: dt.date
    account_id: str | None
    respondent_key: str | None
    survey_id: str | None
    response_id: str | None
    reason: str
    region: str | None
    plan: str | None
    value: float | None
    owner: str
    opened_at: dt.datetime
    due_at: dt.datetime
    acknowledged_at: dt.datetime | None = None
    acted_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    note: str = ""

    def state(self, at: dt.datetime) -> str:
        """'open', 'acknowledged', 'acted' or 'answered' as it was at an instant."""
        done = [s for s in STEPS if (when := getattr(self, f"{s}_at")) is not None and when <= at]
        return done[-1] if done else "open"

    def overdue(self, at: dt.datetime) -> bool:
        """Whether nothing had been done by then, and should have been."""
        return self.due_at <= at and (self.acted_at is None or self.acted_at > at)

    @property
    def print(self) -> str:
        """12 hexadecimal characters that change with whatever a person can change."""
        parts = [str(getattr(self, name)) for name in CHANGEABLE]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(self).items()}


class ChangedMeanwhile(Exception):
    """Somebody else has changed a follow-up since it was looked at. now: what it is."""

    def __init__(self, now: FollowUp) -> None:
        super().__init__(now.key)
        self.now = now


class FollowUps:
    """The follow-ups of one state database."""

    def __init__(self, url: str) -> None:
        self._sessions = session_factory(url)

    def open(self, found: Iterable[FollowUp]) -> int:
        """Keeps those that are not there yet; what is there stays as it is. Returns how many are new."""
        rows = {f.key: f for f in found}
        with self._sessions.begin() as session:
            there = set(session.scalars(select(FollowUpRow.key).where(FollowUpRow.key.in_(rows))))
            session.add_all(FollowUpRow(**{k: getattr(f, k) for k in f.__slots__}) for f in rows.values() if f.key not in there)
        return len(rows) - len(there)

    def all(self, since: dt.date | None = None) -> list[FollowUp]:
        """Those of the weeks from `since` on (None: all), by due time."""
        chosen = select(FollowUpRow).order_by(FollowUpRow.due_at, FollowUpRow.key)
        chosen = chosen.where(FollowUpRow.week >= since) if since else chosen
        with self._sessions.begin() as session:
            return [_of(row) for row in session.scalars(chosen)]

    def find(self, key: str) -> FollowUp | None:
        """One of them; None when there is no such key."""
        with self._sessions.begin() as session:
            row = session.get(FollowUpRow, key)
            return _of(row) if row else None

    def update(self, key: str, changes: Mapping[str, Any], who: Who, *, seen: str | None = None) -> FollowUp | None:
        """Sets columns (acknowledged_at, acted_at, answered_at, owner, note) of one and writes down who did; None: no such key.

        A step that was skipped happened at the latest with the next one: acted without acknowledged sets both. seen: the
        `print` of what the person looked at. Raises ChangedMeanwhile when it is another one now; then nothing was changed.
        """
        with self._sessions.begin() as session:
            row = session.get(FollowUpRow, key, with_for_update=True)
            if row is None:
                return None
            before = _of(row)
            if seen is not None and seen != before.print:
                raise ChangedMeanwhile(before)
            for name, value in changes.items():
                setattr(row, name, value)
            for earlier, later in (("acted", "answered"), ("acknowledged", "acted")):
                if getattr(row, f"{later}_at") is not None and getattr(row, f"{earlier}_at") is None:
                    setattr(row, f"{earlier}_at", getattr(row, f"{later}_at"))
            session.flush()
            after = _of(row)
            note(session, key, {n: getattr(after, n) for n in CHANGEABLE if getattr(after, n) != getattr(before, n)}, who)
            return after


def _of(row: FollowUpRow) -> FollowUp:
    return FollowUp(**{k: getattr(row, k) for k in FollowUp.__slots__})
