"""Persons who were erased: when, what was removed, and the pseudonyms whose rows are never taken in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory
from cxpulse.state.follow_up_log import forget_notes
from cxpulse.state.follow_ups import FollowUpRow


class ErasureRow(Base):
    """One erasure. person: pseudonym of the e-mail address; keys: every pseudonym of the person; proof: what was removed."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    keys: Mapped[list[str]] = mapped_column(JSON)
    proof: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(url: str, person: str, keys: Collection[str], proof: dict[str, Any], at: dt.datetime) -> int:
    """Keeps an erasure; gives its number."""
    with session_factory(url).begin() as session:
        row = ErasureRow(person=person, at=at, keys=sorted(keys), proof=proof)
        session.add(row)
        session.flush()
        return row.id


def erased_keys(url: str) -> set[str]:
    """Pseudonyms of everybody who was erased."""
    with session_factory(url).begin() as session:
        return {key for keys in session.scalars(select(ErasureRow.keys)) for key in keys}


def forget_follow_ups(url: str, keys: Collection[str]) -> int:
    """Takes person, answer and note out of the follow-ups of these pseudonyms; gives how many there were."""
    with session_factory(url).begin() as session:
        forget_notes(session, session.scalars(select(FollowUpRow.key).where(FollowUpRow.respondent_key.in_(keys))).all())
        gone = session.execute(
            update(FollowUpRow).where(FollowUpRow.respondent_key.in_(keys)).values(respondent_key=None, response_id=None, note="")
        )
        return int(getattr(gone, "rowcount", 0))
