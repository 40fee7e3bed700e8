"""`cxpulse judge`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def run(
    counts: Annotated[Path | None, typer.Argument(help="Weekly counts to judge (Parquet, or CSV): series, week, n, sum, sum_of_squares, metric, direction, announced. Without it, the lake is judged.")] = None,
    replay: Annotated[bool, typer.Option("--replay", help="Judge every week in order, each with only the data up to it; else the last week.")] = False,
    false_alerts_per_year: Annotated[float, typer.Option(help="False alerts a year that the whole file may have.", min=0.001)] = 2.0,
    out: Annotated[Path | None, typer.Option(help="Write findings there, one JSON object a line; else to the terminal.")] = None,
    rule: Annotated[str, typer.Option(help="Rule of detection: a file of core/alerts/rules.")] = "calibrated",
    smallest: Annotated[bool, typer.Option("--smallest-drop", help="Add the drop that each series would show within 1, 2, 4 and 8 weeks.")] = False,
    week: Annotated[str | None, typer.Option(help="The lake's week to judge: its first day; else the last complete week.")] = None,
    portfolio: Annotated[str | None, typer.Option(help="Portfolio of dags/config/alerts; else all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Judge what has really fallen: the lake's watched series for one week, or anybody's weekly counts."""
    if counts is not None:
        _judge_file(counts, replay, false_alerts_per_year, out, rule, smallest, as_json)
    elif replay or out:
        raise typer.BadParameter("--replay and --out need a file of counts", param_hint="COUNTS")
    else:
        _judge_lake(week, portfolio, as_json)


def _judge_file(
    counts: Path, replay: bool, promise: float, out: Path | None, rule: str, smallest: bool, as_json: bool
) -> None:
    from cxpulse.jobs.judge_counts import judge_counts, write_findings

    found = judge_counts(counts, false_alerts_per_year=promise, rule=rule, every_week=replay, smallest=smallest)
    if out is None:
        lines = [verdict.to_json(smallest=smallest) for verdict in found]
        if as_json:
            print(json.dumps(lines, ensure_ascii=False, allow_nan=False))
        else:
            for line in lines:
                print(json.dumps(line, ensure_ascii=False, allow_nan=False))
        return
    states = write_findings(found, out, smallest=smallest)
    if as_json:
        print(json.dumps({"out": str(out), "states": states}))
    else:
        told = ", ".join(f"{n:,} {state}" for state, n in states.items()) or "no rows, so nothing to judge"
        print(f"{out}: {told}", file=sys.stderr)


def _judge_lake(week: str | None, portfolio: str | None, as_json: bool) -> None:
    from cxpulse.catalog.alerts import alert_names
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs import judge as job

    settings = load_settings()
    day = _day(week) if week else settings.calendar.last_complete(dt.datetime.now(dt.UTC))
    found = {name: job.judge(settings, day, name) for name in ([portfolio] if portfolio else alert_names())}
    if as_json:
        print(json.dumps({"week": day.isoformat(), "portfolios": found}, ensure_ascii=False, allow_nan=False))
    else:
        for name, findings in found.items():
            _show(name, day, findings)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date; write it as 2026-11-14", param_hint="--week") from None


def _show(name: str, day: dt.date, findings: list[dict[str, Any]]) -> None:
    """A table of everything that is not quiet, and how many series are in which state."""
    from rich.console import Console
    from rich.table import Table

    states = sorted(f["state"] for f in findings)
    caption = ", ".join(f"{states.count(s)} {s.replace('_', ' ')}" for s in dict.fromkeys(states)) or "nothing to judge"
    table = Table(title=f"{name}, week of {day}", caption=caption, title_justify="left")
    for heading in ("series", "state", "since", "usual", "now", "weeks", "n", "z", "needs", "found in 4 weeks from"):
        table.add_column(heading, justify="left" if heading in {"series", "state", "since"} else "right")
    for f in sorted(findings, key=lambda f: -(f["z"] or 0.0)):
        if f["state"] in ("open", "ongoing", "recovered") or f["stopped"] or f["watch"] or f["mix_shift"]:
            table.add_row(*_cells(f))
    Console().print(table)


def _cells(f: dict[str, Any]) -> list[str]:
    share = f["unit"] == "share"

    def number(value: float | None, decimals: int = f["decimals"], unit: bool = True) -> str:
        if value is None:
            return "-"
        return f"{100 * value:.{decimals}f}%" if share and unit else f"{value:.{decimals}f}"

    state = "mix shift" if f["mix_shift"] else "watch" if f["watch"] else f["state"].replace("_", " ")
    size = [number(f["z"], 1, False), number(f["threshold"], 1, False), number(f["smallest"].get("4"))]
    return [f["series"], state, f["since"] or "", number(f["usual"]), number(f["now"]), str(f["window"] or "-"), f"{f['n']:,}", *size]
