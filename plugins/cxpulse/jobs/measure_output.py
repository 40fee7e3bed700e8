"""Figures as files and as text: JSON, CSV, Parquet. Values keep their full precision; a missing one stays empty."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxpulse.core.measurement import Measurement

COLUMNS = (
    "metric",
    "version",
    "week",
    "segment",
    "value",
    "low",
    "high",
    "n",
    "state",
    "unit",
    "direction",
    "variance",
    "interval",
)


def as_json(week: dt.date, found: Sequence[Measurement], definitions: str) -> str:
    """One JSON document: {'week', 'definitions', 'measurements': [...]}."""
    document = {
        "week": week.isoformat(),
        "definitions": definitions,
        "measurements": [m.to_json() for m in found],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)


def write_csv(path: Path, found: Sequence[Measurement]) -> None:
    """One row per figure, UTF-8; the segment as JSON text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(_flat(m) for m in found)


def write_parquet(path: Path, found: Sequence[Measurement]) -> None:
    """One row per figure; the segment as JSON text, the week as a date."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = dict.fromkeys(("value", "low", "high", "variance"), pa.float64())
    types = {
        **dict.fromkeys(COLUMNS, pa.string()),
        **numbers,
        "version": pa.int64(),
        "n": pa.int64(),
        "week": pa.date32(),
    }
    rows = [{**_flat(m), "week": m.week} for m in found]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema([(c, types[c]) for c in COLUMNS])), path)


def _flat(m: Measurement) -> dict[str, Any]:
    data = m.to_json()
    return {**data, "segment": json.dumps(data["segment"], ensure_ascii=False, sort_keys=True)}
