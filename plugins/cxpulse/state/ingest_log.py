"""The ingest log: which file of which source was read, when, under which definition, and what became of its rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory


class IngestFile(Base):
    """One file content of one source under one definition. id: the order in which files came; state: begun or taken."""

    __tablename__ = "ingest_file"
    __table_args__ = (Index("ingest_file_content", "source", "sha", "definition", unique=True),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(String(200))
    sha: Mapped[str] = mapped_column(String(64))
    definition: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10))
    run: Mapped[str] = mapped_column(String(60))
    at: Mapped[dt.datetime] = mapped_column(Instant)
    read: Mapped[int] = mapped_column(BigInteger, default=0)
    accepted: Mapped[int] = mapped_column(BigInteger, default=0)
    rejected: Mapped[int] = mapped_column(BigInteger, default=0)
    duplicates: Mapped[int] = mapped_column(BigInteger, default=0)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def taken(url: str, source: str, sha: str, definition: str) -> dict[str, Any] | None:
    """The account of a file that was taken in under this definition; None when it was not."""
    with session_factory(url).begin() as session:
        row = session.scalar(
            select(IngestFile).where(
                IngestFile.source == source, IngestFile.sha == sha, IngestFile.definition == definition, IngestFile.state == "taken"
            )
        )
        return None if row is None else {**row.details, "read": row.read, "name": row.name, "at": row.at.isoformat()}


def begin(url: str, source: str, sha: str, definition: str, *, name: str, run: str, now: dt.datetime) -> int:
    """Notes that a file is being read; gives its place in the order of files: that of its content's first reading."""
    with session_factory(url).begin() as session:
        row = session.scalar(
            select(IngestFile).where(IngestFile.source == source, IngestFile.sha == sha, IngestFile.definition == definition)
        )
        if row is None:
            row = IngestFile(source=source, sha=sha, definition=definition)
            session.add(row)
        row.name, row.state, row.run, row.at, row.details = name, "begun", run, now, {}
        session.flush()
        first = session.scalar(select(func.min(IngestFile.id)).where(IngestFile.source == source, IngestFile.sha == sha))
        return int(first or row.id)


def finish(url: str, definition_of: dict[str, str], reports: list[dict[str, Any]], now: dt.datetime) -> None:
    """Notes the account of every file that was taken in: called when all partitions are in place."""
    with session_factory(url).begin() as session:
        for report in reports:
            row = session.scalar(
                select(IngestFile).where(
                    IngestFile.source == report["source"],
                    IngestFile.sha == report["sha"],
                    IngestFile.definition == definition_of[report["source"]],
                )
            )
            if row is not None:
                row.state, row.at, row.details = "taken", now, report
                row.read, row.accepted = report["read"], report["accepted"]
                row.rejected, row.duplicates = report["rejected"], report["duplicates"]


def order_of_files(url: str, source: str) -> dict[str, int]:
    """Content hash -> place in the order of files, of one source."""
    with session_factory(url).begin() as session:
        rows = session.execute(
            select(IngestFile.sha, func.min(IngestFile.id)).where(IngestFile.source == source).group_by(IngestFile.sha)
        )
        return {sha: int(place) for sha, place in rows}


def taken_otherwise(url: str, source: str, definition: str) -> list[tuple[str, str]]:
    """(content hash, name) of files that a source took in, but not under this definition, in the order in which they came."""
    mine = (IngestFile.source == source, IngestFile.state == "taken")
    with session_factory(url).begin() as session:
        now = select(IngestFile.sha).where(*mine, IngestFile.definition == definition)
        rows = session.execute(
            select(IngestFile.sha, func.min(IngestFile.name), func.min(IngestFile.id))
            .where(*mine, IngestFile.sha.not_in(now)).group_by(IngestFile.sha).order_by(func.min(IngestFile.id))
        )  # fmt: skip
        return [(sha, name.rsplit("/", 1)[-1]) for sha, name, _ in rows]


def last_seen(url: str) -> dict[str, dict[str, Any]]:
    """Source -> its newest file taken in: name, at (ISO), read, accepted, rejected, duplicates."""
    with session_factory(url).begin() as session:
        newest = select(func.max(IngestFile.id)).where(IngestFile.state == "taken").group_by(IngestFile.source)
        return {
            row.source: {
                "name": row.name, "at": row.at.isoformat(), "read": row.read, "accepted": row.accepted,
                "rejected": row.rejected, "duplicates": row.duplicates,
            }
            for row in session.scalars(select(IngestFile).where(IngestFile.id.in_(newest)))
        }  # fmt: skip


def forget_before(url: str, moment: dt.datetime) -> int:
    """Empties the accounts of files read before `moment`; gives how many. What a file was (its hash) and its place in the order
    stay: an old export that still lies in its folder would otherwise be read again, as if it were the newest.
    """
    with session_factory(url).begin() as session:
        old = [row for row in session.scalars(select(IngestFile).where(IngestFile.at < moment)) if row.details]
        for row in old:
            row.details = {}
        return len(old)
