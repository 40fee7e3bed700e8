"""Make the sample company's exports."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError


def sample(
    settings: Settings, folder: str, *, weeks: int, seed: int, scale: float, end: str | None, now: dt.datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write `weeks` weeks of exports below `folder`; `end` names the last week (ISO date), default the last complete one.

    Gives folder, weeks, first_week, last_week, rows, files (file, rows, accepted, duplicates, rejected, left_out), drop and seconds.
    Raises InputError for a week that does not begin on the settings' first day, and for a folder that holds other files.
    """
    from cxpulse.samples.make import FOLDERS, make_sample

    target = Path(folder)
    foreign = [f for f in FOLDERS if any((target / f).glob("*"))]
    if foreign and not (target / "truth.json").exists():
        raise InputError(
            f"{target / foreign[0]} already holds files that are not a sample (no {target / 'truth.json'}); choose an empty folder"
        )
    started = time.perf_counter()
    last = _last_week(settings, end, now)
    try:
        truth = make_sample(
            target, settings.calendar, end=last, weeks=weeks, seed=seed, scale=scale, progress=progress
        )
    except ValueError as problem:
        raise InputError(f"--end {last}: {problem}") from problem
    files = [
        {
            "file": name,
            **{k: f[k] for k in ("rows", "accepted", "duplicates")},
            "rejected": sum(f["rejected"].values()),
            "left_out": sum(f["left_out"].values()),
        }
        for name, f in truth["files"].items()
    ]
    return {
        "folder": str(target), "weeks": weeks, "first_week": truth["made_with"]["first_week"], "last_week": last.isoformat(),
        "rows": sum(f["rows"] for f in files), "files": files, "drop": truth["drop"],
        "seconds": round(time.perf_counter() - started, 2),
    }  # fmt: skip


def _last_week(settings: Settings, end: str | None, now: dt.datetime) -> dt.date:
    if end is None:
        return settings.calendar.last_complete(now)
    try:
        week = dt.date.fromisoformat(end)
        settings.calendar.bounds(week)
    except ValueError as problem:
        raise InputError(f"--end {end}: {problem}") from problem
    return week
