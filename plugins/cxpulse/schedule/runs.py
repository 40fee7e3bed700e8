"""What a run is for, read from Airflow's context once and in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import InputError
from cxpulse.core.weeks import resolve_week


def week_of_run(settings: Settings, context: Mapping[str, Any]) -> dt.date:
    """The run's week: the parameter `week`, else the run's data interval, else the last complete week before the run.

    An interval of no width (a run made by hand of a DAG that waits for an ingest) names no week.
    Raises InputError when the parameter is not the first day of a week, saying which day would be.
    """
    run = context["dag_run"]
    start, end = run.data_interval_start, run.data_interval_end
    asked = context["params"].get("week")
    try:
        return resolve_week(
            settings.calendar,
            asked=dt.date.fromisoformat(asked) if asked else None,
            interval_start=start if start and end and end > start else None,
            run_after=run.run_after,
        )
    except ValueError as problem:
        raise InputError(f"parameter 'week' = {asked!r}: {problem}") from None


def channels_of_run(context: Mapping[str, Any]) -> list[str] | None:
    """Channels to deliver by: those asked for; the folder for a backfill; None (as configured) otherwise.

    A backfill remakes old weeks, often many: nobody wants five old reports in the mailbox unless they say so.
    """
    asked = context["params"].get("channels")
    if asked:
        return list(asked)
    kind = context["dag_run"].run_type
    return ["folder"] if getattr(kind, "value", kind) == "backfill" else None
