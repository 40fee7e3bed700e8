"""dags/config/sources/*.yaml: one source of exports each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, Zone, load_yaml, names_in, pick
from cxpulse.core.errors import ConfigurationError
from cxpulse.core.measurement import Direction


class Survey(Frozen):
    """What a survey asks. It is declared, never guessed: a 0-10 column is NPS only if this says so.

    kind: relationship (on a cadence) or transactional (after an event); scale: nps, csat or ces;
    minimum and maximum are the ends of the scale; satisfied_from: lowest answer that counts as satisfied (top box).
    """

    id: str
    kind: Literal["relationship", "transactional"]
    scale: Literal["nps", "csat", "ces"]
    minimum: int = Field(ge=-1000, le=1000)
    maximum: int = Field(ge=-1000, le=1000)
    direction: Direction = Direction.HIGHER
    satisfied_from: int | None = None
    touchpoint: str | None = None
    channel: str | None = None
    direct: bool = True

    @model_validator(mode="after")
    def _fits(self) -> Survey:
        if self.scale == "nps" and (self.minimum, self.maximum) != (0, 10):
            raise ValueError("an nps question is asked on 0-10")
        if self.maximum <= self.minimum:
            raise ValueError("maximum must be above minimum")
        return self


class Source(Frozen):
    """One source: which vendor's format, where its files are, and what its columns mean.

    vendor: a folder of sql/staging; transport: a file of cxpulse/sources/transports, options: what it needs to know;
    path: glob below the exports root (or the store's folder; an API has none);
    zone: for times that carry none; columns: canonical field -> column name in the file, over the vendor's own;
    encoding, delimiter ('tab', 'whitespace': any run of blanks), date_format, date_order: only where the vendor's default does not hold;
    calendar: of the years that cannot be Gregorian (1405, 2569); null_words: further cells that mean no value;
    values: field -> text in the file -> what it means.
    """

    name: str
    vendor: str
    transport: str = "folder"
    path: str = ""
    zone: Zone = "UTC"
    encoding: str | None = None
    delimiter: str | None = None
    date_format: str | None = None
    date_order: Literal["dmy", "mdy"] | None = None
    calendar: Literal["gregorian", "persian", "buddhist"] = "gregorian"
    null_words: tuple[str, ...] = ()
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    survey: Survey | None = None
    entities: tuple[str, ...] = ()
    options: dict[str, Any] = Field(default_factory=dict)
    expected_every_days: int = Field(default=7, ge=1)

    @model_validator(mode="after")
    def _has_files(self) -> Source:
        if self.transport == "folder" and not self.path:
            raise ValueError("path is missing: a glob below the exports root")
        return self


def source_names() -> list[str]:
    """Every source there is."""
    return names_in(config_dir() / "sources")


def load_source(name: str) -> Source:
    """One source by name."""
    return load_yaml(pick(config_dir() / "sources", name, "source"), Source, name=name)


def load_sources() -> list[Source]:
    """All sources, by name."""
    return [load_source(n) for n in source_names()]


def load_sources_in(folder: Path) -> list[Source]:
    """The sources declared in another folder, by name. Raises ConfigurationError: no such folder, a wrong file."""
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder of sources")
    return [load_yaml(path, Source, name=path.stem) for path in sorted(folder.glob("*.yaml"))]
