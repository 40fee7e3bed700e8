"""Why a report that readers had was sent again: one row for each version that a person decided to send as a correction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory


class CorrectionRow(Base):
    """One decision. number: the version in the archive's index that is sent."""

    __tablename__ = "corrections"

    report: Mapped[str] = mapped_column(String(100), primary_key=True)
    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(300))
    decided_at: Mapped[dt.datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision as others see it."""

    number: int
    reason: str
    decided_at: dt.datetime


def find(url: str, report: str, week: dt.date, language: str, number: int) -> Correction | None:
    """The decision about a version; None when there is none."""
    with session_factory(url).begin() as session:
        row = session.get(CorrectionRow, (report, week, language, number))
        return Correction(row.number, row.reason, row.decided_at) if row else None


def decide(url: str, report: str, week: dt.date, language: str, made: Correction) -> Correction:
    """Keeps a decision; the first of a version stays, so that all its readers are told the same."""
    with session_factory(url).begin() as session:
        row = session.get(CorrectionRow, (report, week, language, made.number))
        if row is not None:
            return Correction(row.number, row.reason, row.decided_at)
        session.add(
            CorrectionRow(
                report=report, week=week, language=language, number=made.number, reason=made.reason, decided_at=made.decided_at
            )
        )
    return made
