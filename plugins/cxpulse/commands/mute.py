"""cxpulse mute: keep a figure's alerts quiet until a day, with a reason; or list what is quiet."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated, Any

import typer


def run(
    metric: Annotated[
        str | None, typer.Argument(help="The figure, such as nps. None: list all mutes.")
    ] = None,
    segment: Annotated[
        list[str] | None,
        typer.Option(help="touchpoint=delivery; repeat to narrow down. None: every series of the figure."),
    ] = None,
    until: Annotated[str | None, typer.Option(help="Last quiet day, such as 2026-12-31.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why. Everybody may read it.")] = None,
    lift: Annotated[bool, typer.Option("--lift", help="End the mute of this series now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Keep a figure's alerts quiet until a day, with a reason; without a figure, list what is quiet.

    Verdicts go on and stay visible; only messages wait. When a mute ends and the figure is still bad, a message says so.

    Example: cxpulse mute nps --segment touchpoint=delivery --until 2026-12-31 --reason "courier strike, known"
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.state.mutes import Mutes

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    mutes = Mutes(settings.state_database)
    if metric is not None:
        _change(mutes, metric, parse_segment(segment or []), until, reason, lift, now)
    today = now.astimezone(settings.tz).date()
    rows = [m.to_json() for m in mutes.running(today)] + _configured(today)
    if as_json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for row in rows:
        where = f" ({row['from']})" if "from" in row else ""
        print(
            f"{row['metric']} {_name(row['segment'])}: quiet through {row['until']}: {row['reason']}{where}"
        )
    if not rows:
        print("Nothing is quiet.")


def parse_segment(pairs: list[str]) -> dict[str, str]:
    """['channel=app'] as {'channel': 'app'}. Raises ConfigurationError for what is no pair."""
    from cxpulse.core.errors import ConfigurationError

    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise ConfigurationError(
                f"--segment {pair}: write it as dimension=value, such as touchpoint=delivery"
            )
        found[name.strip()] = value.strip()
    return found


def _change(
    mutes: Any,
    metric: str,
    segment: dict[str, str],
    until: str | None,
    reason: str | None,
    lift: bool,
    now: dt.datetime,
) -> None:
    from cxpulse.catalog.metrics import load_metric
    from cxpulse.core.errors import ConfigurationError

    load_metric(metric)
    if lift:
        if not mutes.end(metric, segment, now=now):
            raise ConfigurationError(f"{metric} {_name(segment)} is not quiet; `cxpulse mute` lists what is")
        return
    if not until or not (reason or "").strip():
        raise ConfigurationError("say until when and why: --until 2026-12-31 --reason TEXT")
    try:
        day = dt.date.fromisoformat(until)
    except ValueError:
        raise ConfigurationError(f"--until {until}: write the day as 2026-12-31") from None
    if day < now.date():
        raise ConfigurationError(f"--until {until} is over already")
    mutes.add(metric, segment, until=day, reason=str(reason).strip(), now=now)


def _configured(day: dt.date) -> list[dict[str, Any]]:
    from cxpulse.catalog.alerts import alert_names, load_alert

    return [
        {
            "metric": m.metric,
            "segment": m.segment,
            "until": m.until.isoformat(),
            "reason": m.reason,
            "from": f"alerts/{name}.yaml",
        }
        for name in alert_names()
        for m in load_alert(name).mutes
        if m.until >= day
    ]


def _name(segment: dict[str, str]) -> str:
    return ", ".join(f"{k}={v}" for k, v in sorted(segment.items())) or "(every series)"
