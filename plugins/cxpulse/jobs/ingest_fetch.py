"""Remote sources: what is new is fetched beside the lake, and its marks are kept only after it was taken in.

A fetched file lives in the run's work folder until the archive holds it. When the reading of a source changes (its
YAML, its vendor's SQL), its earlier files come from the archive, not from the vendor again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source
from cxpulse.core.errors import CXPulseError, Unreachable
from cxpulse.jobs.connections import get_connection
from cxpulse.jobs.ingest_files import definition_of
from cxpulse.lake.archive import archived
from cxpulse.lake.store import Store
from cxpulse.sources import transports
from cxpulse.sources.remote.contract import Job, Piece
from cxpulse.state import ingest_log, watermarks

DONE = {"taken", "known", "not used"}


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where fetched files go, and what was kept. again: earlier files are read again too, from the archive; refetch: remote
    sources are asked from their beginning, as if nothing had been kept.
    """

    settings: Settings
    store: Store
    folder: Path
    now: dt.datetime
    again: bool = False
    refetch: bool = False


@dataclass(slots=True)
class Brought:
    """files in the order in which they must be read; pieces: those that are new; told: for the account; problem: what failed;
    passing: a later try may succeed.
    """

    files: list[Path]
    pieces: list[Piece] = field(default_factory=list)
    told: str = ""
    problem: str = ""
    passing: bool = False


def check_options(source: Source) -> Any:
    """The options of a source as its transport's model. Raises ConfigurationError naming file and field."""
    return transports.options_of(str(config_dir() / "sources" / f"{source.name}.yaml"), source.transport, source.options)


def bring(inbox: Inbox, source: Source) -> Brought:
    """Fetches what is new of one source; a source that cannot be reached is a problem told, and stops no other.

    Raises ConfigurationError: its options are wrong.
    """
    url = inbox.settings.state_database
    folder = inbox.folder / source.name
    folder.mkdir(parents=True)
    earlier = _earlier(inbox, source, folder)
    options = check_options(source)
    try:
        link = get_connection(options.connection)
        marks = {} if inbox.refetch else watermarks.marks(url, source.name)
        job = Job(source.name, source.path, options, link, marks, folder, inbox.now)
        fetched = transports.fetch(source.transport, job)
    except CXPulseError as problem:
        return Brought(earlier, problem=f"source '{source.name}': {problem}", passing=isinstance(problem, Unreachable))
    failed = f"source '{source.name}': {fetched.problem}" if fetched.problem else ""
    return Brought([*earlier, *(p.path for p in fetched.pieces)], fetched.pieces, "; ".join(fetched.told), failed, fetched.passing)


def keep_marks(settings: Settings, source: str, pieces: list[Piece], states: dict[Path, str], *, run: str, now: dt.datetime) -> None:
    """Keeps the marks of every piece that was taken in; those of one that could not be read stay as they were."""
    values = {key: value for piece in pieces if states.get(piece.path) in DONE for key, value in piece.marks.items()}
    if values:
        watermarks.keep(settings.state_database, source, values, run=run, now=now)


def _earlier(inbox: Inbox, source: Source, folder: Path) -> list[Path]:
    """Files that were taken in under another reading (with `again`: all), from the archive, oldest first."""
    definition = definition_of(inbox.settings, source)
    wanted = ingest_log.taken_otherwise(inbox.settings.state_database, source.name, "" if inbox.again else definition)
    found = (archived(inbox.store, sha, folder / "earlier" / f"{i:05d}" / name) for i, (sha, name) in enumerate(wanted))
    return [path for path in found if path is not None]
