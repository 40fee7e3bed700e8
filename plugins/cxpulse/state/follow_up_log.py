"""Who changed what of a follow-up, when and by which way: the page, the command line or a CSV file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from cxpulse.state.base import Base, Instant, session_factory

WAYS = ("page", "command", "csv")


class FollowUpChangeRow(Base):
    """One change of one column. value: what it became, as text; by: the person's name as the way knows it."""

    __tablename__ = "follow_up_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(24), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(200))
    way: Mapped[str] = mapped_column(String(10))
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(500))


@dataclass(frozen=True, slots=True)
class Who:
    """Who makes a change: the name (of the Airflow user, of the machine's user), the way, and the instant."""

    by: str
    way: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A row as others see it."""

    key: str
    at: dt.datetime
    by: str
    way: str
    field: str
    value: str


def note(session: Session, key: str, changed: Mapping[str, Any], who: Who) -> None:
    """Writes down what changed, in the transaction that changes it."""
    for field, value in changed.items():
        text = value.isoformat() if isinstance(value, dt.datetime) else str(value)
        session.add(FollowUpChangeRow(key=key, at=who.at, by=who.by[:200], way=who.way, field=field, value=text[:500]))


def changes(url: str, keys: Collection[str]) -> dict[str, list[Change]]:
    """Key -> its changes, the oldest first; only keys that were changed."""
    found: dict[str, list[Change]] = {}
    with session_factory(url).begin() as session:
        rows = session.scalars(select(FollowUpChangeRow).where(FollowUpChangeRow.key.in_(list(keys))).order_by(FollowUpChangeRow.id))
        for row in rows:
            found.setdefault(row.key, []).append(Change(**{name: getattr(row, name) for name in Change.__slots__}))
    return found


def forget_notes(session: Session, keys: Collection[str]) -> None:
    """Takes the notes of some follow-ups out of their history."""
    session.execute(
        update(FollowUpChangeRow).where(FollowUpChangeRow.key.in_(list(keys)), FollowUpChangeRow.field == "note").values(value="")
    )
