"""cxpulse journey: gaps between touchpoints and channels, the journey score, what goes with NPS, and what is not heard."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated, Any

import typer


def run(
    week: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of the last week looked at. Default: the last complete week.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look at the whole journey: biggest gaps, score per customer, what goes with NPS, repeatedly failed customers, blind spots.

    Periods and minimum answers are in dags/config/journey.yaml, stages and touchpoints in dags/config/settings.yaml.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.journey import look
    from cxpulse.jobs.week import which_week

    settings = load_settings()
    day = which_week(settings, week.date() if week else None, dt.datetime.now(dt.UTC))
    found = look(settings, day).to_json()
    if as_json:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    print("\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> list[str]:
    out = [f"{found['weeks']} weeks up to the week of {found['week']}, {found['metric']}"]
    for dimension, gap in found["gaps"].items():
        if gap:
            sure = "clear" if gap["clear"] else "within what chance does"
            out.append(f"{dimension}: {gap['high']} over {gap['low']} by {gap['difference']:.1f} ± {gap['half_width']:.1f}, {sure}")
    if whole := found["journey_score"]:
        out.append(
            f"journey: {100 * whole['all_good']:.1f}% of {whole['customers']:,} customers were satisfied at every stage "
            f"({100 * whole['low']:.1f} to {100 * whole['high']:.1f}%), single stages: {100 * whole['stages_good']:.1f}%; "
            f"mean score of a customer: {100 * whole['score']:.1f}%"
        )
    told = sorted(((k, v) for k, v in found["scores"]["touchpoint"].items() if k != "unknown"), key=lambda pair: -pair[1]["value"])
    out += [f"  {name:<22} {score['value']:6.1f}  n = {score['n']:,}" for name, score in told]
    again = found["repeatedly_failed"]
    out.append(f"failed more than once: {again['customers']:,} customers, {again['accounts']:,} of them accounts")
    indirect = found["indirect"]
    out.append(f"indirect feedback (in no other figure): {indirect['n']:,}" + (f", {indirect['value']:.1f}" if indirect["n"] else ""))
    if found["unmapped_share"] is not None:
        out.append(f"answers without a stage: {100 * found['unmapped_share']:.1f}%")
    blind = found["not_heard"]
    silent = [*blind["touchpoints"], *(f"{d}={v}" for d, v in blind["segments"])]
    out.append("without feedback: " + (", ".join(silent) or "nothing"))
    if people := blind["customers"]:
        out.append(f"heard: {people['heard']:,} of the {people['known']:,} customers that are known")
    for drivers, what in ((found["drivers_by_touchpoint"], "touchpoints"), (found["drivers"], "stages")):
        if drivers:
            sure = "" if drivers["clear"] else ", within what chance does"
            out.append(f"goes with NPS, {what} (association, n = {drivers['n']:,}, {100 * drivers['explained']:.1f}% explained{sure}):")
            out += [f"  {name:<22} {100 * share:5.1f}% {'+' if sign > 0 else '-'}" for name, share, sign in drivers["weights"]]
    return out
