"""sql/checks/*.sql: each returns offending rows; its first line says what they mean: stop, or warn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import names_in
from cxpulse.core.errors import ConfigurationError

_FIRST = re.compile(r"-- (fail|warn): (\S.*)")


@dataclass(frozen=True, slots=True)
class Check:
    """One check. level: 'fail' stops the run, 'warn' is told."""

    name: str
    level: Literal["fail", "warn"]
    title: str
    sql: str


def load_checks() -> list[Check]:
    """All checks by name. Raises ConfigurationError for a file whose first line says neither fail nor warn."""
    return [_load(name) for name in names_in(sql_dir() / "checks", ".sql")]


def _load(name: str) -> Check:
    path = sql_dir() / "checks" / f"{name}.sql"
    text = path.read_text(encoding="utf-8")
    match = _FIRST.match(text)
    if match is None:
        raise ConfigurationError(f"{path}, line 1: must be '-- fail: <title>' or '-- warn: <title>'")
    return Check(name, "fail" if match[1] == "fail" else "warn", match[2].strip(), text)
