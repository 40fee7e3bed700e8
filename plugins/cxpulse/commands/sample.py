"""`cxpulse sample`: two years of a made-up company's exports."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated

import typer

from cxpulse.catalog.settings import load_settings
from cxpulse.jobs import sample


def run(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="Where the exports go; made if it is not there.")
    ],
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many weeks of history.")] = 104,
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed is another history of the same company.")
    ] = 7,
    scale: Annotated[
        float, typer.Option(min=0.001, max=1000, help="1 = about 390,000 rows in 104 weeks.")
    ] = 1.0,
    end: Annotated[
        str | None,
        typer.Option(metavar="WEEK", help="First day of the last week; default: the last complete week."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write the exports of a made-up company, in its vendors' own formats, and truth.json saying what was put into them."""
    now = dt.datetime.now(dt.UTC)
    result = sample.sample(
        load_settings(), folder, weeks=weeks, seed=seed, scale=scale, end=end, now=now, progress=_Progress()
    )
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for item in result["files"]:
        print(f"{item['rows']:>10,}  {item['file']}")
    print(
        f"{result['rows']:>10,}  rows, weeks {result['first_week']} to {result['last_week']}, in {result['seconds']} s"
    )
    print(f"{'':>10}  {result['folder']}/truth.json says what was put into them")


class _Progress:
    """A line on a terminal's stderr that says how far it is; nothing when stderr is a file."""

    def __call__(self, what: str, done: int, of: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if (what, done) == ("salesforce", of) else ""
            print(f"\r\033[K{what}: week {done} of {of}", end=end, file=sys.stderr, flush=True)
