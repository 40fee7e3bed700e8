"""Undoing links and redoing them, and the list of all links as a file."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.jobs.customers import TEXTS, load_view
from cxpulse.state import reversals


def unlink(settings: Settings, name: str, *, now: dt.datetime) -> bool:
    """Sets the record SOURCE:ID apart; the next update of the view shows it. False when it is apart already.

    Raises InputError when no record has that name.
    """
    return reversals.set_apart(settings.state_database, *_place(settings, name), now)


def relink(settings: Settings, name: str, *, now: dt.datetime) -> bool:
    """Lets the record be linked again; False when it was not apart. Raises InputError when no record has that name."""
    return reversals.put_back(settings.state_database, *_place(settings, name), now)


def export(settings: Settings, path: Path) -> int:
    """Writes the view as CSV (UTF-8 with BOM, cells safe in a spreadsheet); gives how many rows."""
    from cxpulse.lake.rejects import safe_cell

    rows: list[dict[str, Any]] = load_view(settings).to_pylist()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = list(rows[0]) if rows else list(TEXTS)
        writer.writerow(names)
        writer.writerows([safe_cell("" if row[n] is None else str(row[n])) for n in names] for row in rows)
    return len(rows)


def _place(settings: Settings, name: str) -> tuple[str, str]:
    import pyarrow.compute as pc

    source, colon, record = name.partition(":")
    view = load_view(settings)
    here = pc.and_(pc.equal(view["source"], source), pc.and_(pc.equal(view["id"], record), pc.not_equal(view["entity"], "account")))
    if not colon or not pc.any(here).as_py():
        raise InputError(f"{name}: no such record; write SOURCE:ID as `cxpulse customers --export FILE` lists them, such as salesforce_crm:003NV0000000001AAA")
    return source, record
