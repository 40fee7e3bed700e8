"""Working from the follow-ups: a CSV out, the steps back in, and how long each step takes."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from cxpulse.catalog.customers import load_customers
from cxpulse.catalog.follow_ups import load_follow_ups
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.core.pseudonym import pseudonym
from cxpulse.jobs.money import money
from cxpulse.lake.rejects import safe_cell
from cxpulse.lake.secret import pseudonym_key
from cxpulse.state.follow_up_log import Who
from cxpulse.state.follow_ups import CHANGEABLE, STEPS, FollowUp, FollowUps

COLUMNS = (
    "key", "week", "rule", "owner", "account", "survey_id", "response_id", "reason", "region", "plan", "yearly_value", "currency", "opened_at",
    "due_at", "time_zone", "acknowledged_at", "acted_at", "answered_at", "note",
)  # fmt: skip


def rows(settings: Settings, *, everything: bool = False, since: dt.date | None = None) -> list[FollowUp]:
    """The follow-ups that wait (nobody has acted, or the customer has not answered); everything: also the answered ones."""
    return [f for f in FollowUps(settings.state_database).all(since) if everything or f.answered_at is None]


def account_name(settings: Settings, account_id: str | None) -> str:
    """An account as the setting `account_names` wants it; '' for none. Names are shown as ids here: the lake is not asked."""
    if account_id and load_customers().account_names == "masked":
        return pseudonym(pseudonym_key(settings.local_root), "account", account_id)[:8]
    return account_id or ""


def why(f: FollowUp) -> str:
    """The reason as a person reads it: 'score 3 of 10', since only NPS answers, asked for on 0 to 10, open one with a score."""
    return f"{f.reason} of 10" if f.reason.startswith("score ") else f.reason


def as_csv(settings: Settings, found: Sequence[FollowUp]) -> str:
    """CSV text to work from; no cell is a formula in a spreadsheet. Times in the business zone, as 2026-11-25 14:30,
    which the column time_zone names."""
    currency = settings.currency or money(settings).currency or ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for f in found:
        known = {**f.to_json(), "account": account_name(settings, f.account_id), "yearly_value": "" if f.value is None else f"{f.value:.2f}"}
        known |= {"reason": why(f), "currency": currency if f.value is not None else "", "time_zone": settings.week.zone}
        known |= {c: _local(settings, getattr(f, c)) for c in COLUMNS if c.endswith("_at")}
        writer.writerow([safe_cell(str(known[c] if known[c] is not None else "")) for c in COLUMNS])
    return text.getvalue()


def _local(settings: Settings, at: dt.datetime | None) -> str:
    return "" if at is None else at.astimezone(settings.tz).strftime("%Y-%m-%d %H:%M")


def take_csv(settings: Settings, path: Path, *, by: str, now: dt.datetime) -> dict[str, int]:
    """Takes back a CSV that was worked on: the columns key, owner, *_at and note count, others are ignored.

    Returns {'updated', 'unchanged'}; an empty cell changes nothing. Raises InputError naming file, row, field and value; then
    nothing was changed. by: who hands it in.
    """
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        read = list(reader)
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: {problem}") from None
    if "key" not in (reader.fieldnames or ()):
        raise InputError(f"{path}: no column 'key'; export one with `cxpulse followups --csv FILE` and fill that in")
    table = FollowUps(settings.state_database)
    known = {f.key: f for f in table.all()}
    planned = [(known[key], changes) for key, changes in (_line(settings, path, known, n, row) for n, row in enumerate(read, 2)) if changes]
    for follow_up, changes in planned:
        table.update(follow_up.key, changes, Who(by, "csv", now))
    return {"updated": len(planned), "unchanged": len(read) - len(planned)}


def _line(settings: Settings, path: Path, known: dict[str, FollowUp], number: int, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    key = (row.get("key") or "").strip()
    if key not in known:
        raise InputError(f"{path}, row {number}: field 'key': there is no follow-up {key!r}")
    told = {c: (row.get(c) or "").strip().removeprefix("'") for c in CHANGEABLE}
    told["owner"] = load_follow_ups().kept_of(told["owner"])
    changes: dict[str, Any] = {}
    for column, text in told.items():
        new: Any = parse_time(settings, text, f"{path}, row {number}: field '{column}'") if text and column.endswith("_at") else text
        old = getattr(known[key], column)
        same = _local(settings, old) == _local(settings, new) if isinstance(new, dt.datetime) else new == old
        if text and not same:
            changes[column] = new
    return key, changes


def parse_time(settings: Settings, text: str, where: str) -> dt.datetime:
    """'2026-11-25 14:30' in the business zone, or with an offset. Raises InputError that begins with `where`."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is no time; write it as 2026-11-25 14:30") from None
    return (at if at.tzinfo else at.replace(tzinfo=settings.tz)).astimezone(dt.UTC)


def step(settings: Settings, key: str, name: str, *, now: dt.datetime, by: str, note: str = "") -> FollowUp:
    """One step of one follow-up happened now. Raises InputError for a key or step that does not exist."""
    if name not in STEPS:
        raise InputError(f"there is no step {name!r}; there are: {', '.join(STEPS)}")
    found = FollowUps(settings.state_database).update(key, {f"{name}_at": now, **({"note": note} if note else {})}, Who(by, "command", now))
    if found is None:
        raise InputError(f"there is no follow-up {key!r}; `cxpulse followups` lists them")
    return found


def summary(settings: Settings, week: dt.date, weeks: int = 13) -> dict[str, Any]:
    """How the follow-ups of the `weeks` weeks up to `week` stood at that week's end, and this week's new ones by rule.

    hours: median hours per step, of those that had taken it by then (opened to acknowledged, and so on), with their number.
    """
    at = settings.calendar.bounds(week)[1]
    found = [f for f in FollowUps(settings.state_database).all(week - dt.timedelta(weeks=weeks - 1)) if f.week <= week]
    new, earlier = [f for f in found if f.week == week], [f for f in found if f.week < week]
    states = [f.state(at) for f in earlier]
    return {
        "new": {rule: sum(f.rule == rule for f in new) for rule in sorted({f.rule for f in new})},
        "owners": {o: sum(f.owner == o for f in new) for o in sorted({f.owner for f in new})},
        "earlier": len(earlier),
        "states": {s: states.count(s) for s in ("open", *STEPS)},
        "overdue": sum(f.overdue(at) for f in earlier),
        "hours": {s: _hours(found, before, s, at) for before, s in zip(("opened", *STEPS), STEPS, strict=False)},
    }


def _hours(found: Sequence[FollowUp], before: str, after: str, at: dt.datetime) -> dict[str, Any]:
    pairs = [(getattr(f, f"{before}_at"), getattr(f, f"{after}_at")) for f in found]
    spans = [(b - a).total_seconds() / 3600 for a, b in pairs if a is not None and b is not None and b <= at]
    return {"n": len(spans), "median": median(spans) if spans else None}
