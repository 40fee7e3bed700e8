"""Follow-ups on the page in the Airflow UI: what it lists, and what a person does there. Data only; the page writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cxpulse.catalog.follow_ups import load_follow_ups
from cxpulse.catalog.metrics import load_metrics
from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.core.errors import InputError
from cxpulse.core.phrases import Named
from cxpulse.jobs import report_words
from cxpulse.jobs.follow_ups_work import account_name, as_csv, rows
from cxpulse.jobs.money import money
from cxpulse.state.follow_up_log import Change, Who, changes
from cxpulse.state.follow_ups import STEPS, ChangedMeanwhile, FollowUp, FollowUps

MOST_ROWS = 100
NOTE_MAX, OWNER_MAX = 500, 200
REASSIGN = "reassign"
ACTIONS = (*STEPS, REASSIGN)
DONE, ALREADY, CONFLICT, GONE = "done", "already", "conflict", "gone"
"""What came of a change: made; made before (a double click); somebody else was quicker, nothing changed; no such follow-up."""


def waiting(owner: str | None = None, *, everything: bool = False, now: dt.datetime | None = None) -> dict[str, Any]:
    """The follow-ups that wait, the longest overdue first; everything: the answered ones after them.

    Returns {"company", "terms" (display names), "zone", "counts": {"waiting", "overdue", "answered"}, "owners" (all names there are, for the choice
    and for handing over), "owner_names": of these, by language; "currency" of the values ('': none named), "owner", "everything", "rows", "more": rows that are left out}. Of a row: see `row_of`.
    """
    settings, at = load_settings(), now or dt.datetime.now(dt.UTC)
    found = rows(settings, everything=True)
    config = load_follow_ups()
    names = sorted(({f.owner for f in found} | {o.kept for o in config.owners}) - {""})
    mine = [f for f in found if owner is None or f.owner == owner]
    open_ones = [f for f in mine if f.answered_at is None]
    open_ones.sort(key=lambda f: (f.acted_at is not None, f.due_at, f.key))
    answered = sorted((f for f in mine if f.answered_at is not None), key=lambda f: str(f.answered_at), reverse=True)
    chosen = [*open_ones, *(answered if everything else [])]
    log = changes(settings.state_database, [f.key for f in chosen[:MOST_ROWS]])
    return {
        "company": dict(settings.company),
        "terms": report_words.terms(settings, load_metrics()),
        "zone": settings.week.zone,
        "counts": {"waiting": len(open_ones), "overdue": sum(f.overdue(at) for f in open_ones), "answered": len(answered)},
        "owners": names,
        "owner_names": {name: named.names for name in names if isinstance(named := config.named(name), Named)},
        "currency": settings.currency or money(settings).currency or "",
        "owner": owner,
        "everything": everything,
        "rows": [row_of(settings, f, log.get(f.key, ()), at) for f in chosen[:MOST_ROWS]],
        "more": max(len(chosen) - MOST_ROWS, 0),
    }


def csv_text(owner: str | None = None, *, everything: bool = False) -> str:
    """The same list as CSV, for those who rather work from a spreadsheet; `cxpulse followups --update` takes it back."""
    settings = load_settings()
    return as_csv(settings, [f for f in rows(settings, everything=everything) if owner is None or f.owner == owner])


def row_of(settings: Settings, f: FollowUp, log: Sequence[Change], at: dt.datetime) -> dict[str, Any]:
    """A follow-up as JSON with "account" (as the setting `account_names` wants it), "person" (beginning of the pseudonym),
    "state", "overdue", "seen" (its print), "next" (the step to take, or None) and "by": column -> who set it."""
    return {
        **f.to_json(),
        "account": account_name(settings, f.account_id),
        "person": (f.respondent_key or "")[:8],
        "state": f.state(at),
        "overdue": f.overdue(at),
        "seen": f.print,
        "next": next((s for s in STEPS if getattr(f, f"{s}_at") is None), None),
        "by": {c.field: c.by for c in log},
    }


def change(
    key: str, action: str, *, by: str, seen: str, note: str = "", owner: str = "", now: dt.datetime | None = None
) -> dict[str, Any]:
    """What a person did on the page: a step (with a note), or handing over. by: the Airflow user's name; seen: of the row.

    Returns {"result": 'done', 'already', 'conflict' or 'gone', "by", "at": who changed it last and when (of 'already' and
    'conflict')}. Raises InputError for an action, a note or an owner that cannot be.
    """
    settings, at = load_settings(), now or dt.datetime.now(dt.UTC)
    wanted = _wanted(action, " ".join(note.split()), load_follow_ups().kept_of(" ".join(owner.split())), at)
    table = FollowUps(settings.state_database)
    before = table.find(key)
    if before and action in STEPS and getattr(before, f"{action}_at") is not None:  # a step is taken once
        return _late(settings, before, wanted, by)
    try:
        found = table.update(key, wanted, Who(by, "page", at), seen=seen)
    except ChangedMeanwhile as other:
        return _late(settings, other.now, wanted, by)
    return {"result": DONE if found else GONE, "by": by, "at": at.isoformat()}


def _wanted(action: str, note: str, owner: str, at: dt.datetime) -> dict[str, Any]:
    if action not in ACTIONS:
        raise InputError(f"there is no step {action!r}; there are: {', '.join(ACTIONS)}")
    if len(note) > NOTE_MAX or len(owner) > OWNER_MAX:
        raise InputError(f"a note has at most {NOTE_MAX} characters, an owner {OWNER_MAX}")
    if action == REASSIGN:
        if not owner:
            raise InputError("to hand a follow-up over, name who gets it")
        return {"owner": owner, **({"note": note} if note else {})}
    if action == "acted" and not note:
        raise InputError("say in the note what was done, so that the next one need not ask")
    return {f"{action}_at": at, **({"note": note} if note else {})}


def _late(settings: Settings, now: FollowUp, wanted: dict[str, Any], by: str) -> dict[str, Any]:
    """A second click finds what the first one did; anybody else is told who was quicker."""
    log = changes(settings.state_database, [now.key]).get(now.key, [])
    last = {c.field: c for c in log}
    there = all(getattr(now, name) is not None if name.endswith("_at") else getattr(now, name) == value for name, value in wanted.items())
    mine = all(name in last and last[name].by == by for name in wanted)
    newest = log[-1] if log else None
    told = {"by": newest.by if newest else "", "at": newest.at.isoformat() if newest else ""}
    return {"result": ALREADY if there and mine else CONFLICT, **told}
