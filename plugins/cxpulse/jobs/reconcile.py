"""Our figures beside the vendor's own, with the definitions that explain the gap.

sql/reconcile/*.sql each walk from a vendor's figure to ours, one difference of definition a step; what is left after the
last step is how the figure is kept (a histogram), or other sources that enter it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from cxpulse.catalog.metrics import load_metric
from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import load_source, source_names
from cxpulse.catalog.yaml_files import names_in
from cxpulse.core.errors import ConfigurationError
from cxpulse.core.measurement import Measurement
from cxpulse.engines import load_engine
from cxpulse.jobs.measure import measurements
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.jobs.measure_tables import complete
from cxpulse.lake import statistics

_HEAD = re.compile(r"^-- (metric|vendor|title|relations): (.+)$", re.MULTILINE)
LAST = "as counted: kept in a histogram of 1% bins, and with any other source of the figure"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One file of sql/reconcile."""

    name: str
    sql: str
    metric: str
    vendor: str
    title: str
    relations: tuple[str, ...]


def load_comparisons() -> list[Comparison]:
    """All files of sql/reconcile. Raises ConfigurationError for a head line that is missing."""
    out = []
    for name in names_in(sql_dir() / "reconcile", ".sql"):
        path = sql_dir() / "reconcile" / f"{name}.sql"
        sql = path.read_text(encoding="utf-8")
        head = dict(_HEAD.findall(sql))
        if missing := [k for k in ("metric", "vendor", "title", "relations") if k not in head]:
            raise ConfigurationError(f"{path}: the head line '-- {missing[0]}: ...' is missing")
        relations = tuple(r.strip() for r in head["relations"].split(","))
        out.append(Comparison(name, sql, head["metric"], head["vendor"], head["title"], relations))
    return out


def reconcile(settings: Settings, week: dt.date) -> list[dict[str, Any]]:
    """Each comparison that a configured source allows: {"comparison", "title", "vendor", "metric", "unit", "theirs", "ours",
    "gap", "steps": [{"definition", "n", "value", "change"}]}.

    Values in the metric's unit (shares as fractions), None where there is none; the first step is the vendor's own figure, the
    last is ours, and the changes add up to the gap. Reads the rows in the lake; counts must be up to date.
    """
    vendors: dict[str, list[str]] = {}
    for name in source_names():
        vendors.setdefault(load_source(name).vendor, []).append(name)
    chosen = [c for c in load_comparisons() if c.vendor in vendors]
    ours = {m.metric: m for m in measurements(settings, [week], sorted({c.metric for c in chosen}))} if chosen else {}
    return [_compare(settings, week, c, vendors[c.vendor], ours[c.metric]) for c in chosen]


def _compare(
    settings: Settings, week: dt.date, comparison: Comparison, sources: list[str], ours: Measurement
) -> dict[str, Any]:
    steps = [_step(row) for row in _rows(settings, week, comparison, sources)]
    steps.append({"definition": LAST if ours.unit == "minutes" else "as counted", "n": ours.n, "value": ours.value})
    for before, after in zip([steps[0], *steps], steps, strict=False):
        known = before["value"] is not None and after["value"] is not None
        after["change"] = after["value"] - before["value"] if known else None
    theirs, mine = steps[0]["value"], steps[-1]["value"]
    return {
        "comparison": comparison.name,
        "title": comparison.title,
        "vendor": comparison.vendor,
        "metric": comparison.metric,
        "unit": load_metric(comparison.metric).unit,
        "theirs": theirs,
        "ours": mine,
        "gap": None if theirs is None or mine is None else mine - theirs,
        "steps": steps,
    }


def _step(row: dict[str, Any]) -> dict[str, Any]:
    """A row has the value itself, or hits of n."""
    value = row["value"] if "value" in row else (row["hits"] / row["n"] if row["n"] else None)
    return {"definition": row["definition"], "n": row["n"], "value": value}


def _rows(settings: Settings, week: dt.date, comparison: Comparison, sources: list[str]) -> list[dict[str, Any]]:
    store = store_of(settings)
    relations: dict[str, Any] = {}
    for relation in comparison.relations:
        entity = relation.removesuffix("s")
        files = [name for (source, _), (name, _) in statistics.partitions(store, entity).items() if source in sources]
        relations[relation] = complete(store, entity, files)
    start, end = (b.replace(tzinfo=None) for b in settings.calendar.bounds(week))
    window = {"start_at": start, "end_at": end}
    return load_engine().run(comparison.sql, relations, window, limits=limits(settings)).to_pylist()
