"""A lake of made-up tickets, written straight as partitions: what measuring is timed on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.common import settings_at
from bench.lake_data import _ARROW, _column, _pick, weeks_until
from cxpulse.catalog.entities import PROVENANCE, SQL_TYPES, load_entity
from cxpulse.jobs.measure_counting import store_of
from cxpulse.lake import partitions
from cxpulse.samples import company as c

PRIORITIES = ("low", "normal", "high", "urgent")
_MINUTE = 60_000_000


def write(folder: str, weeks: int, tickets: int) -> int:
    """Write about `tickets` tickets over `weeks` weeks; gives how many."""
    settings = settings_at(Path(folder))
    store, each = store_of(settings), max(1, tickets // weeks)
    for number, week in enumerate(weeks_until(weeks)):
        start = settings.calendar.bounds(week)[0].replace(tzinfo=None)
        partitions.replace(store, "ticket", "helpdesk", week.isoformat(), _rows(start, number, each))
    return each * weeks


def _rows(start: dt.datetime, week: int, n: int) -> pa.Table:
    rng = np.random.default_rng([week, 9])
    created = np.datetime64(start, "us") + rng.integers(0, 604_800_000_000, n).astype("timedelta64[us]")
    reply = np.exp(rng.normal(3.5, 1.2, n)).round(1)
    solve = reply + np.exp(rng.normal(6.5, 1.4, n)).round(1)
    is_open, merged = rng.random(n) < 0.02, rng.random(n) < 0.004
    touchpoint = rng.integers(0, len(c.TOUCHPOINTS), n)
    solved = created + (solve * _MINUTE).astype("timedelta64[us]")
    status = np.where(merged, 2, np.where(is_open, 1, 0))
    columns = {
        "ticket_id": [f"{week:04d}{i:08d}" for i in range(n)],
        "requester_key": [f"{v:016x}" for v in (rng.integers(0, 40 * n, n) * 2_654_435_761).tolist()],
        "created_at": created, "first_reply_at": created + (reply * _MINUTE).astype("timedelta64[us]"),
        "solved_at": pa.array(solved, mask=is_open), "updated_at": solved, "first_reply_minutes": reply,
        "resolution_minutes": pa.array(solve, mask=is_open), "status": _pick(("solved", "open", "merged"), status),
        "priority": _pick(PRIORITIES, rng.choice(4, n, p=[0.2, 0.55, 0.2, 0.05])), "touchpoint": _pick(c.TOUCHPOINTS, touchpoint),
        "stage": _pick(("use", "purchase", "support"), touchpoint % 3), "team": _pick(("orders", "app", "service"), touchpoint % 3),
        "channel": _pick(c.CHANNELS, rng.choice(6, n, p=c.CHANNEL_SHARE)), "region": _pick(c.REGIONS, rng.choice(6, n, p=c.REGION_SHARE)),
        "plan": _pick(c.PLANS, rng.integers(0, 3, n)), "reopens": (rng.random(n) < 0.06).astype(np.int64),
        "replies": rng.geometric(0.5, n), "row_key": np.arange(n) + week * 10_000_000, "source": "helpdesk",
        "file_sha": "0" * 64, "file_row": np.arange(n),
    }  # fmt: skip
    kinds = {k.name: SQL_TYPES[k.type] for k in load_entity("ticket").columns} | PROVENANCE
    return pa.table({name: _column(columns.get(name), _ARROW[kind], n) for name, kind in kinds.items()})
