"""The business week as a table; and a guard: partitions of one lake are never cut by two different weeks."""

from __future__ import annotations

import datetime as dt
import json

import duckdb

from cxpulse.core.errors import ConfigurationError
from cxpulse.core.weeks import WEEKDAYS, Calendar
from cxpulse.lake.store import Store

_FILE = "lake/week.json"
_FIRST, _LAST = dt.date(1989, 12, 1), dt.date(2101, 2, 1)


def weeks_table(con: duckdb.DuckDBPyConnection, calendar: Calendar) -> None:
    """Table `weeks` (week DATE, start_at TIMESTAMP): first days and the UTC instants at which they begin, 1990 to 2100."""
    import pyarrow as pa

    days = calendar.weeks_between(calendar.first_day(_FIRST), _LAST)
    starts = [calendar.bounds(day)[0].replace(tzinfo=None) for day in days]
    con.register("week_rows", pa.table({"week": days, "start_at": pa.array(starts, pa.timestamp("us"))}))
    con.execute("CREATE OR REPLACE TABLE weeks AS SELECT * FROM week_rows")
    con.unregister("week_rows")


def guard_calendar(store: Store, calendar: Calendar) -> None:
    """Notes the week on first use. Raises ConfigurationError when the lake was cut by another week."""
    mine = {"zone": calendar.zone, "first_day": WEEKDAYS[calendar.first_weekday]}
    if _FILE.rsplit("/", 1)[1] not in store.names("lake"):
        store.put(_FILE, json.dumps(mine).encode())
        return
    theirs = json.loads(store.get(_FILE))
    if theirs != mine:
        raise ConfigurationError(
            f"settings.yaml: week: the lake was written with weeks from {theirs['first_day']} in {theirs['zone']}, the settings say "
            f"{mine['first_day']} in {mine['zone']}; use another data_root, or remove {store.at('lake')} and ingest again with --again"
        )
