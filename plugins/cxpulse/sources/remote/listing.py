"""Files of a store that are new or have changed since they were last taken in, by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec.utils import glob_translate

from cxpulse.core.errors import CXPulseError
from cxpulse.sources.remote.contract import Fetched, Job, Piece

UNFINISHED = {".part", ".crdownload", ".tmp", ".filepart"}


@dataclass(frozen=True, slots=True)
class Entry:
    """name: below the source's folder; version: changes when the content does (size and ETag or time)."""

    name: str
    size: int
    version: dict[str, Any]


def is_export(name: str) -> bool:
    """False for hidden files, and for what an unfinished transfer or a spreadsheet leaves beside a file."""
    path = PurePosixPath(name)
    return not path.name.startswith((".", "~$")) and path.suffix not in UNFINISHED


def fetch_new(job: Job, entries: list[Entry], download: Callable[[Entry, Path], None]) -> Fetched:
    """Downloads what matches the source's path and is not marked as taken. Stops at the first file that cannot be had:
    a later file must not be read before an earlier one, or old rows would win over new ones.
    """
    fetched = Fetched()
    wanted = re.compile(glob_translate(job.path or "**"))
    matching = sorted((e for e in entries if is_export(e.name) and wanted.match(e.name)), key=lambda e: e.name)
    for number, entry in enumerate(matching):
        if job.marks.get(entry.name) == entry.version:
            continue
        target = job.folder / f"{number:05d}" / PurePosixPath(entry.name).name
        target.parent.mkdir(parents=True)
        try:
            download(entry, target)
        except CXPulseError as problem:
            fetched.stopped(problem)
            break
        fetched.pieces.append(Piece(target, {entry.name: entry.version}))
    fetched.told.append(f"{len(matching)} files there, {len(fetched.pieces)} new or changed")
    return fetched
