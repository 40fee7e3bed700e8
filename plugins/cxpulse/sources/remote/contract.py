"""What a transport is given and gives back.

A remote transport is one file of cxpulse/sources/transports with three names:
`Options` (a pydantic model of what a source may say), `fetch(job) -> Fetched`, and `check(options, link) -> str` for the doctor.
It writes files into the folder it is given. Beside each file stand its marks: how far the source is read once that file
has been taken in. The job keeps them in the state database only then, so an interrupted run loses nothing: the next one
asks again from the marks that were kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import Field

from cxpulse.catalog.yaml_files import Frozen
from cxpulse.core.errors import ConfigurationError, Unreachable

ConnectionName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class Link(Protocol):
    """An Airflow Connection as a transport sees it. Password and extra are never printed."""

    @property
    def kind(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int | None: ...
    @property
    def login(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def schema(self) -> str: ...
    @property
    def extra(self) -> dict[str, Any]: ...


class Options(Frozen):
    """What every source may say under `options`, whatever brings its files. header_rows, sheet: how its tables are read;
    unpacked_gb: how large a packed file or workbook may become (None: 50 GB packed text, 4 GB a workbook).
    """

    header_rows: int | None = Field(default=None, ge=0, le=3)
    sheet: str | None = None
    unpacked_gb: float | None = Field(default=None, gt=0)


class RemoteOptions(Options):
    """connection: name of the Airflow Connection; timeout_seconds: of one answer; retries: after the first try, each
    waiting twice as long as the one before, from backoff_seconds; longest_wait_seconds: what a busy server may ask for.
    """

    connection: ConnectionName
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    retries: int = Field(default=5, ge=0, le=20)
    backoff_seconds: float = Field(default=1.0, ge=0, le=60)
    longest_wait_seconds: float = Field(default=900.0, ge=0, le=7200)


@dataclass(frozen=True, slots=True)
class Job:
    """One source to fetch. path: the source's glob; marks: key -> what was kept; folder: where the files go."""

    source: str
    path: str
    options: Any
    link: Link | None
    marks: dict[str, Any]
    folder: Path
    now: dt.datetime

    def need(self) -> Link:
        """The connection. Raises ConfigurationError when nobody has configured it."""
        return needed(self.link, self.options.connection)


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, and the marks to keep once it has been taken in."""

    path: Path
    marks: dict[str, Any]


@dataclass(slots=True)
class Fetched:
    """pieces in the order in which they must be read; told: for the log; problem: why it ended before everything was there.

    With a problem the pieces are still whole and right: they are taken in, and the next run goes on behind them.
    """

    pieces: list[Piece] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    problem: str = ""
    passing: bool = False

    def stopped(self, problem: Exception, told: str = "") -> None:
        """Notes why it ended; passing: a later try may succeed."""
        self.problem, self.passing = told or str(problem), isinstance(problem, Unreachable)


def needed(link: Link | None, name: str) -> Link:
    """The connection. Raises ConfigurationError when there is none of that name."""
    if link is None:
        raise ConfigurationError(f"no connection '{name}': set AIRFLOW_CONN_{name.upper()}, or add it to Airflow (Admin, Connections)")
    return link
