"""Table `raw`, which the vendors' SELECTs read: every field of one batch, text as VARCHAR, times and dates typed."""

from __future__ import annotations

from cxpulse.lake.plan import Plan
from cxpulse.lake.times import Clock, date_sql, local_sql, offset_sql, utc_sql


def raw_table(plan: Plan, clock: Clock, cells: str) -> str:
    """CREATE TABLE raw from a relation of text cells. For each time field f: f (UTC), text_f, local_f and offset_f (minutes, NULL: none)."""
    moments = [f for f in plan.times if f.endswith("_at")]
    dates = [f for f in plan.times if f.endswith("_date")]
    kept = ", ".join(f'"{f}"' for f in plan.fields if f not in plan.times)
    texts = "".join(f', "{f}" AS text_{f}' for f in plan.times)
    offsets = "".join(f", {offset_sql(f'text_{f}', clock)} AS offset_{f}" for f in moments)
    locals_ = "".join(f", {local_sql(f'text_{f}', f'offset_{f}', clock)} AS local_{f}" for f in moments)
    typed_dates = "".join(f', {date_sql(f"text_{f}", clock)} AS "{f}"' for f in dates)
    utc = "".join(
        f', CASE WHEN offset_{f} IS NOT NULL THEN local_{f} - to_minutes(offset_{f}) ELSE {utc_sql(f"local_{f}", clock.zone)} END AS "{f}"'
        for f in moments
    )
    return (
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT *{utc} FROM (SELECT *{locals_}{typed_dates} FROM "  # noqa: S608
        f"(SELECT *{offsets} FROM (SELECT file_row, {kept}{texts} FROM {cells})))"
    )
