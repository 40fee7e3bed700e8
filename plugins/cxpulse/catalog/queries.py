"""sql/customers and sql/journey: questions about single customers, asked by name."""

from __future__ import annotations

from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import pick


def load_query(folder: str, name: str) -> str:
    """The text of sql/<folder>/<name>.sql. Raises ConfigurationError that lists what there is."""
    return pick(sql_dir() / folder, name, "query", ".sql").read_text(encoding="utf-8")
