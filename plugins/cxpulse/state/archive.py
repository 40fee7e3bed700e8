"""The index of the archive: which versions of which report exist, and which of them was published.

One row whenever a report of a week and language became another than it was. The newest version lies in archive/<report>/<week>/<lang>/, older
ones below its versions/<first 12 characters of the PDF's hash>/. What was published is what had been archived when the first
delivery of that report and week began; a report that was never delivered was never published.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory


class ArchiveRow(Base):
    """One version. number: 1, 2, ...; made_at: since when it is the newest (until the next number)."""

    __tablename__ = "archive"

    report: Mapped[str] = mapped_column(String(100), primary_key=True)
    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    model_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    definitions_version: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Version:
    """A row as others see it."""

    report: str
    week: dt.date
    language: str
    number: int
    model_sha256: str
    pdf_sha256: str
    definitions_version: str
    made_at: dt.datetime

    def to_json(self) -> dict[str, Any]:
        """JSON-able: dates and instants as ISO text."""
        return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(self).items()}


class ArchiveIndex:
    """The index in one state database. Every instant is given by the caller (aware)."""

    def __init__(self, url: str) -> None:
        self._sessions = session_factory(url)

    def record(
        self,
        report: str,
        week: dt.date,
        language: str,
        *,
        model_sha256: str,
        pdf_sha256: str,
        definitions_version: str,
        now: dt.datetime,
    ) -> None:
        """Notes which version is the newest now. The same version again changes nothing."""
        with self._sessions.begin() as session:
            mine = (ArchiveRow.report == report, ArchiveRow.week == week, ArchiveRow.language == language)
            last = session.scalars(select(ArchiveRow).where(*mine).order_by(ArchiveRow.number.desc()).limit(1)).first()
            if last and (last.model_sha256, last.pdf_sha256) == (model_sha256, pdf_sha256):
                return
            session.add(
                ArchiveRow(
                    report=report,
                    week=week,
                    language=language,
                    number=last.number + 1 if last else 1,
                    model_sha256=model_sha256,
                    pdf_sha256=pdf_sha256,
                    definitions_version=definitions_version,
                    made_at=now,
                )
            )

    def versions(self, *, report: str | None = None, week: dt.date | None = None, language: str | None = None) -> list[Version]:
        """Versions by week, report and language, the oldest first."""
        query = select(ArchiveRow).order_by(ArchiveRow.week, ArchiveRow.report, ArchiveRow.language, ArchiveRow.number)
        for column, value in ((ArchiveRow.report, report), (ArchiveRow.week, week), (ArchiveRow.language, language)):
            if value is not None:
                query = query.where(column == value)
        with self._sessions.begin() as session:
            return [_version(row) for row in session.scalars(query)]

    def published(self, report: str, week: dt.date, language: str, delivered_at: dt.datetime | None) -> Version | None:
        """The version that was the newest when it was delivered; None when nothing was archived or delivered by then."""
        if delivered_at is None:
            return None
        then = [v for v in self.versions(report=report, week=week, language=language) if v.made_at <= delivered_at]
        return max(then, key=lambda v: v.number, default=None)


def _version(row: ArchiveRow) -> Version:
    return Version(**{name: getattr(row, name) for name in Version.__slots__})
