"""`cxpulse maintain`: retention by hand."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer


def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Remove nothing, only count.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Remove raw exports, rejects and outbox files that are older than `retention` in settings.yaml allows."""
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.maintain import maintain

    result = maintain(load_settings(), now=dt.datetime.now(dt.UTC), dry_run=dry_run)
    if as_json:
        print(json.dumps(result, indent=1))
        return
    verb = "would be removed" if dry_run else "removed"
    for kind, found in result.items():
        if isinstance(found, dict):
            print(f"{kind:<8} {found['files']:>6,} files, {found['bytes'] / 1e6:,.1f} MB {verb} (older than {found['days']} days)")
