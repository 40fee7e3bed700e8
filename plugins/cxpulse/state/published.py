"""The figures as readers first saw them, so that a later restatement shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import Date, Float, Integer, PrimaryKeyConstraint, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.core.measurement import Direction, Measurement, Segment, State, segment_of
from cxpulse.state.base import Base, Instant, session_factory


class PublishedFigure(Base):
    """One figure of one week as it was first published; a second publication of the same week does not replace it."""

    __tablename__ = "published_figures"
    __table_args__ = (PrimaryKeyConstraint("week", "metric", "version", "segment"),)

    week: Mapped[dt.date] = mapped_column(Date)
    metric: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    segment: Mapped[str] = mapped_column(String(400))
    value: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    n: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str] = mapped_column(String(20))
    published_at: Mapped[dt.datetime] = mapped_column(Instant)


def record(url: str, figures: Sequence[Measurement], *, at: dt.datetime) -> int:
    """Keeps the figures that were not published before. Returns how many are new; running it twice adds none."""
    if not figures:
        return 0
    rows = {_key(m): _row(m, at) for m in figures}
    with session_factory(url).begin() as session:
        weeks = {m.week for m in figures}
        there = session.execute(_keys().where(PublishedFigure.week.in_(weeks))).all()
        fresh = [rows[key] for key in sorted(set(rows) - {tuple(row) for row in there}, key=repr)]
        session.add_all(fresh)
    return len(fresh)


def published(url: str, weeks: Sequence[dt.date]) -> dict[tuple[dt.date, str, int, Segment], Measurement]:
    """(week, metric, version, segment) -> the figure as first published."""
    with session_factory(url).begin() as session:
        found = session.scalars(select(PublishedFigure).where(PublishedFigure.week.in_(weeks))).all()
        figures = [_figure(f) for f in found]
    return {(m.week, m.metric, m.version, m.segment): m for m in figures}


def _text(segment: Segment) -> str:
    return json.dumps(dict(segment), ensure_ascii=False, sort_keys=True)


def _keys() -> Select[dt.date, str, int, str]:
    return select(
        PublishedFigure.week, PublishedFigure.metric, PublishedFigure.version, PublishedFigure.segment
    )


def _key(m: Measurement) -> tuple[dt.date, str, int, str]:
    return m.week, m.metric, m.version, _text(m.segment)


def _row(m: Measurement, at: dt.datetime) -> PublishedFigure:
    return PublishedFigure(
        week=m.week,
        metric=m.metric,
        version=m.version,
        segment=_text(m.segment),
        value=m.value,
        low=m.low,
        high=m.high,
        n=m.n,
        state=m.state.value,
        unit=m.unit,
        direction=m.direction.value,
        published_at=at,
    )


def _figure(f: PublishedFigure) -> Measurement:
    return Measurement(
        metric=f.metric,
        version=f.version,
        week=f.week,
        segment=segment_of(json.loads(f.segment)),
        value=f.value,
        low=f.low,
        high=f.high,
        n=f.n,
        state=State(f.state),
        unit=f.unit,
        direction=Direction(f.direction),
    )
