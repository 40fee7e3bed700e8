"""sql/canonical/*.yaml: the entities that every vendor's rows become."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml, names_in, pick

Type = Literal["id", "key", "text", "comment", "word", "number", "integer", "flag", "time", "date"]
SQL_TYPES: dict[str, str] = {
    "id": "VARCHAR", "key": "VARCHAR", "text": "VARCHAR", "comment": "VARCHAR", "word": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT",
    "flag": "BOOLEAN", "time": "TIMESTAMP", "date": "DATE",
}  # fmt: skip
PROVENANCE: dict[str, str] = {"row_key": "BIGINT", "source": "VARCHAR", "file_sha": "VARCHAR", "file_row": "BIGINT"}


class Column(Frozen):
    """One column. type: id (text that identifies; digits and letters in one form), key (pseudonym of a person), text,
    comment (free text, e-mail addresses and phone numbers masked), word (lower case, _ for blanks), number, integer, flag, time (UTC, naive), date. between: numbers or column names.
    """

    name: str
    type: Type
    doc: str
    required: bool = False
    one_of: tuple[str, ...] = ()
    between: tuple[str | float, str | float] | None = None
    personal: bool = False


class Rule(Frozen):
    """A reason to reject a row: the SQL condition over the typed columns that is true for a bad row."""

    field: str
    when: str
    reason: str


class Entity(Frozen):
    """One entity. key: its identifying column, unique within a source; part: the times whose week a row belongs to (the
    first that is there; none: one partition 'all'); version: the time by which the newest of two rows is told.
    """

    name: str
    title: str
    grain: str
    key: str
    part: tuple[str, ...] = ()
    version: str | None = None
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = Field(default=())

    def column(self, name: str) -> Column:
        """A column by name; KeyError when there is none."""
        return {c.name: c for c in self.columns}[name]

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [c.name for c in self.columns]

    @property
    def schema(self) -> dict[str, str]:  # type: ignore[override]  # pydantic's own name, long out of use
        """Column -> SQL type, provenance included, in the order of the Parquet files."""
        return {c.name: SQL_TYPES[c.type] for c in self.columns} | PROVENANCE


def entity_names() -> list[str]:
    """Every entity there is."""
    return names_in(sql_dir() / "canonical")


def load_entity(name: str) -> Entity:
    """One entity by name."""
    return load_yaml(pick(sql_dir() / "canonical", name, "entity"), Entity, name=name)
