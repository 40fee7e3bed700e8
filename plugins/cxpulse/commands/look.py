"""cxpulse look FOLDER: reads every file of a folder as the ingest would, stores nothing, and tells what became of each row."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer


def run(
    folder: Annotated[Path, typer.Argument(help="A folder, read with everything below it; or one file.")],
    sources: Annotated[
        Path | None,
        typer.Option("--sources", help="A folder of source YAMLs for these files, beside the project's own."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole account as one JSON document.")
    ] = False,
) -> None:
    """Read every file below a folder, recognise it, and account for every row; nothing is stored.

    Accepted + rejected + duplicates + no answers = rows. A file that no figure can use is read too, and named with the reason.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.look import look

    result = look(
        load_settings(), folder, now=dt.datetime.now(dt.UTC), declared=sources, progress=_progress()
    )
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    rows = [_cells(f) for f in result["files"]]
    head = ("file", "rows", "accepted", "rejected", "duplicates", "no answers", "what became of it")
    if markdown:
        print("| " + " | ".join(head) + " |\n|---|---:|---:|---:|---:|---|---|")
        print("\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows))
        return
    widths = [max(len(r[i]) for r in [head, *rows]) for i in range(6)]
    for row in [head, *rows]:
        cells = [
            row[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(row[1:6], widths[1:], strict=True)),
            row[6],
        ]
        print("  ".join(cells).rstrip())


def _progress() -> Any:
    from rich.console import Console

    console = Console(stderr=True)

    def told(file: str, done: int, files: int) -> None:
        if console.is_terminal:
            console.print(f"{done + 1} of {files}: {file}", style="dim", end="\r", highlight=False)

    return told


def _cells(file: dict[str, Any]) -> tuple[str, ...]:
    taken, state = (
        file["state"] == "taken",
        {"declare": "not stored: ", "nothing": "not stored: ", "unreadable": "cannot be read: "},
    )
    left = ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in file["left"].items())
    numbers = [f"{file[k]:,}" for k in ("rows", "accepted", "rejected", "duplicates")]
    if file["state"] == "no table":
        numbers = ["", "", "", ""]
    elif not taken:
        numbers[1] = ""
    why = "; ".join(x for x in (file["why"], *file["facts"], *file["odd"]) if x).replace("\n", " ")
    what = (
        (file["entity"] or "no row of it") + (f" ({file['encoding']}, {file['zone']})" if file["zone"] else "")
        if taken
        else state.get(file["state"], "") + why
    )
    return (file["file"], *numbers, left, f"{what}: {why}" if taken and why else what)
