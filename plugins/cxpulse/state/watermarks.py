"""How far each source is read: marks that a transport gave with a file, kept once that file was taken in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory


class Watermark(Base):
    """One mark. key: a file of a store, a kind of an API's records; value: JSON that the transport reads; run: that kept it."""

    __tablename__ = "watermarks"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(1100), primary_key=True)  # a store's longest name has 1,024
    value: Mapped[Any] = mapped_column(JSON)
    run: Mapped[str] = mapped_column(String(60))
    at: Mapped[dt.datetime] = mapped_column(Instant)


def marks(url: str, source: str) -> dict[str, Any]:
    """Key -> value of one source; {} for one that was never read."""
    with session_factory(url).begin() as session:
        return {row.key: row.value for row in session.scalars(select(Watermark).where(Watermark.source == source))}


def keep(url: str, source: str, values: dict[str, Any], *, run: str, now: dt.datetime) -> None:
    """Puts marks in the place of those of the same key, all or none."""
    with session_factory(url).begin() as session:
        for key, value in values.items():
            session.merge(Watermark(source=source, key=key, value=value, run=run, at=now))
