"""`cxpulse week`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated, Any

import typer

WEEK_HELP = "First day of the week, such as 2026-11-14. Default: the last complete week."


def run(
    week: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help=WEEK_HELP)] = None,
    dry_run: Annotated[bool, typer.Option(help="Do everything but send.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Run the whole chain for one week: ingest, measure, judge, report, deliver."""
    from rich.console import Console

    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.week import run_week

    told = Console(stderr=True, soft_wrap=True, highlight=False)
    with told.status("ingest ...") if sys.stderr.isatty() else _silent():
        result = run_week(
            load_settings(),
            week.date() if week else None,
            now=dt.datetime.now(dt.UTC),
            dry_run=dry_run,
            progress=lambda step, text: told.print(f"[green]done[/green] {step:<8} {text}"),
        )
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for line in summary(result):
            print(line)
    if "error" in result["ingest"]:
        told.print(f"not everything could be read: {result['ingest']['error']}", style="bold red", markup=False)
    if result["failed"]:
        told.print(f"{result['failed']} deliveries failed; the others are done. Run the same command again to try them.", style="bold red")
    if result["failed"] or "error" in result["ingest"]:
        raise typer.Exit(1)


def _silent() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def summary(result: dict[str, Any]) -> list[str]:
    """The figures of the week, and where everything is, as lines of plain English."""
    from cxpulse.catalog.language import load_language, plain

    english = load_language("en")
    lines = ["", f"Week of {result['week']}"]
    for figure in result["figures"]:
        lines.append(plain(f"  {figure['title']:<28} {_figure(english, figure)}"))
    if all(figure["value"] is None for figure in result["figures"]) and result["newest"] not in (None, result["week"]):
        lines.append(f"  No figure in this week. The newest week with data: cxpulse week --week {result['newest']}")
    lines += [f"  ! source {text}" for text in result["wanting"]]
    if rejects := result.get("ingest", {}).get("rejects_file"):
        lines.append(f"  ! rejected rows, each with its reason: {rejects}")
    for name, made in result["reports"].items():
        lines += [f"  report {name}, {code}: {path}" for code, path in made["pdfs"].items()]
    for receipt in result["receipts"]:
        lines.append(f"  {receipt['channel']} to {receipt['recipient']}: {receipt['state']} {receipt.get('receipt') or receipt.get('detail') or ''}".rstrip())
    lines.append(f"  {sum(result['seconds'].values()):.1f} s in all")
    return lines


def _figure(english: Any, figure: dict[str, Any]) -> str:
    from cxpulse.core.report_model import Value

    if figure["value"] is None:
        return str(english.state(figure["state"]))
    text = str(english.number(Value(figure["value"], figure["unit"], figure["decimals"])))
    interval = english.interval(figure["low"], figure["high"], figure["unit"], figure["decimals"])
    if interval:
        text += f" (95% interval {interval}, n = {figure['n']:,})"
    return text + {"better": ", better", "worse": ", worse"}.get(figure["changed"], "")
