"""One customer: records of several systems become one person by keys that are equal, never by likeness.

Keys are pseudonyms, each of its kind: a customer number, an e-mail address, a phone number, or a system's own id. Records
with the same number or id are one person. An e-mail address joins unless too many numbers share it (a mailbox of an
office); a phone number joins unless too many people have it. No limit can be passed step by step: a group that has
reached it through one key takes nobody in through the next. Every link keeps its reason, so that a person can undo it.

Source: deterministic record linkage with blocking limits, as in Christen, Data Matching (2012), chapters 4 and 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cxpulse.core.identity_groups import Groups

NUMBER, EMAIL, PHONE, OWN = "customer number", "e-mail", "phone", "same key"
FIRST, SET_APART = "first record", "set apart"
KINDS = ("own", "number", "email", "phone")
ENTITIES = ("contact", "ticket", "response", "order")
Place = tuple[str, str]
"""Source and id of a record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One person as one system knows it. own: the key that the system's rows carry; number, email, phone: keys of these
    kinds, where they are known; account: the system's own, or one that it repeats; since, last: first and last instant.
    """

    source: str
    entity: str
    id: str
    own: str | None = None
    number: str | None = None
    email: str | None = None
    phone: str | None = None
    account: str | None = None
    since: dt.datetime | None = None
    last: dt.datetime | None = None

    @property
    def place(self) -> Place:
        """How a person names the record: SOURCE:ID."""
        return self.source, self.id


@dataclass(frozen=True, slots=True)
class Limits:
    """email_numbers: customer numbers that one e-mail address may join; phone_people: people whom one phone may join."""

    email_numbers: int = 2
    phone_people: int = 1


@dataclass(frozen=True, slots=True)
class Linked:
    """A record with its customer, why it is there, and the record that it was linked to (None: the first one)."""

    record: Record
    customer: str
    reason: str
    to: Place | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a person should look at. kind: 'shared e-mail', 'shared phone', 'chain' (not linked, all three), or
    'one e-mail in two accounts', 'one customer in two accounts' (linked, and the account is left open).
    """

    kind: str
    key: str
    records: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Every record with its customer, in order of source, entity and id; and what conflicts."""

    linked: tuple[Linked, ...]
    conflicts: tuple[Conflict, ...]


def resolve(
    records: Iterable[Record], limits: Limits = Limits(), apart: Collection[Place] = (), names: Mapping[Place, str] | None = None
) -> View:
    """Joins records into customers. apart: records that a person has set apart: they keep only keys that no other contact has.
    names: the customer ids of the view before; a customer keeps the one that most of its records had.

    Three records (number 1, e-mail a), (e-mail a, phone p) and (phone p) become one customer; with a second number-bearing
    person at phone p, the phone joins nobody and is listed as shared.
    """
    every = sorted((_alone(r) for r in records), key=lambda r: (ENTITIES.index(r.entity), r.source, r.id))
    every = _set_apart(every, set(apart))
    groups = Groups(len(every))
    held = _holders(every)
    conflicts: list[Conflict] = []
    for value in held[OWN]:
        groups.join(held[OWN][value], OWN)
    for value in held[NUMBER]:
        groups.join(held[NUMBER][value], NUMBER)
    groups.weigh([r.number for r in every])
    conflicts += _limited(groups, every, held[EMAIL], EMAIL, limits.email_numbers)
    groups.weigh([str(groups.root(i)) if r.number or r.email else None for i, r in enumerate(every)])
    conflicts += _limited(groups, every, held[PHONE], PHONE, limits.phone_people)
    linked = _linked(every, groups, set(apart), names or {})
    conflicts += _accounts(linked)
    return View(tuple(sorted(linked, key=lambda x: (x.record.source, x.record.entity, x.record.id))), tuple(conflicts))


def account_of(accounts: Collection[tuple[str, str]]) -> str | None:
    """The one account of (source, account) pairs; None when there is none, or more than one is named."""
    found = {account for _, account in accounts}
    return found.pop() if len(found) == 1 else None


def _alone(record: Record) -> Record:
    """Without an own key that is the e-mail, number or phone as well: it is known by its kind."""
    return replace(record, own=None) if record.own in (record.number, record.email, record.phone) else record


def _set_apart(every: Sequence[Record], apart: set[Place]) -> list[Record]:
    contacts = [r for r in every if r.entity == "contact"]
    holders: dict[str, int] = {}
    for key in (k for r in contacts for k in {getattr(r, kind) for kind in KINDS} if k):
        holders[key] = holders.get(key, 0) + 1

    def lone(key: str | None) -> str | None:
        return key if key and holders[key] == 1 else None

    def only(record: Record) -> Record:
        if record.place not in apart:
            return record
        if record.entity != "contact":
            return replace(record, own="\0".join(record.place), number=None, email=None, phone=None)
        return replace(record, own=lone(record.own), number=lone(record.number), email=lone(record.email), phone=lone(record.phone))

    return [only(r) for r in every]


def _holders(every: Sequence[Record]) -> dict[str, dict[str, list[int]]]:
    """Kind -> key -> records that have it. An own key that a contact shows to be of another kind counts as that kind."""
    kinds: dict[str, str] = {}
    for record in every:
        for kind, key in ((PHONE, record.phone), (EMAIL, record.email), (NUMBER, record.number)):
            if key:
                kinds[key] = kind
    held: dict[str, dict[str, list[int]]] = {kind: {} for kind in (OWN, NUMBER, EMAIL, PHONE)}
    for i, record in enumerate(every):
        for key in dict.fromkeys(k for k in (record.number, record.email, record.phone, record.own) if k):
            held[kinds.get(key, OWN)].setdefault(key, []).append(i)
    return held


def _limited(groups: Groups, every: Sequence[Record], held: Mapping[str, list[int]], kind: str, most: int) -> list[Conflict]:
    """Joins the holders of each key, unless there are too many (shared), or too many once other keys have joined (chain)."""
    several = {key: members for key, members in sorted(held.items()) if len(members) > 1}
    direct = {key: groups.weight_of(members) for key, members in several.items()}
    found = []
    for key, members in several.items():
        places = tuple(every[i].place for i in members)
        if direct[key] > most:
            found.append(Conflict(f"shared {kind}", key, places))
        elif not groups.join(members, kind, most):
            found.append(Conflict("chain", key, places))
    return found


def _linked(every: Sequence[Record], groups: Groups, apart: set[Place], names: Mapping[Place, str]) -> list[Linked]:
    out = []
    for members, customer in _named(every, groups.members(), names):
        for i, reason, to in groups.walk(members[0]):
            record = every[i]
            why = reason or (SET_APART if record.place in apart else FIRST)
            out.append(Linked(record, customer, why, None if to is None else every[to].place))
    return out


def _named(
    every: Sequence[Record], customers: Sequence[list[int]], names: Mapping[Place, str]
) -> list[tuple[list[int], str]]:
    """Members and id of each customer: the id that most of them had before, if no other has more of it."""
    from hashlib import sha256

    claims: list[tuple[int, int, str]] = []
    for number, members in enumerate(customers):
        had = [names[every[i].place] for i in members if every[i].place in names]
        claims += [(-had.count(name), number, name) for name in dict.fromkeys(had)]
    given: dict[int, str] = {}
    taken: set[str] = set()
    for _, number, name in sorted(claims):
        if number not in given and name not in taken:
            given[number] = name
            taken.add(name)
    out = []
    for number, members in enumerate(customers):
        first = every[members[0]]
        fresh = sha256("\0".join((first.entity, *first.place)).encode()).hexdigest()[:16]
        while number not in given and fresh in taken:
            fresh = sha256(fresh.encode()).hexdigest()[:16]
        taken.add(name := given.get(number, fresh))
        out.append((members, name))
    return out


def _accounts(linked: Sequence[Linked]) -> list[Conflict]:
    """Customers for whom one source names two accounts."""
    by_customer: dict[str, list[Record]] = {}
    for one in linked:
        if one.record.account:
            by_customer.setdefault(one.customer, []).append(one.record)
    found = []
    for customer, records in sorted(by_customer.items()):
        accounts = {(r.source, r.account) for r in records}
        if len({source for source, _ in accounts}) < len(accounts):
            by_email = {(r.source, r.email, r.account) for r in records if r.email}
            same = len({(source, email) for source, email, _ in by_email}) < len(by_email)
            kind = "one e-mail in two accounts" if same else "one customer in two accounts"
            found.append(Conflict(kind, customer, tuple(r.place for r in records)))
    return found
