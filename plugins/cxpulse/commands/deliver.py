"""cxpulse deliver: send what was rendered and judged, once."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer


def run(
    week: Annotated[
        str | None,
        typer.Option(help="First day of the week, such as 2026-11-14. None: the last complete one."),
    ] = None,
    report: Annotated[
        list[str] | None, typer.Option(help="Only this report; repeatable. None: all, and the alerts.")
    ] = None,
    alerts: Annotated[
        list[str] | None,
        typer.Option(help="Only this alert portfolio; repeatable. None: all, and the reports."),
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(help="Only by this channel: folder, smtp, slack; repeatable. None: as configured."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go to whom; send nothing.")
    ] = False,
    resend_unknown: Annotated[
        str,
        typer.Option(
            "--resend-unknown",
            "--resend",
            metavar="KEY",
            help="Only send this one again: its outcome is unknown. `cxpulse status` shows the key.",
        ),
    ] = "",
    retry_refused: Annotated[
        bool, typer.Option("--retry-refused", help="Try refused recipients again, after a repair.")
    ] = False,
    corrected: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="With --week and --report: send the newest version to those who have an older one, marked as corrected, with this reason.",
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Send a week's reports and alerts to everybody that their files name: each message once, whatever happened before.

    Exit code 1 if something failed; the others were served. An outcome that nobody knows is shown and never sent again by itself:
    ask the recipient, then decide with --resend-unknown. A report that was drawn again is not sent again unless you say why, with
    --corrected.

    Example: cxpulse deliver --week 2026-11-14 --dry-run

    Example: cxpulse deliver --week 2026-11-14 --report weekly --corrected "two late exports of the helpdesk are in"
    """
    import datetime as dt

    from cxpulse.catalog.settings import load_settings
    from cxpulse.core.errors import InputError
    from cxpulse.jobs.deliver import resend
    from cxpulse.jobs.deliver_once import raise_failures
    from cxpulse.jobs.week import which_week

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    options: dict[str, Any] = {"dry_run": dry_run, "now": now, "strict": False}
    if resend_unknown:
        receipts = resend(settings, resend_unknown, **options)
    else:
        options |= {"channels": channel or None, "retry_refused": retry_refused}
        if corrected:
            if not week or not report or alerts:
                raise InputError("--corrected REASON needs --week and --report: a correction is of one report that readers have")
            options["correction"] = corrected
        receipts = _deliver(settings, which_week(settings, parse_day(week), now), report, alerts, options)
    if as_json:
        json.dump(receipts, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _show(receipts)
    raise_failures(receipts)


def _deliver(
    settings: Any, day: Any, report: list[str] | None, alerts: list[str] | None, options: dict[str, Any]
) -> list[dict[str, Any]]:
    from cxpulse.catalog.alerts import alert_names
    from cxpulse.catalog.reports import report_names
    from cxpulse.jobs.deliver import deliver_alerts, deliver_reports

    every = not report and not alerts
    named = [part for name in report or () for part in report_names(name)]
    receipts = deliver_reports(settings, named or (report_names() if every else []), day, **options)
    for name in alerts or (alert_names() if every else []):
        receipts += deliver_alerts(settings, name, day, **options)
    return receipts


def parse_day(text: str | None) -> Any:
    """A day given on the command line; None for none. Raises InputError."""
    import datetime as dt

    from cxpulse.core.errors import InputError

    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"--week {text}: write the day as 2026-11-14") from None


def _show(receipts: list[dict[str, Any]]) -> None:
    for r in receipts:
        where = r["receipt"] or r["detail"]
        print(
            f"{r['state']:<10}  {r['channel']:<6}  {r['what']}  {r['audience']}  {r['recipient']}  {where}  [{r['key']}]"
        )
    if not receipts:
        print("Nothing to deliver.")
