"""cxpulse ingest: new export files -> canonical rows in the weeks they touch, with the account of every row."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

NO_DATA = ("labels", "blank", "footer")


def run(
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source of dags/config/sources; may be repeated.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Read files again that were taken in before.")] = False,
    refetch: Annotated[
        bool, typer.Option("--refetch", help="Ask remote sources from their beginning, not from where the last run ended.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole account as one JSON document.")] = False,
) -> None:
    """Read every new export file below the exports folder; print what became of each file's rows.

    Each row is accepted, rejected (with its reason, in the rejects file) or a known duplicate; rows that are no answers, tickets or
    customers of their own (previews, further events of a case) are left out, by name. Reading the same file twice changes nothing.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.ingest import ingest

    result = ingest(load_settings(), sources=source, now=dt.datetime.now(dt.UTC), progress=_progress(), again=again, refetch=refetch)
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    _print_files(result)
    _print_rest(result)


def _progress() -> Any:
    from rich.console import Console

    console = Console(stderr=True)

    def told(source: str, done: int, files: int) -> None:
        if console.is_terminal and done < files:
            console.print(f"{source}: file {done + 1} of {files}", style="dim", end="\r", highlight=False)

    return told


def _print_files(result: dict[str, Any]) -> None:
    width = max([len(_name(f)) for f in result["files"]] + [len("total")])
    print(f"{'file':<{width}}  {'rows':>9} {'accepted':>9} {'rejected':>9} {'duplicates':>10} {'left out':>9}  encoding, zone")
    for f in result["files"]:
        how = f["state"] if f["state"] in {"no file", "not used", "not recognised"} else ", ".join(x for x in (f["encoding"], f["zone"]) if x)
        words = ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in f["not_answers"].items())
        print(f"{_name(f):<{width}}  {_numbers(f, _left_out(f))}  {how}{'; left out: ' + words if words else ''}".rstrip())
        for note in f["notes"]:
            print(f"{'':<{width}}    {note.splitlines()[0]}")
    print(f"{'total':<{width}}  {_numbers(result['rows'], sum(map(_left_out, result['files'])))}")


def _name(file: dict[str, Any]) -> str:
    return f"{file['source']}: {file['file']}"


def _left_out(file: dict[str, Any]) -> int:
    """Rows of data that are left out; a file's further header lines, blank lines and footers are no rows of data."""
    return sum(n for word, n in file["not_answers"].items() if word not in NO_DATA)


def _numbers(row: dict[str, Any], left_out: int) -> str:
    rows = row["read"] + left_out
    return f"{rows:>9,} {row['accepted']:>9,} {row['rejected']:>9,} {row['duplicates']:>10,} {left_out:>9,}"


def _print_rest(result: dict[str, Any]) -> None:
    touched = ", ".join(f"{entity} {len(parts)}" for entity, parts in result["touched"].items())
    print(f"partitions touched: {touched or 'none'}")
    for check in result["checks"]:
        if check["rows"]:
            print(f"{check['level']}: {check['title']}: {check['rows']:,} rows, such as {check['examples'][0]}")
    if result["rejects_file"]:
        print(f"rejected rows with their reasons: {result['rejects_file']}")
