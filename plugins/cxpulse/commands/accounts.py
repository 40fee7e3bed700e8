"""cxpulse accounts: the accounts at risk with their flags, their probability of leaving, and the revenue at risk."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated

import typer


def run(
    week: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of the week. Default: the last complete week.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="How many accounts are listed.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the accounts at risk: early-warning flags, probability of leaving where enough left before, revenue at risk.

    How accounts are named, and what counts as at risk, is in dags/config/customers.yaml.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.accounts import book
    from cxpulse.jobs.week import which_week

    settings = load_settings()
    day = which_week(settings, week.date() if week else None, dt.datetime.now(dt.UTC))
    found = book(settings, day)
    if as_json:
        json.dump(found.to_json(most) if found else {"week": day.isoformat(), "state": "not_supplied"}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    if found is None:
        print("Not supplied: no contract has come in.")
        return
    said = found.to_json(most)
    print(f"Week {said['week']}: {said['at_risk']:,} of {said['accounts']:,} accounts at risk; yearly value {_money(said['yearly_value'])} {said['currency']}")
    if found.money.refused:
        print(f"No figure of value is given: {found.money.refused}.")
    elif found.money.others:
        print(f"Left out of the values: customers with contracts in {', '.join(found.money.others)}.")
    quality = said["quality_on_a_later_period"]
    if quality:
        print(
            f"Model: {said['model']}, learned from {said['leavers_learned_from']} leavers; on a later period AUC {quality['auc']:.2f}, "
            f"lift {quality['lift']:.1f}, calibration error {quality['calibration_error']:.3f}"
        )
    else:
        print(f"Flags only: {said['leavers_learned_from']} leavers are too few for a model.")
    if risk := said["revenue_at_risk"]:
        print(f"Revenue at risk within {said['outcome_weeks']} weeks: {risk['expected']:,.0f} ({risk['low']:,.0f} to {risk['high']:,.0f}) {said['currency']}")
    if said["rows"]:
        print(f"  {'account':<20} {'yearly value':>12} {'leaves':>7}  flags")
    for row in said["rows"]:
        chance = "" if row["probability"] is None else f"{100 * row['probability']:5.1f}%"
        print(f"  {row['account']:<20} {_money(row['yearly_value']):>12} {chance:>7}  {', '.join(row['flags'])}")
    if rest := listed(len(said["rows"]), said["at_risk"]):
        print(rest)


def listed(shown: int, at_risk: int) -> str:
    """How many of the accounts at risk are listed, in which order, and how to have all; '' when all are."""
    if shown >= at_risk:
        return ""
    return f"{shown:,} of {at_risk:,} are listed, the most value at risk first; all of them: --most {at_risk}"


def _money(value: float | None) -> str:
    return "not supplied" if value is None else f"{value:,.0f}"
