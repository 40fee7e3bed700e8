"""A lake of made-up answers, written straight as partitions: what measuring is timed on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.common import settings_at
from cxpulse.catalog.entities import PROVENANCE, SQL_TYPES, load_entity
from cxpulse.jobs.measure_counting import store_of
from cxpulse.lake import partitions
from cxpulse.samples import company as c

END = dt.date(2026, 11, 14)
_ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}
SURVEYS: tuple[tuple[str, str, str, str, int, int, int | None], ...] = (
    ("relationship", "relationship_nps", "relationship", "nps", 0, 10, None),
    ("touchpoints", "touchpoint_nps", "transactional", "nps", 0, 10, None),
    ("csat", "touchpoint_csat", "transactional", "csat", 1, 5, 4),
    ("effort", "support_effort", "transactional", "ces", 1, 7, 5),
)


def weeks_until(weeks: int) -> list[dt.date]:
    """First days of the last `weeks` weeks."""
    return [END - dt.timedelta(weeks=weeks - 1 - i) for i in range(weeks)]


def write(folder: str, weeks: int, answers: int) -> int:
    """Write about `answers` answers over `weeks` weeks, the same number in each of four surveys; gives how many."""
    settings = settings_at(Path(folder))
    store, each = store_of(settings), max(1, answers // weeks // len(SURVEYS))
    for number, week in enumerate(weeks_until(weeks)):
        start = settings.calendar.bounds(week)[0].replace(tzinfo=None)
        for survey in SURVEYS:
            rng = np.random.default_rng([number, SURVEYS.index(survey)])
            partitions.replace(
                store, "response", survey[0], week.isoformat(), _rows(rng, start, number, each, survey)
            )
    return each * len(SURVEYS) * weeks


def _rows(
    rng: np.random.Generator,
    start: dt.datetime,
    week: int,
    n: int,
    survey: tuple[str, str, str, str, int, int, int | None],
) -> pa.Table:
    source, survey_id, kind, scale, low, high, top = survey
    at = np.datetime64(start, "us") + rng.integers(0, 604_800_000_000, n).astype("timedelta64[us]")
    touchpoint, channel = rng.integers(0, len(c.TOUCHPOINTS), n), rng.integers(0, len(c.CHANNELS), n)
    score = np.clip(rng.normal(high * 0.8, high * 0.25, n).round(), low, high)
    columns = {
        "response_id": [f"{source}{week:04d}{i:08d}" for i in range(n)], "survey_id": survey_id, "survey_kind": kind, "scale": scale,
        "scale_min": low, "scale_max": high, "direction": "higher_is_better", "satisfied_from": top,
        "respondent_key": [f"{v:016x}" for v in (rng.integers(0, max(1, 15 * n), n) * 2_654_435_761).tolist()],
        "answered_at": at, "score": score, "direct": True, "language": _pick(c.LANGUAGES, rng.integers(0, 3, n)),
        "touchpoint": _pick(c.TOUCHPOINTS, touchpoint), "stage": _pick(("use", "purchase", "support"), touchpoint % 3),
        "channel": _pick(c.CHANNELS, channel), "region": _pick(c.REGIONS, rng.integers(0, 6, n)),
        "plan": _pick(c.PLANS, rng.integers(0, 3, n)), "row_key": np.arange(n) + week * 10_000_000, "source": source,
        "file_sha": "0" * 64, "file_row": np.arange(n),
        "comment": pa.array(["a comment of a usual length, neither short nor long" if u < 0.35 else None for u in rng.random(n).tolist()]),
    }  # fmt: skip
    schema = {c.name: SQL_TYPES[c.type] for c in load_entity("response").columns} | PROVENANCE
    return pa.table({name: _column(columns.get(name), _ARROW[kind], n) for name, kind in schema.items()})


def _pick(words: tuple[str, ...], index: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(words)).cast(pa.string())


def _column(value: object, kind: pa.DataType, n: int) -> pa.Array:
    if value is None:
        return pa.nulls(n, kind)
    if isinstance(value, (str, int)):
        return pa.repeat(pa.scalar(value, kind), n)
    return value.cast(kind) if isinstance(value, pa.Array) else pa.array(value, kind)
