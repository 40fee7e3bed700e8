"""`cxpulse erase`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer


def run(
    email: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Really erase. Without it, only show what would be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Erase one person everywhere, and print the proof: what was removed, by table and partition; figures stay as counts.

    The person is every record that is linked to the address; see `cxpulse customers`. Rows of an erased person are not
    taken in again.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs import erase as job

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    found = job.erase(settings, email, now=now) if yes else job.find(settings, email, now=now)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in proof_lines(found) if yes else _would(found):
        print(line)


def _would(found: dict[str, Any]) -> list[str]:
    if not found["records"]:
        return ["Nobody is known by this address."]
    lines = [f"{len(found['records'])} records are this person's:", *(f"  {name}" for name in found["records"])]
    return [*lines, "Nothing was changed. To erase the person: the same command with --yes"]


def proof_lines(proof: dict[str, Any]) -> list[str]:
    """The proof as lines of plain English."""
    lines = [f"Erasure {proof['number']} of {proof['at']}, person {proof['person']}"]
    for entity, parts in proof["rows"].items():
        lines.append(f"  {entity}: {sum(parts.values())} rows " + ("removed" if entity == "contact" else "made nobody's"))
        lines += [f"    {part}: {count}" for part, count in parts.items()]
    lines += [
        f"  comments removed: {proof['comments']}",
        *(f"  {title}: {', '.join(proof[name]) or 'none'}" for name, title in LISTS.items()),
        f"  alerts that quoted the person: {proof['alert_quotes']}",
        f"  follow-ups without the person: {proof['follow_ups']}",
        f"  rows that still name the person: {proof['left']}",
        f"Stays: {proof['kept']}.",
        f"Not reached: {proof['not_reached']}.",
        f"SHA-256 of this proof: {proof['sha256']}",
    ]
    return lines


LISTS = {
    "raw_removed": "raw exports removed", "rejects_rewritten": "lists of rejects rewritten", "reports_removed": "archived reports removed",
    "exports_still_holding": "exports that still hold the address, yours to delete",
}  # fmt: skip
