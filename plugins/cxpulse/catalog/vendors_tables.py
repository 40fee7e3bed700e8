"""sql/staging/<vendor>/other_tables.yaml: tables of a vendor that hold nothing that a figure needs, and why."""

from __future__ import annotations

from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml


class OtherTable(Frozen):
    """One such table. columns: names that are all there; exactly: and no others; row: what a row is; why: why it is not counted."""

    columns: tuple[str, ...]
    row: str
    why: str
    exactly: bool = False


class OtherTables(Frozen):
    """Those of one vendor."""

    tables: tuple[OtherTable, ...]


def other_tables() -> list[OtherTable]:
    """Those of every vendor, the ones with most columns first. Raises ConfigurationError naming file and field."""
    files = sorted((sql_dir() / "staging").glob("*/other_tables.yaml"))
    return sorted((t for path in files for t in load_yaml(path, OtherTables).tables), key=lambda t: -len(t.columns))
