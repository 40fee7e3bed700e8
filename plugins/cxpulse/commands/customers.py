"""`cxpulse customers`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer

SHOWN = 20


def run(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="List what a person should look at.")] = False,
    unlink: Annotated[str | None, typer.Option(metavar="SOURCE:ID", help="Undo the links of one record: it stands apart from now on.")] = None,
    relink: Annotated[str | None, typer.Option(metavar="SOURCE:ID", help="Let a record be linked again.")] = None,
    export: Annotated[Path | None, typer.Option(metavar="CSV", help="Write every record with its customer and the reason of its link.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read every partition again, not only those that changed.")] = False,
) -> None:
    """Show one view of every customer: which records of which sources are one person, why, and what conflicts.

    Records are linked by equal keys only: customer number, e-mail address, telephone number. Nothing here names a person.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs import customers as job
    from cxpulse.jobs import customers_links as links

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    found = job.customers(settings, now=now, rebuild=rebuild)
    if unlink or relink:
        done = [links.unlink(settings, unlink, now=now)] if unlink else []
        done += [links.relink(settings, relink, now=now)] if relink else []
        found = {**job.customers(settings, now=now), "changed": any(done)}
    if export:
        found["exported"] = {"file": str(export), "rows": links.export(settings, export)}
    listed = job.conflicts(settings) if conflicts else []
    if as_json:
        print(json.dumps({**found, "conflict_list": listed} if conflicts else found, ensure_ascii=False, indent=1))
        return
    for line in [*_lines(found), *_conflicts(listed, conflicts)]:
        print(line)


def _lines(found: dict[str, Any]) -> list[str]:
    known, within = found["profile"]["known"], found["profile"]["seen_within"]
    lines = [f"{found['customers']:,} customers in {found['records']:,} records of the sources"]
    lines += [f"  {reason:<16} {count:>9,} records" for reason, count in found["linked"].items()]
    if found["customers"]:
        lines.append("Known of the customers: " + ", ".join(f"{part} {share:.0%}" for part, share in known.items()))
        lines.append(f"  all six {found['profile']['complete']:.0%}, in two sources or more {found['profile']['several_sources']:.0%}")
        lines.append(f"Last seen: median {found['profile']['days_since_seen']:.0f} days ago; " + ", ".join(f"{share:.0%} within {days} days" for days, share in within.items()))
    lines.append("Conflicts: " + (", ".join(f"{count:,} {kind}" for kind, count in found["conflicts"].items()) or "none"))
    if found["apart"]:
        lines.append(f"Set apart by a person: {found['apart']}")
    if "changed" in found:
        lines.append("The links were changed." if found["changed"] else "Nothing to change: it was so already.")
    if "exported" in found:
        lines.append(f"{found['exported']['rows']:,} rows written to {found['exported']['file']}")
    return lines


def _conflicts(listed: list[dict[str, Any]], asked: bool) -> list[str]:
    if not asked:
        return []
    lines = [f"  {c['kind']}: {', '.join(c['records'][:SHOWN])}" + (f" and {len(c['records']) - SHOWN} more" if len(c["records"]) > SHOWN else "") for c in listed]
    return lines or ["  no conflict"]
