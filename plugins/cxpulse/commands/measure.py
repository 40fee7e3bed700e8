"""`cxpulse measure`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cxpulse.core.measurement import Measurement


def run(
    week: Annotated[
        str | None, typer.Option(help="First day of the week, as 2026-11-14; else the last complete week.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Dimensions, with commas: channel,touchpoint.")] = None,
    metric: Annotated[
        list[str] | None, typer.Option(help="Only this metric; may be given several times.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the figures to this CSV file.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Write the figures to this Parquet file.")] = None,
    recount: Annotated[
        bool, typer.Option("--all", help="Count every partition again, not only what changed.")
    ] = False,
) -> None:
    """Count what changed and show the figures of one week: value, 95% interval, n, state, version of the definition."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs import measure as job
    from cxpulse.jobs import measure_output as output

    now = dt.datetime.now(dt.UTC)
    settings = load_settings()
    chosen = _day(week) if week else settings.calendar.last_complete(now)
    dimensions = [d.strip() for d in by.split(",") if d.strip()] if by else None
    counted = job.measure(settings, touched=None if recount else {}, now=now)
    found = job.measurements(settings, [chosen], metric or None, by=dimensions)
    if csv:
        output.write_csv(csv, found)
    if parquet:
        output.write_parquet(parquet, found)
    if as_json:
        print(output.as_json(chosen, found, counted["definitions"]))
    else:
        _show(found, str(chosen), counted["definitions"])


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is no date; write it as 2026-11-14", param_hint="--week"
        ) from None


def _show(found: list[Measurement], week: str, definitions: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from cxpulse.core.measurement import segment_name

    segmented = any(m.segment for m in found)
    table = Table(
        title=f"Week of {week}, definitions {definitions}",
        box=box.SIMPLE_HEAD,
        title_justify="left",
        padding=(0, 1),
    )
    for heading in (
        "metric",
        *(["segment"] if segmented else []),
        "value",
        "95% interval",
        "n",
        "state",
        "version",
        "interval",
    ):
        words = heading in {"metric", "segment", "state", "interval"}
        table.add_column(heading, justify="left" if words else "right", no_wrap=True)
    for m in found:
        cells = [
            m.metric,
            *([segment_name(m.segment)] if segmented else []),
            _value(m),
            _interval(m),
            f"{m.n:,}",
        ]
        table.add_row(*cells, m.state.value.replace("_", " "), str(m.version), m.interval)
    console = Console()
    (console if console.is_terminal else Console(width=200)).print(table)


def _value(m: Measurement) -> str:
    """The value as a person reads it, with its unit; '-' where there is none."""
    if m.value is None:
        return "-"
    return _number(m.value, m) + {"share": "%", "minutes": " min"}.get(m.unit, "")


def _interval(m: Measurement) -> str:
    if m.low is None and m.high is None:
        return ""
    low, high = ("?" if bound is None else _number(bound, m) for bound in (m.low, m.high))
    return f"{low} to {high}"


def _number(value: float, m: Measurement) -> str:
    from cxpulse.catalog.metrics import load_metric

    return f"{value * (100 if m.unit == 'share' else 1):,.{load_metric(m.metric).decimals}f}"
