"""Series kept quiet until a day, with the reason that everybody may read. Set by a person on the command line.

Mutes of a portfolio's file (dags/config/alerts) stand beside these; both count.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.core.measurement import segment_name, segment_of
from cxpulse.state.base import Base, Instant, session_factory


class MuteRow(Base):
    """One mute. segment: 'all' or 'channel=app,touchpoint=delivery'; ended_at: when a person lifted it before its day."""

    __tablename__ = "mutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(String(100))
    segment: Mapped[str] = mapped_column(String(300))
    parts: Mapped[str] = mapped_column(String(600))
    until: Mapped[dt.date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Muted:
    """A mute as others see it. segment {}: every series of the metric; else every series that lies in the segment."""

    metric: str
    segment: dict[str, str]
    until: dt.date
    reason: str
    made_at: dt.datetime
    ended_at: dt.datetime | None

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        return {
            "metric": self.metric,
            "segment": self.segment,
            "until": self.until.isoformat(),
            "reason": self.reason,
            "made_at": self.made_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }


class Mutes:
    """The mutes of one state database."""

    def __init__(self, url: str) -> None:
        self._sessions = session_factory(url)

    def add(
        self, metric: str, segment: dict[str, str], *, until: dt.date, reason: str, now: dt.datetime
    ) -> Muted:
        """Mutes a series through the day `until`. A mute of the same series that still runs ends now: the new one counts."""
        self.end(metric, segment, now=now)
        parts = segment_of(segment)
        row = MuteRow(
            metric=metric,
            segment=segment_name(parts),
            parts=json.dumps(dict(parts), ensure_ascii=False),
            until=until,
            reason=reason,
            made_at=now,
        )
        with self._sessions.begin() as session:
            session.add(row)
            session.flush()
            return _muted(row)

    def end(self, metric: str, segment: dict[str, str], *, now: dt.datetime) -> int:
        """Lifts the mutes of a series that still run; returns how many."""
        same = (MuteRow.metric == metric, MuteRow.segment == segment_name(segment_of(segment)))
        with self._sessions.begin() as session:
            rows = session.scalars(
                select(MuteRow).where(*same, MuteRow.ended_at.is_(None), MuteRow.until >= now.date())
            ).all()
            for row in rows:
                row.ended_at = now
            return len(rows)

    def all(self) -> list[Muted]:
        """Every mute there ever was, the newest first."""
        with self._sessions.begin() as session:
            return [_muted(row) for row in session.scalars(select(MuteRow).order_by(MuteRow.id.desc()))]

    def running(self, day: dt.date) -> list[Muted]:
        """Those that are neither over on a day nor lifted."""
        return [m for m in self.all() if m.ended_at is None and m.until >= day]


def _muted(row: MuteRow) -> Muted:
    return Muted(row.metric, json.loads(row.parts), row.until, row.reason, row.made_at, row.ended_at)
