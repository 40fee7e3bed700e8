"""What was judged of every watched series in every week: one row each, with the whole finding."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Date, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, session_factory


class AlertStateRow(Base):
    """One series in one week. state: as in core.alerts.life; finding: JSON text."""

    __tablename__ = "alert_states"

    portfolio: Mapped[str] = mapped_column(String(100), primary_key=True)
    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    series: Mapped[str] = mapped_column(String(400), primary_key=True)
    state: Mapped[str] = mapped_column(String(30))
    finding: Mapped[str] = mapped_column(Text)


class JudgedFromRow(Base):
    """What a week was judged from: a fingerprint of all that its verdicts depend on."""

    __tablename__ = "alerts_judged_from"

    portfolio: Mapped[str] = mapped_column(String(100), primary_key=True)
    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    inputs: Mapped[str] = mapped_column(String(64))


class AlertStates:
    """The verdicts of one state database."""

    def __init__(self, url: str) -> None:
        self._sessions = session_factory(url)

    def save(self, portfolio: str, week: dt.date, findings: Sequence[Mapping[str, Any]], inputs: str = "") -> None:
        """Puts the findings of a week in the place of those that it had. Other weeks stay as they are.

        inputs: fingerprint of what the week was judged from; '' when it is not known.
        """
        rows = [
            AlertStateRow(
                portfolio=portfolio,
                week=week,
                series=str(f["series"]),
                state=str(f["state"]),
                finding=json.dumps(f, ensure_ascii=False, allow_nan=False, sort_keys=True),
            )
            for f in findings
        ]
        with self._sessions.begin() as session:
            mine = (AlertStateRow.portfolio == portfolio, AlertStateRow.week == week)
            session.execute(delete(AlertStateRow).where(*mine))
            session.add_all(rows)
            session.merge(JudgedFromRow(portfolio=portfolio, week=week, inputs=inputs))

    def judged_from(self, portfolio: str, week: dt.date) -> str:
        """The fingerprint of what a week was judged from; '' when it was not judged, or when that is not known."""
        with self._sessions.begin() as session:
            row = session.get(JudgedFromRow, (portfolio, week))
            return row.inputs if row else ""

    def findings(self, portfolio: str, week: dt.date) -> list[dict[str, Any]]:
        """The findings of a week in order of series; [] when the week was not judged."""
        mine = (AlertStateRow.portfolio == portfolio, AlertStateRow.week == week)
        with self._sessions.begin() as session:
            found = session.scalars(select(AlertStateRow.finding).where(*mine).order_by(AlertStateRow.series))
            return [json.loads(text) for text in found]

    def forget_quotes(self, quotes: Collection[str]) -> int:
        """Takes these customers' words out of every finding; gives out of how many. The verdicts stay."""
        changed = 0
        with self._sessions.begin() as session:
            for row in session.scalars(select(AlertStateRow).where(AlertStateRow.finding.contains('"comments": [{'))):
                finding = json.loads(row.finding)
                kept = [comment for comment in finding["comments"] if comment["text"] not in quotes]
                if len(kept) < len(finding["comments"]):
                    row.finding = json.dumps({**finding, "comments": kept}, ensure_ascii=False, allow_nan=False, sort_keys=True)
                    changed += 1
        return changed

    def before(self, portfolio: str, week: dt.date) -> dict[dt.date, dict[str, str]]:
        """week -> series -> state, of all weeks judged before one."""
        out: dict[dt.date, dict[str, str]] = {}
        columns = select(AlertStateRow.week, AlertStateRow.series, AlertStateRow.state)
        with self._sessions.begin() as session:
            for day, series, state in session.execute(
                columns.where(AlertStateRow.portfolio == portfolio, AlertStateRow.week < week)
            ):
                out.setdefault(day, {})[series] = state
        return out
