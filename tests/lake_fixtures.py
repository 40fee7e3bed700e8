"""Hand-made canonical rows as Parquet partitions, for tests that need a lake without an ingest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cxpulse.catalog.entities import load_entity
from cxpulse.catalog.settings import Settings

DEFAULTS: dict[str, dict[str, Any]] = {
    "response": {
        "survey_id": "relationship_nps",
        "survey_kind": "relationship",
        "scale": "nps",
        "scale_min": 0,
        "scale_max": 10,
        "direction": "higher_is_better",
        "direct": True,
    },
    "ticket": {"status": "solved", "channel": "email"},
    "contract": {"status": "active"},
    "account": {},
}
ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


def settings(root: Path, zone: str = "Europe/London", first_day: str = "monday") -> Settings:
    """Settings with a data root of its own."""
    return Settings.model_validate(
        {"company": {"en": "Test"}, "week": {"first_day": first_day, "zone": zone}, "data_root": str(root)}
    )


def utc(text: str) -> dt.datetime:
    """'2026-03-29 22:59:59' as the lake keeps it: UTC, without a zone."""
    return dt.datetime.fromisoformat(text)


def answer(when: str, score: float | None, **more: Any) -> dict[str, Any]:
    """A row of the entity response, answered at this UTC instant."""
    return {"answered_at": utc(when), "score": score, **more}


def table(entity: str, rows: Iterable[Mapping[str, Any]], source: str = "test") -> pa.Table:
    """Rows with the entity's columns; what is not given is the default, else NULL."""
    schema = pa.schema([(name, ARROW[kind]) for name, kind in load_entity(entity).schema.items()])
    full = [
        {**dict.fromkeys(schema.names), **DEFAULTS.get(entity, {}), "row_key": number, "source": source, **row}
        for number, row in enumerate(rows, 1)
    ]
    return pa.Table.from_pylist(
        [{**r, f"{entity}_id": r[f"{entity}_id"] or str(r["row_key"])} for r in full], schema=schema
    )


def put(
    config: Settings, entity: str, week: str, rows: Iterable[Mapping[str, Any]], source: str = "test"
) -> Path:
    """Writes one partition; replaces the one that is there."""
    path = config.local_root / "lake" / entity / f"source={source}" / f"week={week}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table(entity, rows, source), path)
    return path
