"""`cxpulse simulate`."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer


def run(
    series: Annotated[int, typer.Option(help="Series of the portfolio.", min=1)] = 60,
    years: Annotated[float, typer.Option(help="Years without a drop, per condition.", min=0.5)] = 20,
    drops: Annotated[int, typer.Option(help="Drops, per case.", min=1)] = 120,
    seed: Annotated[int, typer.Option(help="Another seed is another draw.")] = 1,
    false_alerts_per_year: Annotated[float, typer.Option(help="The promise to keep.", min=0.001)] = 2.0,
    ours_only: Annotated[bool, typer.Option("--ours-only", help="Leave out the rules that people use.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure the alert rules on portfolios whose truth is known: false alerts a year, drops found, the ceiling.

    Among them: late answers, mix shifts, silence, holidays; sudden drops, slides, and blips of one week. The simulation cannot
    know how late your answers come: where many do, set `matures_weeks` of the metric.
    """
    from cxpulse.jobs.simulate import simulate

    result = simulate(
        series=series,
        years=years,
        drops=drops,
        seed=seed,
        promise=false_alerts_per_year,
        with_rivals=not ours_only,
        progress=lambda text: print(text, file=sys.stderr),
    )
    if as_json:
        print(json.dumps(result))
    else:
        _show(result)


def _show(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    titles = result["rules"]
    false = Table(title=f"False alerts a year, {result['series']} series, {result['years']:g} years", title_justify="left")
    for heading in ("condition", *titles.values()):
        false.add_column(heading, justify="left" if heading == "condition" else "right")
    for row in result["false_alerts"]:
        false.add_row(row["condition"], *(f"{row[name]:.1f}" for name in titles))
    found = Table(title=f"Share of drops found in time, {result['drops']} drops each", title_justify="left")
    for heading in ("drop", "n", "weeks", "ceiling", *titles.values()):
        found.add_column(heading, justify="left" if heading == "drop" else "right")
    for row in result["found"]:
        name = f"{row['case']} ({row['metric'].upper()})"
        shares = (f"{row[k]:.2f}" for k in ("ceiling", *titles))
        found.add_row(name, f"{row['n']:,}", str(row["weeks"]), *shares)
    Console().print(false)
    Console().print(found)
