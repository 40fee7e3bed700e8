"""Links between customers' records that a person has undone: the record stands apart until it is put back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory


class ReversalRow(Base):
    """One record set apart. ended_at: when it was put back; the row stays as the record of both."""

    __tablename__ = "customer_reversals"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    record: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


def set_apart(url: str, source: str, record: str, now: dt.datetime) -> bool:
    """Sets a record apart; False when it is apart already."""
    with session_factory(url).begin() as session:
        if session.scalar(_running(source, record)) is not None:
            return False
        session.add(ReversalRow(source=source, record=record, made_at=now))
        return True


def put_back(url: str, source: str, record: str, now: dt.datetime) -> bool:
    """Lets a record be linked again; False when it was not apart."""
    with session_factory(url).begin() as session:
        row = session.scalar(_running(source, record))
        if row is not None:
            row.ended_at = now
        return row is not None


def apart(url: str) -> dict[tuple[str, str], dt.datetime]:
    """(source, record) -> since when it stands apart."""
    with session_factory(url).begin() as session:
        rows = session.scalars(select(ReversalRow).where(ReversalRow.ended_at.is_(None)).order_by(ReversalRow.id))
        return {(row.source, row.record): row.made_at for row in rows}


def _running(source: str, record: str) -> Select[ReversalRow]:
    return select(ReversalRow).where(ReversalRow.source == source, ReversalRow.record == record, ReversalRow.ended_at.is_(None))
