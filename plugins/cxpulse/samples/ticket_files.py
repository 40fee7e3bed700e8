"""The helpdesk's view exports: each ticket as a row that shows its state at the moment of the export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import headers, texts
from cxpulse.samples.accounts import Accounts
from cxpulse.samples.exports import Bad, Export, Format, Row
from cxpulse.samples.plan import Plan
from cxpulse.samples.tickets import HOUR, Tickets, draw_tickets

ZONE = "Asia/Tehran"
NONE = "1900-01-01 00:00:00"
_OVERLAP = 7 * 24 * HOUR
_REPEATED, _MANGLED = 5, 5
_PRIORITIES = ("Low", "Normal", "High", "Urgent")
_VIA = ("Mobile SDK", "Web form", "Phone call", "In store", "Chat", "Mail")
_GROUPS = ("Sales", "Sales", "Billing", "Logistics", "Technical", "Technical", "Care", "Logistics", "Billing")
_AGENTS = tuple(f"Agent {n:02d}" for n in range(1, 25))
_SUBJECTS = (
    ("Question about an offer", "Question about a product", "Payment failed", "Where is my order?", "A part is missing",
     "The app does not work", "Please help", "I want to return an item", "My plan"),
    ("پرسش دربارهٔ پیشنهاد", "پرسش دربارهٔ کالا", "پرداخت انجام نشد", "سفارشم کجاست؟", "یک قطعه کم است",
     "برنامه کار نمی‌کند", "لطفاً راهنمایی کنید", "می‌خواهم کالا را پس بدهم", "اشتراک من"),
    ("สอบถามโปรโมชัน", "สอบถามสินค้า", "จ่ายเงินไม่ผ่าน", "ของอยู่ที่ไหน", "อะไหล่ไม่ครบ", "แอปใช้งานไม่ได้", "ขอความช่วยเหลือ",
     "ต้องการคืนสินค้า", "แพ็กเกจของฉัน"),
)  # fmt: skip

FORMAT = Format(
    "zendesk/tickets", (headers.ZENDESK,), "Id", quote_all=True,
    bad=(
        Bad("missing_id", "Id", {"Id": ""}),
        Bad("impossible_date", "Created at", {"Created at": "2026-02-30 09:00:00"}),
    ),
)  # fmt: skip


def write_tickets(
    folder: Path, plan: Plan, people: c.People, accounts: Accounts
) -> Iterator[tuple[list[Export], dict[str, Any]]]:
    """Write the ticket exports, week by week of creation; yields the exports and the true counts of each week."""
    exports = [Export(folder / f"{FORMAT.stem}_{w.day}.csv", FORMAT) for w in plan.windows]
    for week in range(len(plan.weeks)):
        tickets = draw_tickets(plan, people, accounts.active(plan, week), week)
        _write_week(exports, plan, people, week, tickets)
        yield exports, _truth(plan, week, tickets)
    for export in exports:
        export.close()


def _write_week(exports: list[Export], plan: Plan, people: c.People, week: int, t: Tickets) -> None:
    """Rows of the tickets created in one week: in their own export, and in later ones while something still happens."""
    number = plan.window_of(week)
    seen = _rows(plan, people, week, t, number)
    exports[number].write(seen, new=len(seen))
    if week == plan.windows[number].last:
        first = (plan.weeks[week].toordinal() // 7 - 100_000) * 1_000_000 + 900_000
        exports[number].write_bad(seen, [str(first + i) for i in range(exports[number].bad_rows())])
        exports[number].write(seen[-_REPEATED:], repeated=len(seen[-_REPEATED:]))
    for later in range(number + 1, len(exports)):
        since = plan.export_second(later - 1) - _OVERLAP
        shown = np.flatnonzero(t.updated(plan.export_second(later)) >= since).tolist()
        if not shown:
            continue
        rows = _rows(plan, people, week, t, later)
        changed = sum(rows[i] != seen[i] for i in shown)
        exports[later].write([rows[i] for i in shown], changed=changed, unchanged=len(shown) - changed)
        for i in shown:
            seen[i] = rows[i]


def _minutes(begin: c.Ints, end: c.Ints, known: np.ndarray) -> list[str]:
    return [str(v) if k else "" for v, k in zip(((end - begin) // 60).tolist(), known.tolist(), strict=True)]


def business_seconds(plan: Plan, at: c.Ints) -> c.Ints:
    """Business time since the first week's start: 08:00-18:00 on the first six days of the week.

    One working day is 36,000 s, a week 216,000 s.
    """
    passed = at - plan.edges[0]
    weeks, rest = passed // 604_800, passed % 604_800
    days, second = rest // 86_400, rest % 86_400
    today = np.where(days < 6, np.clip(second - 8 * HOUR, 0, 10 * HOUR), 0)
    return weeks * 216_000 + np.minimum(days, 6) * 36_000 + today


def _status(t: Tickets, second: int) -> tuple[c.Ints, np.ndarray, c.Ints]:
    """Status, whether it is solved, and when, as of an instant. Statuses: New, Open, Pending, Solved, Closed."""
    again = t.reopened < second
    solved = np.where(again, t.final < second, t.solved < second)
    when = np.where(again, t.final, t.solved)
    closed = solved & ((when < second - 96 * HOUR) | t.merged)
    pending = (t.replied < second) & (t.replies % 3 == 0) & ~again
    waiting = np.where(pending, 2, np.where(t.replied < second, 1, 0))
    return np.where(closed, 4, np.where(solved, 3, waiting)), solved, when


def _rows(plan: Plan, people: c.People, week: int, t: Tickets, window: int) -> list[Row]:
    second = plan.export_second(window)
    status, solved, when = _status(t, second)
    replied, first_solved, rated = t.replied < second, t.solved < second, t.rated < second
    n, who, requester = len(t.who), texts.customer(t.who), (t.who + 10_300_000_000_000).tolist()
    number = (plan.weeks[week].toordinal() // 7 - 100_000) * 1_000_000
    mangled = _MANGLED if week == len(plan.weeks) - 1 else 0
    local = {k: texts.iso(texts.shifted(v, ZONE)) for k, v in {
        "created": t.created, "updated": t.updated(second), "solved": np.where(solved, when, 0),
        "assigned": t.created + 60,
    }.items()}  # fmt: skip
    score = np.where(rated, np.where(t.good, 3, 4), np.where(t.offered & solved & (t.final < second), 2, 1))
    score = np.where(solved, score, 0)
    work = {k: business_seconds(plan, v) for k, v in {
        "created": t.created, "replied": np.minimum(t.replied, second), "solved": np.minimum(t.solved, second),
        "when": np.minimum(when, second),
    }.items()}  # fmt: skip
    names = [f"{g} Example" for g in texts.given(t.who)]
    subjects = [s for row in _SUBJECTS for s in row]
    touchpoint = texts.words(c.TOUCHPOINTS, t.touchpoint)
    return list(zip(
        repeat("1", n), [str(number + i) for i in range(n)], names,
        ["1.03E+13" if i < mangled else str(r) for i, r in enumerate(requester)], who, texts.mail(t.who),
        repeat("example.com", n), names, texts.words(_AGENTS, (t.who * 7 + t.created) % len(_AGENTS)),
        texts.words(_GROUPS, t.touchpoint),
        texts.words(subjects, people.language[t.who] * len(c.TOUCHPOINTS) + t.touchpoint),
        [f"{p} closed_by_merge" if m else p for p, m in zip(touchpoint, t.merged.tolist(), strict=True)],
        texts.words(("New", "Open", "Pending", "Solved", "Closed"), status), texts.words(_PRIORITIES, t.priority),
        texts.words(_VIA, t.channel), texts.words(("Question", "Problem", "Incident"), t.who % 3), local["created"],
        local["updated"], [a if r else "-" for a, r in zip(local["assigned"], replied.tolist(), strict=True)],
        repeat("", n), repeat("", n), [a if r else NONE for a, r in zip(local["assigned"], replied.tolist(), strict=True)],
        [s if k else NONE for s, k in zip(local["solved"], solved.tolist(), strict=True)],
        [str(v // HOUR) if k else "" for v, k in zip((when - t.created).tolist(), solved.tolist(), strict=True)],
        texts.words(("", "Not Offered", "Offered", "Good", "Bad"), score), repeat("1", n), repeat("1", n),
        texts.numbers((t.reopened < second).astype(int).tolist()), texts.numbers(np.where(replied, t.replies, 0).tolist()),
        _minutes(t.created, t.replied, replied), _minutes(work["created"], work["replied"], replied),
        _minutes(t.created, t.solved, first_solved), _minutes(work["created"], work["solved"], first_solved),
        _minutes(t.created, when, solved), _minutes(work["created"], work["when"], solved),
        repeat("", n), repeat("", n), repeat("", n), repeat("", n), repeat("", n), repeat("", n),
        touchpoint, texts.words(c.REGIONS, people.region[t.who]), texts.words(c.PLANS, people.plan[t.who]),
        texts.crm("001", people.account[t.who]),
        [x if r else "" for x, r in zip(t.comment, rated.tolist(), strict=True)], strict=True,
    ))  # fmt: skip


def _truth(plan: Plan, week: int, t: Tickets) -> dict[str, Any]:
    """Tickets created in a week as they stand at the end, merged ones left out."""
    second = plan.export_second(len(plan.windows) - 1)
    kept = ~t.merged
    _, solved, _ = _status(t, second)
    rated = t.rated < second
    return {
        "week": plan.weeks[week].isoformat(), "created": int(kept.sum()), "merged": int(t.merged.sum()),
        "solved": int((kept & solved).sum()), "reopened": int((kept & (t.reopened < second)).sum()),
        "replied": int((kept & (t.replied < second)).sum()), "good": int((rated & t.good).sum()),
        "bad": int((rated & ~t.good).sum()),
        "offered_unanswered": int((t.offered & solved & (t.final < second) & ~rated).sum()),
        "delivery": int((kept & (t.touchpoint == c.DELIVERY)).sum()),
    }  # fmt: skip
