"""cxpulse alert: see the alert message of a week before, or without, sending it."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer


def run(
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the messages; send nothing, keep nothing.")
    ] = False,
    week: Annotated[
        str | None,
        typer.Option(help="First day of the week, such as 2026-11-14. None: the last complete one."),
    ] = None,
    portfolio: Annotated[
        str | None, typer.Option(help="A file of dags/config/alerts. None: all of them.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="en, fa, th, ... None: every language of the portfolio.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that is open, also what has been told already.")
    ] = False,
    picture: Annotated[str | None, typer.Option(help="Write the picture to this folder.")] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON document: text, blocks and metadata of each message."),
    ] = False,
) -> None:
    """Show the Slack messages of a judged week as text and as Block Kit JSON (paste it into Slack's Block Kit Builder).

    Example: cxpulse alert --preview --week 2026-11-14 --lang fa
    """
    import datetime as dt

    from cxpulse.catalog.settings import load_settings
    from cxpulse.commands.deliver import parse_day
    from cxpulse.core.errors import ConfigurationError
    from cxpulse.jobs.alert_preview import previews
    from cxpulse.jobs.week import which_week

    if not preview:
        raise ConfigurationError("say --preview to see the messages; `cxpulse deliver` sends them")
    settings = load_settings()
    day = which_week(settings, parse_day(week), dt.datetime.now(dt.UTC))
    found = previews(
        settings, day, portfolio=portfolio, language=lang, everything=everything, pictures=picture
    )
    if as_json:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    _show(found)


def _show(found: list[dict[str, Any]]) -> None:
    for one in found:
        print(f"=== {one['portfolio']} {one['language']}: {one['what']}\n")
        print(one["plain"])
        print(
            json.dumps({"text": one["text"], "blocks": one["blocks"]}, ensure_ascii=False, indent=1),
            end="\n\n",
        )
    if not found:
        print("There is nothing new to say of this week; --all shows everything that is open.")
