"""What a verdict depends on, as one fingerprint: a week whose inputs are as they were need not be judged again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cxpulse.catalog.alerts import Alert
from cxpulse.catalog.families import family_names
from cxpulse.catalog.settings import Settings
from cxpulse.jobs.measure import definitions_version
from cxpulse.jobs.measure_counting import store_of
from cxpulse.lake import statistics

ROOMS = ("core", "catalog", "jobs")  # whose code a verdict comes from


def inputs_of(settings: Settings, alert: Alert, week: dt.date, before: Mapping[dt.date, Mapping[str, str]]) -> str:
    """64 hexadecimal digits that change with whatever may change the verdicts of a week.

    These are the counts of every family and the answers whose comments are quoted (told by their files' sizes and times),
    the portfolio, the settings, the definitions and the code, and the states that were kept of the weeks before.
    """
    store = store_of(settings)
    parts = [
        settings.model_dump_json(),
        alert.model_dump_json(),
        week.isoformat(),
        definitions_version(),
        _code(),
        *(f"{name}: {statistics.counts_prints(store, name)}" for name in family_names()),
        repr([print_ for (_, part), (_, print_) in statistics.partitions(store, "response").items() if part == week.isoformat()]),
        json.dumps({day.isoformat(): states for day, states in before.items()}, sort_keys=True),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    package, digest = Path(__file__).resolve().parents[1], hashlib.sha256()
    for path in sorted(file for room in ROOMS for file in (package / room).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
