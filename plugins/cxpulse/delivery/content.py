"""What a format is given: the content in no language yet, and the envelope that says for whom and in which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import AlertNote, Comment, Phrase, ReportModel


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a corrected report says of itself. number: of its version; sent: the day on which its reader got the first one."""

    number: int
    reason: str
    sent: dt.date
    decided_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a message is for. key: the ledger's id; date: an instant given by the caller; page_url: '' for no page.

    thread: the post that this one answers (Slack); again: an earlier try failed; corrected: it replaces one that was sent.
    """

    key: str
    audience: str
    address: str
    name: str
    language: Language
    sender: str
    date: dt.datetime
    page_url: str = ""
    thread: str | None = None
    again: bool = False
    corrected: Corrected | None = None

    @property
    def to(self) -> str:
        """Name and address as a header wants them."""
        return (
            formataddr((self.name, self.address)) if self.name.isascii() else f"{self.name} <{self.address}>"
        )

    @property
    def domain(self) -> str:
        """The sender's domain, which message ids are made under."""
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A report: its model and, where they were drawn, the card and the PDF of the envelope's language."""

    model: ReportModel
    card: bytes | None = field(default=None, repr=False)
    pdf: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One series. note: what the report also shows; low, high: 95% interval of the value now; z against its threshold.

    ask: what to do next, said with the owner's name; comments: masked.
    """

    note: AlertNote
    ask: Phrase
    low: float | None = None
    high: float | None = None
    z: float | None = None
    threshold: float | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertContent:
    """What happened to a portfolio in a week. kind: 'opened' (a new post) or 'update' (a reply to the opening post).

    promise: false alerts a year that the portfolio's rule allows.
    """

    portfolio: str
    week: dt.date
    last_day: dt.date
    kind: str
    items: tuple[AlertItem, ...]
    company: dict[str, str]
    promise: float
    notes: tuple[Phrase, ...] = ()
    card: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """Words for the operators: what failed, where; in English, because a log is."""

    title: str
    lines: tuple[str, ...]
