"""Which series went into which alert message, so that a week judged again tells only what is new.

Batch 0 of a week is its message; each later batch is a reply to it: a series that late answers opened after the message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, session_factory


class ToldRow(Base):
    """One series in one message."""

    __tablename__ = "alerts_told"

    portfolio: Mapped[str] = mapped_column(String(100), primary_key=True)
    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    series: Mapped[str] = mapped_column(String(400), primary_key=True)
    batch: Mapped[int]


class Told:
    """The messages of one state database."""

    def __init__(self, url: str) -> None:
        self._sessions = session_factory(url)

    def batches(
        self, portfolio: str, week: dt.date, opened: Collection[str], *, keep: bool = True
    ) -> list[set[str]]:
        """The batches of a week; what is in none of them becomes a new one. keep=False (a dry run) writes nothing down.

        On a new week batches("p", w, {"a", "b"}) is [{"a", "b"}]; later batches("p", w, {"b", "c"}) is [{"a", "b"}, {"c"}].
        """
        with self._sessions.begin() as session:
            rows = session.scalars(
                select(ToldRow).where(ToldRow.portfolio == portfolio, ToldRow.week == week)
            ).all()
            known = {row.series: row.batch for row in rows}
            number = max(known.values(), default=-1) + 1
            fresh = {series: number for series in opened if series not in known}
            if keep:
                session.add_all(
                    ToldRow(portfolio=portfolio, week=week, series=s, batch=n) for s, n in fresh.items()
                )
        every = {**known, **fresh}
        return [{s for s, n in every.items() if n == at} for at in range(max(every.values(), default=-1) + 1)]

    def told_in(self, portfolio: str, series: str, since: dt.date) -> dt.date | None:
        """The week whose message first told a series, since the week in which its alert began; None when none has."""
        mine = (ToldRow.portfolio == portfolio, ToldRow.series == series, ToldRow.week >= since)
        with self._sessions.begin() as session:
            return session.scalars(select(ToldRow.week).where(*mine).order_by(ToldRow.week).limit(1)).first()
