"""The sample company for `make run`: made once, and again when its last week is no longer the last complete one.

What was computed from an older sample is removed with it, because the new one is another history. That is done only in
a data root that `make run` itself began with the sample (it leaves a marker there), never in one with figures of your own.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil

from cxpulse.catalog.settings import Settings

MARKER = "made-from-sample"
DERIVED = ("raw", "lake", "counts", "measurements", "rejects", "archive", "outbox", "state.db", "state.db-wal", "state.db-shm")


def uses_sample(settings: Settings) -> bool:
    """Whether the exports folder is the place of the sample, not a folder of somebody's own."""
    return settings.exports_root == settings.local_root / "sample"


def sample_is_current(settings: Settings, week: dt.date) -> bool:
    """Whether the sample is there, and ends with `week` or may not be replaced."""
    truth = settings.exports_root / "truth.json"
    if not truth.is_file():
        return False
    began_here = (settings.local_root / MARKER).is_file()
    return not began_here or json.loads(truth.read_text(encoding="utf-8"))["made_with"]["end"] == week.isoformat()


def make_sample(settings: Settings, now: dt.datetime) -> None:
    """Makes two years of exports that end with the last complete week; takes about 3 s."""
    from cxpulse.jobs.sample import sample

    root = settings.local_root
    if (root / MARKER).is_file():
        for name in DERIVED:
            path = root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    fresh = not any((root / name).exists() for name in DERIVED)
    sample(settings, str(settings.exports_root), weeks=104, seed=7, scale=1.0, end=None, now=now)
    if fresh:
        (root / MARKER).write_text("Removed and made again with the sample.\n", encoding="utf-8")
