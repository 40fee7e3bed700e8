"""Engines run the SQL. One file each, looked up by name from this folder; each offers

`run(sql, relations, parameters=None, *, limits) -> pyarrow.Table`

sql: one SELECT; relations: its table names -> Parquet files (a list, `Files` or `Plain`) or an Arrow table; parameters: its `$names` -> values.
A relation of Parquet files also has `part_week`: the partition that a row came from, as its file's name says it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cxpulse.core.errors import ConfigurationError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use: memory (as '1GB'), threads, and the folder where it may put aside what does not fit."""

    memory: str = "1GB"
    threads: int = 2
    spill: Path | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """Parquet files of one table of which some were written before it had all its columns; empty: a table that has them all."""

    names: Sequence[Path | str]
    empty: pa.Table


@dataclass(frozen=True, slots=True)
class Plain:
    """Local Parquet files as they are, columns by name: no column is added. At least one."""

    names: Sequence[Path | str]


class Engine(Protocol):
    """What every file of this folder offers."""

    def run(
        self,
        sql: str,
        relations: Mapping[str, Any],
        parameters: Mapping[str, Any] | None = None,
        *,
        limits: Limits,
    ) -> pa.Table:
        """The rows of one SELECT."""
        ...


def engine_names() -> list[str]:
    """Every engine there is."""
    return sorted(
        m.name.removesuffix("_engine") for m in pkgutil.iter_modules(__path__) if m.name.endswith("_engine")
    )


def load_engine(name: str = "duckdb") -> Engine:
    """One engine by name. Raises ConfigurationError that lists what there is."""
    if name not in engine_names():
        raise ConfigurationError(f"no engine named '{name}'; there are: {', '.join(engine_names())}")
    module: Any = importlib.import_module(f"{__name__}.{name}_engine")
    return module
