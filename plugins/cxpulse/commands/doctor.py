"""`cxpulse doctor`."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def run(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> None:
    """Check configuration, languages, fonts, data root, state database and connections; exit 1 when something fails."""
    from rich.console import Console
    from rich.text import Text

    from cxpulse.jobs.doctor import doctor

    lines = doctor()
    failed = any(line["level"] == "fail" for line in lines)
    if as_json:
        print(json.dumps({"ok": not failed, "lines": lines}, ensure_ascii=False, indent=1))
    else:
        console = Console(soft_wrap=True)
        colours = {"ok": "green", "warn": "yellow", "fail": "bold red"}
        for line in lines:
            console.print(Text(f"{line['level']:<5}", colours[line["level"]]) + Text(f"{line['check']}: {line['text']}"))
            if line["remedy"] and line["level"] != "ok":
                console.print(Text(f"      -> {line['remedy']}"))
    if failed:
        raise typer.Exit(1)
