"""cxpulse retention: how customers stay, what their contracts are worth, and who went quiet."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated, Any

import typer


def run(
    week: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As of the end of this week (its first day). Default: the last complete week.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell how customers stay: survival, monthly cohorts, revenue kept by month and year, customers without contract who went quiet.

    Only complete months are counted. What is not supplied is told as not supplied.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.core.report_model import to_plain
    from cxpulse.jobs.churn_retention import staying
    from cxpulse.jobs.money import money
    from cxpulse.jobs.report_customers import retention
    from cxpulse.jobs.week import which_week

    settings = load_settings()
    day = which_week(settings, week.date() if week else None, dt.datetime.now(dt.UTC))
    found = retention(settings, day)
    if as_json:
        kept = staying(settings, day)
        months = [{"month": m.isoformat(), "gross": r.gross, "net": r.net, "churn": r.churn} for m, r in kept.months] if kept else []
        told = {**to_plain(found), "months": months, "values_refused": money(settings).refused, "left_out_of_values": list(money(settings).others)} if found else {"state": "not_supplied"}
        json.dump({"week": day.isoformat(), **told}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    print("\n".join(_lines(found, money(settings))) if found else "Not supplied: neither contracts nor orders have come in.")


def _lines(found: Any, coin: Any) -> list[str]:
    out = [f"{found.customers:,} customers under contract"]
    out += [f"  still here after {s.weeks:>3} weeks: {100 * s.share:.1f}% ({s.watched:,} known for so long)" for s in found.steps]
    if found.year:
        year = found.year
        out.append(f"of the value {year.weeks} weeks ago: gross {100 * year.gross:.1f}%, net {100 * year.net:.1f}%, lost with customers {100 * year.churned:.1f}%")
    if found.month:
        month, kept = found.month
        out.append(f"month from {month}: gross {100 * kept.gross:.1f}%, net {100 * kept.net:.1f}%, lost with customers {100 * kept.churned:.1f}%")
    if coin.refused:
        out.append(f"of the value: not supplied; {coin.refused}")
    elif coin.others:
        out.append(f"left out of the value: customers with contracts in {', '.join(coin.others)}")
    if found.quiet:
        told = found.quiet
        alive = "" if told.alive is None else f"; of the {told.repeat:,} who ordered again, about {told.alive:,.0f} are still customers (BG/NBD)"
        alive = "; the orders show no sign that customers leave for good (BG/NBD), so no number of those who stay is given" if told.no_sign else alive
        out.append(f"without contract: {found.quiet.customers:,}; quiet by their own rhythm: {found.quiet.quiet:,} of {found.quiet.known:,}{alive}")
    return [*out, "lifetime value, return on investment: not supplied (no margins, no costs)"]
