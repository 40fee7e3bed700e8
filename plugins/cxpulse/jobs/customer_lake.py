"""Questions about single customers, asked of the lake: which partitions they need, and the instants that bound them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.queries import load_query
from cxpulse.catalog.settings import Settings
from cxpulse.engines import load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.jobs.measure_tables import complete
from cxpulse.lake import statistics

if TYPE_CHECKING:
    import pyarrow as pa


def ask(settings: Settings, folder: str, name: str, relations: Mapping[str, Any], parameters: Mapping[str, Any]) -> pa.Table:
    """The rows of sql/<folder>/<name>.sql."""
    return load_engine().run(load_query(folder, name), relations, parameters, limits=limits(settings))


def files(settings: Settings, entity: str, first: dt.date | None = None, last: dt.date | None = None) -> Any:
    """The entity's partitions of the weeks `first` to `last` (and those that are whole), or an empty table of its columns."""
    low, high = (first or dt.date.min).isoformat(), (last or dt.date.max).isoformat()
    store = store_of(settings)
    found = statistics.partitions(store, entity)
    return complete(store, entity, [name for (_, part), (name, _) in sorted(found.items()) if part == "all" or low <= part <= high])


def prints(settings: Settings, *entities: str) -> tuple[str, ...]:
    """Fingerprints of all partitions of some entities: equal ones, equal answers."""
    store = store_of(settings)
    return tuple(f"{e}/{s}/{p}:{mark}" for e in entities for (s, p), (_, mark) in sorted(statistics.partitions(store, e).items()))


def instant(settings: Settings, day: dt.date) -> dt.datetime:
    """When a local day begins, in UTC and without a zone, as the lake keeps times."""
    return dt.datetime.combine(day, dt.time(0), tzinfo=settings.tz).astimezone(dt.UTC).replace(tzinfo=None)

