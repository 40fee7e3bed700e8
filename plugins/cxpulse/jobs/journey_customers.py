"""The one view of customers as the journey uses it: who is one person in several sources, and who was heard at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.settings import Settings
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.customers import load_view, relation

if TYPE_CHECKING:
    import pyarrow as pa

KNOWN = ("region", "plan", "language")


def bounds(settings: Settings, first: dt.date, last: dt.date) -> dict[str, dt.datetime]:
    """The instants from the start of week `first` to the end of week `last`, as queries want them."""
    return {"start_at": lake.instant(settings, first), "end_at": lake.instant(settings, last + dt.timedelta(weeks=1))}


def linked(settings: Settings) -> pa.Table:
    """The relation `customers`: key, source, customer_id, account_id. Without rows where `cxpulse customers` never ran: then
    every key of a source is a customer of its own."""
    return relation(settings)


def reached(settings: Settings, first: dt.date, last: dt.date) -> tuple[int, int] | None:
    """(customers that the view knows, those of them who answered in the weeks `first` to `last`); None without a view."""
    customers = linked(settings)
    if not customers.num_rows:
        return None
    relations = {"responses": lake.files(settings, "response", first, last), "customers": customers}
    row = lake.ask(settings, "journey", "heard_customers", relations, bounds(settings, first, last)).to_pylist()[0]
    return int(row["known"]), int(row["heard"])


def heard_through(settings: Settings, dimensions: Sequence[str], first: dt.date, last: dt.date) -> dict[str, dict[str, int]]:
    """Dimension -> value -> answers that do not name it, but whose customer is known to belong to it; {} without a view."""
    profiles = _profiles(load_view(settings), [d for d in dimensions if d in KNOWN])
    if not profiles.num_rows:
        return {}
    relations = {"responses": lake.files(settings, "response", first, last), "profiles": profiles, "customers": linked(settings)}
    out: dict[str, dict[str, int]] = {}
    for row in lake.ask(settings, "journey", "heard_segments", relations, bounds(settings, first, last)).to_pylist():
        out.setdefault(row["dimension"], {})[row["value"]] = row["n"]
    return out


def _profiles(view: pa.Table, dimensions: Sequence[str]) -> pa.Table:
    """customer_id, dimension, value: what all records of a customer that say anything agree on."""
    import pyarrow as pa

    said: dict[tuple[str, str], set[str]] = {}
    columns: dict[str, list[Any]] = {d: view[d].to_pylist() for d in dimensions}
    for i, customer in enumerate(view["customer_id"].to_pylist()):
        for dimension, values in columns.items():
            if values[i] is not None:
                said.setdefault((customer, dimension), set()).add(values[i])
    agreed = [(c, d, next(iter(values))) for (c, d), values in sorted(said.items()) if len(values) == 1]
    names = ("customer_id", "dimension", "value")
    return pa.table({name: pa.array([row[i] for row in agreed], pa.string()) for i, name in enumerate(names)})
