"""What a person reads when the run is over: figures, files, times; or what failed and where its log is."""

from __future__ import annotations

import datetime as dt
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cxpulse.catalog.language import load_language
from cxpulse.catalog.project import project_root
from cxpulse.catalog.settings import Settings
from cxpulse.core.locale import strip_isolates

MARKS = {"better": "better", "worse": "worse", "no_clear_change": "no clear change", "unknown": ""}


def summary(
    console: Console, settings: Settings, returned: Mapping[str, Any], seconds: Mapping[str, float], total: float
) -> None:
    """Prints it. returned: what each task gave, by DAG and task; seconds: by task; total: the whole run."""
    week = dt.date.fromisoformat(returned["cx_weekly_report"]["judge"])
    rendered = returned["cx_weekly_report"]["render"]
    console.print()
    console.print(f"[bold]{settings.company.get('en', '')}, week {week} to {week + dt.timedelta(days=6)}[/]", highlight=False)
    console.print(figures(settings, week, rendered))
    console.print(rows(returned["cx_ingest"]["ingest"]), highlight=False)
    console.print()
    for name, path in files(settings, rendered, returned):
        console.print(f"[cyan]{name:<7}[/] {shown(path)}", highlight=False, soft_wrap=True)
    console.print()
    console.print(" · ".join(f"{name} {taken:.1f} s" for name, taken in seconds.items()), highlight=False)
    console.print(f"[bold]{total:.0f} s[/] in all, peak memory {peak_megabytes():.0f} MB", highlight=False)


def figures(settings: Settings, week: dt.date, rendered: Mapping[str, Any]) -> Table:
    """The key figures with their 95% intervals, of the report that has most of them."""
    from cxpulse.core.phrases import Value
    from cxpulse.jobs.week import figures as key_figures

    language = load_language("en")
    table = Table(box=None, pad_edge=False)
    for heading, justify in (("", "left"), ("value", "right"), ("95% interval", "right"), ("n", "right"), ("on the week before", "left")):
        table.add_column(heading, justify=justify, header_style="dim")  # type: ignore[arg-type]
    fullest = key_figures(rendered)
    for f in fullest:
        places = f["decimals"]
        change = f["change"]
        moved = "" if change is None else language.number(Value(change, f["unit"], places, signed=True, delta=True), short=True)
        value = language.state(f["state"]) if f["value"] is None else language.number(Value(f["value"], f["unit"], places))
        cells = (
            language.loose(f["title"]),
            value,
            language.interval(f["low"], f["high"], f["unit"], places),
            f"{f['n']:,}",
            f"{moved} {MARKS[f['changed']]}".strip(),
        )
        table.add_row(*(strip_isolates(cell) for cell in cells))
    return table


def rows(taken: Mapping[str, Any]) -> str:
    """What became of the rows of this run's files, and where the rejected ones are."""
    counted = taken["rows"]
    if all(file["state"] != "taken" for file in taken["files"]):
        return "No new export since the last run."
    text = f"{counted['read']:,} rows read: " + ", ".join(f"{counted[k]:,} {k}" for k in ("accepted", "duplicates", "rejected"))
    text += f" (see {shown(taken['rejects_file'])})" if taken.get("rejects_file") else ""
    apart = sum(n for file in taken["files"] for n in file.get("not_answers", {}).values())
    return text + (f"; {apart:,} more are no answers (labels, previews, further events of a case, ...): see cxpulse ingest" if apart else "")


def files(settings: Settings, rendered: Mapping[str, Any], returned: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Kind and path of everything that a person may want to open: PDFs, then what each channel took."""
    found = [(f"PDF {lang}", path) for made in rendered.values() for lang, path in made["pdfs"].items()]
    outbox = settings.local_root / "outbox"
    found += [("mail", str(path)) for path in sorted(outbox.glob("mail/**/*.eml"))]
    found += [("Slack", str(path)) for path in sorted(outbox.glob("slack/**/*.json"))]
    found += [("picture", str(path)) for path in sorted(outbox.glob("slack/**/*.png"))]
    return found


def failure(console: Console, errors: Mapping[str, str], log: Path) -> None:
    """Prints which task failed and why."""
    for name, error in errors.items():
        console.print(f"[bold red]{name} failed:[/] {escape(error)}", highlight=False, soft_wrap=True)
    console.print(f"The log: {shown(log)}", highlight=False, soft_wrap=True)


def shown(path: str | Path) -> str:
    """A path as short as it can be: from the project's folder where it lies in it."""
    full = Path(path)
    return str(full.relative_to(project_root())) if full.is_relative_to(project_root()) else str(full)


def peak_megabytes() -> float:
    """Largest memory that this process, or one that it started, has held."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit
