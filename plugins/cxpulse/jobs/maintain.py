"""Retention: removes what is older than `retention` in settings.yaml allows.

Raw exports and rejects hold personal data, so they go first. The accounts of the files that were read are kept much longer;
that a file was read, and in which order, is never forgotten. Figures, reports, alert states and the ledger of
deliveries stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings


def maintain(settings: Settings, *, now: dt.datetime, dry_run: bool = False) -> dict[str, Any]:
    """Removes what has outlived its days, counted from when a file was written to `now` (aware).

    Returns per kind {"days", "files", "bytes"}, the entries of the ingest log that were emptied, and {"dry_run"}; with dry_run
    nothing is removed: files are counted, the log is left alone.
    """
    from cxpulse.state.ingest_log import forget_before

    keep = settings.retention
    kinds = {"raw": keep.raw_days, "rejects": keep.raw_days, "outbox": keep.outbox_days}
    moment = now - dt.timedelta(days=keep.ingest_log_days)
    return {
        "dry_run": dry_run,
        "ingest_log_entries": 0 if dry_run else forget_before(settings.state_database, moment),
        **{kind: _clear(settings.local_root / kind, days, now, dry_run) for kind, days in kinds.items()},
    }


def _clear(folder: Path, days: int, now: dt.datetime, dry_run: bool) -> dict[str, int]:
    old = list(_older(folder, now - dt.timedelta(days=days)))
    size = sum(path.stat().st_size for path in old)
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
        _remove_empty(folder)
    return {"days": days, "files": len(old), "bytes": size}


def _older(folder: Path, limit: dt.datetime) -> Iterator[Path]:
    """Files last written before `limit`; a link is never followed out of the folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < limit.timestamp():
            yield path


def _remove_empty(folder: Path) -> None:
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
