"""Retention: removes what is older than `retention` in settings.yaml allows.

Raw exports and rejects hold personal data, so they go first, wherever the data root lies. The accounts of the files that were read are kept much longer;
that a file was read, and in which order, is never forgotten. Figures, reports, alert states and the ledger of
deliveries stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.lake.statistics import only_one
from cxpulse.lake.store import Store, lake_store
from cxpulse.state.ingest_log import forget_before


def maintain(settings: Settings, *, now: dt.datetime, dry_run: bool = False) -> dict[str, Any]:
    """Removes what has outlived its days, counted from when a file was written to `now` (aware).

    Returns per kind {"days", "files", "bytes"}, the entries of the ingest log that were emptied, and {"dry_run"}; with dry_run
    nothing is removed: files are counted, the log is left alone. It waits for a run that changes the lake. Raises LakeBusy.
    """
    keep, store = settings.retention, lake_store(settings.data_root, settings.local_root)
    moment = now - dt.timedelta(days=keep.ingest_log_days)
    with nullcontext() if dry_run else only_one(settings.local_root, store):  # a run that reads a raw export must find it
        return {
            "dry_run": dry_run,
            "ingest_log_entries": 0 if dry_run else forget_before(settings.state_database, moment),
            "raw": _clear(store, "raw", keep.raw_days, now, dry_run),
            "rejects": _clear(store, "rejects", keep.raw_days, now, dry_run),
            "outbox": _clear(Store(str(settings.local_root)), "outbox", keep.outbox_days, now, dry_run),
        }


def _clear(store: Store, folder: str, days: int, now: dt.datetime, dry_run: bool) -> dict[str, int]:
    limit = now - dt.timedelta(days=days)
    if not store.is_local:
        return {"days": days, **_clear_remote(store, folder, limit, dry_run)}
    old = list(_older(Path(store.at(folder)), limit))
    size = sum(path.stat().st_size for path in old)
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
        _remove_empty(Path(store.at(folder)))
    return {"days": days, "files": len(old), "bytes": size}


def _clear_remote(store: Store, folder: str, limit: dt.datetime, dry_run: bool) -> dict[str, int]:
    """The same in an object store, by the instant at which it took each object; what tells none is kept."""
    files = store.filesystem()
    files.invalidate_cache()
    found = files.find(store.at(folder), detail=True)
    old = {name: about for name, about in found.items() if (at := about.get("LastModified") or about.get("created")) is not None and at < limit}
    if not dry_run:
        for name in old:
            files.rm_file(name)
    return {"files": len(old), "bytes": sum(int(about["size"]) for about in old.values())}


def _older(folder: Path, limit: dt.datetime) -> Iterator[Path]:
    """Files last written before `limit`; a link is never followed out of the folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < limit.timestamp():
            yield path


def _remove_empty(folder: Path) -> None:
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
