"""The shop's order exports."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import headers, texts
from cxpulse.samples.accounts import Accounts
from cxpulse.samples.answers import draw_people, times_in
from cxpulse.samples.exports import Bad, Export, Format, Row
from cxpulse.samples.plan import Plan

ZONE = "Asia/Tehran"
_CHANNELS = ("app", "web", "call_centre", "store")
_SHARE = np.array([0.42, 0.33, 0.05, 0.20]).cumsum()
_REPEATED = 5
FORMAT = Format(
    "shop/orders", (headers.SHOP,), "Order ID",
    bad=(
        Bad("not_a_number", "Total", {"Total": "abc"}),
        Bad("missing_id", "Order ID", {"Order ID": ""}),
        Bad("impossible_date", "Order Date", {"Order Date": "2026-02-30T09:12:33+03:30"}),
    ),
)  # fmt: skip


def write_orders(
    folder: Path, plan: Plan, people: c.People, accounts: Accounts
) -> Iterator[tuple[list[Export], dict[str, Any]]]:
    """Write the order exports, week by week; yields the exports and the true number and value of each week's orders."""
    exports = [Export(folder / f"{FORMAT.stem}_{w.day}.csv", FORMAT) for w in plan.windows]
    for week in range(len(plan.weeks)):
        rows, value = _rows(plan, people, accounts.active(plan, week), week)
        number = plan.window_of(week)
        exports[number].write(rows, new=len(rows))
        if week == plan.windows[number].last:
            spoiled = [f"NH-{plan.weeks[week]:%y%m%d}-9{i:06d}" for i in range(exports[number].bad_rows())]
            exports[number].write_bad(rows, spoiled)
            exports[number].write(rows[-_REPEATED:], repeated=len(rows[-_REPEATED:]))
            if number + 1 < len(exports):
                exports[number + 1].write(rows, unchanged=len(rows))
        yield exports, {"week": plan.weeks[week].isoformat(), "orders": len(rows), "value": round(value, 2)}
    for export in exports:
        export.close()


def _rows(plan: Plan, people: c.People, active: np.ndarray, week: int) -> tuple[list[Row], float]:
    rng = c.random(plan.seed, "shop", plan.age(week))
    n = plan.volume("shop", week, rng)
    who = draw_people(plan, people, active, week, n, rng)
    channel = c.pick(_SHARE, rng.random(n))
    items = rng.geometric(0.45, n)
    value = (items * np.exp(rng.normal(3.9, 0.8, n))).round(2)
    at = times_in(plan, week, n, rng)
    local = texts.shifted(at, ZONE)
    zones = [f"+{m // 60:02d}:{m % 60:02d}" for m in ((local - at) // 60).tolist()]
    rows = list(zip(
        [f"NH-{plan.weeks[week]:%y%m%d}-{i:07d}" for i in range(n)],
        [f"{s}{z}" for s, z in zip(texts.iso(local, "T"), zones, strict=True)],
        texts.customer(who), texts.crm("001", people.account[who]), texts.mail(who), texts.words(_CHANNELS, channel),
        texts.words(c.REGIONS, people.region[who]), texts.words(c.PLANS, people.plan[who]), texts.numbers(items.tolist()),
        [f"{v:.2f}" for v in value.tolist()], repeat("EUR", n), repeat("paid", n), strict=True,
    ))  # fmt: skip
    return rows, float(value.sum())
