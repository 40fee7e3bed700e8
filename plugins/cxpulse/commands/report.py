"""`cxpulse report`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cxpulse.commands.week import WEEK_HELP


def run(
    week: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help=WEEK_HELP)] = None,
    report: Annotated[str, typer.Option(help="Which report: a file of dags/config/reports, or one part of a split one, such as team.delivery.")] = "weekly",
    lang: Annotated[list[str] | None, typer.Option(help="Only this language; may be given again.")] = None,
    as_published: Annotated[bool, typer.Option(help="Give the very files that were delivered, not what is known now.")] = False,
    out: Annotated[Path | None, typer.Option(help="Also copy the files into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Build a report of one week and render it as PDF, picture card and workbook; or give it again as it was published."""
    from cxpulse.catalog.reports import report_names
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs import report as job
    from cxpulse.jobs.report_published import copy_to, published
    from cxpulse.jobs.week import which_week

    settings = load_settings()
    day = which_week(settings, week.date() if week else None, dt.datetime.now(dt.UTC))
    results = []
    for name in report_names(report):
        result = published(settings, name, day, lang) if as_published else job.render(settings, name, day, lang)
        if out is not None:
            result["copies"] = copy_to(out, result)
        results.append(result)
    if as_json:
        print(json.dumps(results[0] if len(results) == 1 else results, ensure_ascii=False, indent=1))
        return
    for line in (line for result in results for line in _lines(result)):
        print(line)


def _lines(result: dict[str, Any]) -> list[str]:
    lines = [f"{result['report']}, week of {result['week']}, model {result['hash'][:12]}, definitions {result['definitions']}"]
    lines += [f"  {code}: {path}" for code, path in result["pdfs"].items()]
    return lines + [f"  copied: {path}" for path in result.get("copies", [])]
