"""The delivery ledger: who was sent what, so that a retry, a rerun or a second process stays silent.

One row for what, week, audience, recipient and channel. Its life:

    claimed -> sending -> delivered          has a receipt: never sent again
                       -> failed             nothing was delivered: the next run may try again
                       -> unknown            the line broke, or the process died, while sending: never sent again silently

A claim is one conditional write, so of any number of processes exactly one wins. A claim whose process died before it
began to send is taken over after its lease; one that died while sending becomes unknown. No secret is kept here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Date, String, and_, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from cxpulse.state.base import Base, Instant, session_factory

LEASE = dt.timedelta(minutes=10)
REST = dt.timedelta(
    minutes=30
)  # a refusal is not tried again sooner: a task's retries would only be refused again
CLAIMED, SENDING, DELIVERED, FAILED, UNKNOWN = "claimed", "sending", "delivered", "failed", "unknown"
STATES = (CLAIMED, SENDING, DELIVERED, FAILED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Key:
    """What is delivered once. what: 'report:weekly', 'alerts:portfolio'; audience: 'weekly.fa'; channel: who carries it."""

    what: str
    week: dt.date
    audience: str
    recipient: str
    channel: str

    @property
    def id(self) -> str:
        """16 hexadecimal characters that stand for the key in file names, in message metadata and on the command line."""
        parts = [self.what, self.week.isoformat(), self.audience, self.recipient, self.channel]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


class Delivery(Base):
    """One row of the ledger. token: whose claim it is; leased_until: when another process may take it over."""

    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    what: Mapped[str] = mapped_column(String(200))
    week: Mapped[dt.date] = mapped_column(Date, index=True)
    audience: Mapped[str] = mapped_column(String(200))
    recipient: Mapped[str] = mapped_column(String(320))
    channel: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    permanent: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(String(32))
    leased_until: Mapped[dt.datetime] = mapped_column(Instant)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    receipt: Mapped[str] = mapped_column(String(500), default="")  # Message-ID, Slack ts or path
    detail: Mapped[str] = mapped_column(String(1000), default="")  # what went wrong, or where it went


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as others see it."""

    id: str
    what: str
    week: dt.date
    audience: str
    recipient: str
    channel: str
    state: str
    permanent: bool
    attempts: int
    updated_at: dt.datetime
    delivered_at: dt.datetime | None
    receipt: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        """JSON-able: dates and instants as ISO text."""
        return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim gave: `won` (then send, and say how it ended) or the row that stands in the way."""

    won: bool
    token: str
    entry: Entry


class Ledger:
    """The ledger in one state database. Every instant is given by the caller (aware)."""

    def __init__(self, url: str) -> None:
        self._sessions = session_factory(url)

    def claim(
        self,
        key: Key,
        *,
        now: dt.datetime,
        lease: dt.timedelta = LEASE,
        also_permanent: bool = False,
        also_unknown: bool = False,
    ) -> Claim:
        """Asks for the right to send. also_permanent: try a refused one again at once; also_unknown: a person decided to resend."""
        token = uuid.uuid4().hex
        with self._sessions.begin() as session:
            won = _insert(session, key, token, now, lease) or _take_over(
                session, key, token, now, lease, also_permanent, also_unknown
            )
            if not won:
                _bury(session, key, now)
            row = session.get_one(Delivery, key.id)
            return Claim(won, token, _entry(row))

    def sending(self, claim: Claim, *, now: dt.datetime, lease: dt.timedelta = LEASE) -> bool:
        """Says that sending begins. False: the claim was taken over meanwhile; then it must not be sent."""
        return self._move(claim, (CLAIMED,), state=SENDING, updated_at=now, leased_until=now + lease)

    def delivered(self, claim: Claim, *, receipt: str, detail: str = "", now: dt.datetime) -> Entry:
        """Keeps the receipt."""
        self._move(
            claim,
            (CLAIMED, SENDING, UNKNOWN),
            state=DELIVERED,
            receipt=receipt[:500],
            detail=detail[:1000],
            delivered_at=now,
            updated_at=now,
        )
        return self._get(claim)

    def failed(self, claim: Claim, *, detail: str, permanent: bool = False, now: dt.datetime) -> Entry:
        """Nothing was delivered. permanent: another try gives the same until somebody repairs something; it rests for a while."""
        self._move(
            claim, (CLAIMED, SENDING), state=FAILED, permanent=permanent, detail=detail[:1000], updated_at=now
        )
        return self._get(claim)

    def unknown(self, claim: Claim, *, detail: str, now: dt.datetime) -> Entry:
        """Nobody can tell whether it was delivered."""
        self._move(claim, (CLAIMED, SENDING), state=UNKNOWN, detail=detail[:1000], updated_at=now)
        return self._get(claim)

    def settle(self, entry: Entry, *, receipt: str, detail: str = "", now: dt.datetime) -> Entry:
        """An unknown outcome that turned out to be a delivery."""
        values = {
            "state": DELIVERED,
            "receipt": receipt[:500],
            "detail": detail[:1000],
            "delivered_at": now,
            "updated_at": now,
        }
        with self._sessions.begin() as session:
            row = (Delivery.id == entry.id) & (Delivery.state == UNKNOWN)
            _count(session, update(Delivery).where(row).values(**values))
            return _entry(session.get_one(Delivery, entry.id))

    def find(self, key: Key) -> Entry | None:
        """The row of a key."""
        with self._sessions.begin() as session:
            row = session.get(Delivery, key.id)
            return _entry(row) if row else None

    def entries(
        self, *, week: dt.date | None = None, state: str | None = None, id_prefix: str = ""
    ) -> list[Entry]:
        """Rows in the order of week, what, audience, recipient and channel; all of them, or those of a week, a state, an id."""
        query = select(Delivery).order_by(
            Delivery.week, Delivery.what, Delivery.audience, Delivery.recipient, Delivery.channel
        )
        if week is not None:
            query = query.where(Delivery.week == week)
        if state is not None:
            query = query.where(Delivery.state == state)
        if id_prefix:
            query = query.where(Delivery.id.startswith(id_prefix, autoescape=True))
        with self._sessions.begin() as session:
            return [_entry(row) for row in session.scalars(query)]

    def _move(self, claim: Claim, before: tuple[str, ...], **values: Any) -> bool:
        with self._sessions.begin() as session:
            mine = (
                (Delivery.id == claim.entry.id) & (Delivery.token == claim.token) & Delivery.state.in_(before)
            )
            return _count(session, update(Delivery).where(mine).values(**values)) == 1

    def _get(self, claim: Claim) -> Entry:
        with self._sessions.begin() as session:
            return _entry(session.get_one(Delivery, claim.entry.id))


def _count(session: Any, statement: Any) -> int:
    return int(session.execute(statement, execution_options={"synchronize_session": False}).rowcount)


def _insert(session: Any, key: Key, token: str, now: dt.datetime, lease: dt.timedelta) -> bool:
    row = {
        **asdict(key),
        "id": key.id,
        "state": CLAIMED,
        "token": token,
        "leased_until": now + lease,
        "updated_at": now,
    }
    try:
        with session.begin_nested():
            session.execute(insert(Delivery).values(row))
    except IntegrityError:
        return False
    return True


def _take_over(
    session: Any,
    key: Key,
    token: str,
    now: dt.datetime,
    lease: dt.timedelta,
    also_permanent: bool,
    also_unknown: bool,
) -> bool:
    again = or_(Delivery.permanent.is_(False), Delivery.updated_at < now - REST, literal(also_permanent))
    free = [
        and_(Delivery.state == CLAIMED, Delivery.leased_until < now),
        and_(Delivery.state == FAILED, again),
    ]
    if also_unknown:
        free.append(Delivery.state == UNKNOWN)
    values = {
        "state": CLAIMED,
        "permanent": False,
        "token": token,
        "leased_until": now + lease,
        "updated_at": now,
    }
    statement = (
        update(Delivery)
        .where(Delivery.id == key.id, or_(*free))
        .values(attempts=Delivery.attempts + 1, **values)
    )
    return _count(session, statement) == 1


def _bury(session: Any, key: Key, now: dt.datetime) -> None:
    """A sender that has gone silent may have delivered before it died."""
    dead = (Delivery.id == key.id) & (Delivery.state == SENDING) & (Delivery.leased_until < now)
    why = "the process ended while it was sending: it may have been delivered"
    _count(session, update(Delivery).where(dead).values(state=UNKNOWN, detail=why, updated_at=now))


def _entry(row: Delivery) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__slots__})
