"""sql/staging/<vendor>/: what a vendor's export files look like, and one SELECT per entity that renames and casts."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field, field_validator

from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml, pick
from cxpulse.core.errors import ConfigurationError


class FileKind(Frozen):
    """One kind of file that a vendor writes.

    recognise: headers (or keys of a JSON record) that are all there and together tell this kind from every other;
    entities: entity -> name of the SELECT (default: the entity's); columns: field -> header, or several that were
    seen; for JSON a path such as via.channel; needs: fields without which the file is useless;
    header_rows: names are in the first; join_headers: the second row holds choices, joined to the name;
    labels_when_empty: the second row holds labels only if its cell under this header is empty;
    zone_in_header: a header cell names the zone as "timeZone":"..."; footer: the last row is one cell and no answer;
    not_answers: word -> SQL condition over the fields of rows that are no answers (preview, partial, ...);
    zone: the zone of times without one, when the format fixes it (UTC); epoch: times may be seconds since 1970;
    whole: the SELECTs fold many rows into one (an event log), so they see all rows of the file at once;
    completes: columns that these rows decide in rows that are known from other files (metrics of tickets, their history);
    keeps: entity -> column -> another: a known row keeps its value of the column while the other says the same (the vendor
    does not say when a rating was given);
    survey: it holds answers whose question the source must declare.
    """

    name: str
    recognise: tuple[str, ...] = ()
    records: bool = False
    entities: dict[str, str]
    columns: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    needs: tuple[str, ...] = ()
    header_rows: int = Field(default=1, ge=0, le=3)
    join_headers: bool = False
    labels_when_empty: str | None = None
    zone_in_header: bool = False
    footer: bool = False
    not_answers: dict[str, str] = Field(default_factory=dict)
    zone: str | None = None
    survey: bool = False
    epoch: bool = False
    whole: bool = False
    completes: tuple[str, ...] = ()
    keeps: dict[str, dict[str, str]] = Field(default_factory=dict)

    @field_validator("entities", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return {name: name for name in value} if isinstance(value, list) else value

    def headers_of(self, field: str) -> tuple[str, ...]:
        """The headers under which a field was seen."""
        named = self.columns.get(field, ())
        return (named,) if isinstance(named, str) else named


class Vendor(Frozen):
    """One vendor. encodings: tried in order after marks and UTF-8; null_words: cells that mean no value (any case);
    sentinels: times that mean none; date_formats: strptime formats; date_order: of 3/4/2024, 'ask' never guesses.
    """

    name: str
    title: str
    files: tuple[FileKind, ...]
    encodings: tuple[str, ...] = ()
    delimiters: tuple[str, ...] = (",", ";", "\t", "|")
    null_words: tuple[str, ...] = ("-", "n/a", "na", "null", "none", "?")
    sentinels: tuple[str, ...] = ()
    date_formats: tuple[str, ...] = ()
    date_order: Literal["ask", "dmy", "mdy"] = "ask"
    notes: tuple[str, ...] = ()

    def select(self, name: str) -> str:
        """Text of one SELECT of this vendor's folder. Raises ConfigurationError naming the file."""
        path = pick(sql_dir() / "staging" / self.name, name, "staging query", ".sql")
        return path.read_text(encoding="utf-8").strip().rstrip(";")


def vendor_names() -> list[str]:
    """Every vendor there is: the folders of sql/staging that hold a vendor.yaml."""
    return sorted(p.parent.name for p in (sql_dir() / "staging").glob("*/vendor.yaml"))


def load_vendor(name: str) -> Vendor:
    """One vendor by name. Raises ConfigurationError that lists what there is."""
    known = vendor_names()
    if name not in known:
        raise ConfigurationError(f"no vendor named '{name}' in {sql_dir() / 'staging'}; there are: {', '.join(known) or 'none'}")
    return load_yaml(sql_dir() / "staging" / name / "vendor.yaml", Vendor, name=name)


def vendor_version(name: str) -> str:
    """Hash of everything in a vendor's folder and in sql/canonical: it changes when the same file would be read otherwise."""
    digest = hashlib.sha256()
    for folder in (sql_dir() / "staging" / name, sql_dir() / "canonical"):
        for path in sorted(folder.glob("*.*")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
