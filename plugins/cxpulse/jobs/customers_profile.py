"""How much is known of the customers, and how old it is."""

from __future__ import annotations

import datetime as dt
import statistics
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = ("email", "phone", "account", "plan", "region", "language")
RECENT_DAYS = (90, 365)


def profile(view: pa.Table, today: dt.date) -> dict[str, Any]:
    """Shares of customers (0-1; None without customers) of whom something is known, and when they were last seen.

    Returns {"known": {email, phone, account, plan, region, language: share}, "complete": share with all six, "several sources":
    share known to two or more, "days_since_seen": median, "seen_within": {"90": share, "365": share}}.
    Of four customers of whom one has a phone, known["phone"] is 0.25.
    """
    people = _people(view)
    count = len(people)
    seen = [(today - last.date()).days for one in people if (last := one["last"]) is not None]

    def share(which: list[bool]) -> float | None:
        return sum(which) / count if count else None

    return {
        "known": {part: share([bool(one[part]) for one in people]) for part in PARTS},
        "complete": share([all(one[part] for part in PARTS) for one in people]),
        "several_sources": share([len(one["sources"]) > 1 for one in people]),
        "days_since_seen": statistics.median(seen) if seen else None,
        "seen_within": {str(days): share([d <= days for d in seen]) for days in RECENT_DAYS},
    }


def _people(view: pa.Table) -> list[dict[str, Any]]:
    """One entry per customer: what any of its records knows, its sources, and when it was last seen."""
    import pyarrow.compute as pc

    rows = view.filter(pc.not_equal(view["entity"], "account"))
    grouped = rows.group_by("customer_id", use_threads=False).aggregate(  # no threads that may outlive a short command
        [("email", "max"), ("phone", "max"), ("account_id", "count"), ("plan", "count"), ("region", "count"), ("language", "count"), ("source", "distinct"), ("last", "max")]
    )
    return [
        {
            "email": r["email_max"], "phone": r["phone_max"], "account": r["account_id_count"], "plan": r["plan_count"],
            "region": r["region_count"], "language": r["language_count"], "sources": r["source_distinct"], "last": r["last_max"],
        }
        for r in grouped.to_pylist()
    ]  # fmt: skip
