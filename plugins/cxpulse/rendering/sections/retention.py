"""How customers stay: the survival curve, monthly cohorts, revenue kept, and customers without contract who went quiet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cxpulse.core.report_customers import QuietCustomers, Retained, Retention
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.cohorts import Cohort, cohort_table
from cxpulse.rendering.charts.survival import Curve, survival_curve
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("How customers stay")
EMPTY = msg("No contract and no order has been supplied, so retention cannot be told.")
H = 200


def view(paper: Paper) -> dict[str, Any] | None:
    """Curve, figures and cohorts; `tall` are the heights of what stays together."""
    found = paper.model.retention
    if found is None:
        return None
    curve, cohorts = _curve(paper, found), _cohorts(paper, found)
    facts = _facts(paper, found)
    tall = [(H + 60.0 if curve else 0.0) + 22.0 * len(facts) + 10.0]
    return {
        "curve": curve,
        "facts": facts,
        "cohorts": cohorts,
        "tall": [*tall, *([70.0 + 24.0 * (len(found.cohorts) + 1)] if cohorts else [])],
    }


def _share(paper: Paper, share: float, decimals: int = 1) -> str:
    return paper.language.number(Value(share, "share", decimals))


def _curve(paper: Paper, found: Retention) -> Any:
    if len(found.curve) < 3 or len(found.steps) < 2:
        return None
    language = paper.language
    last = found.steps[-1].weeks
    steps = [s for s in found.curve if s.weeks <= last]
    band = all(s.low is not None for s in steps)
    line = Curve(
        language.gettext("Customers"),
        [0.0, *(float(s.weeks) for s in steps)],
        [1.0, *(s.share for s in steps)],
        [1.0, *(s.low or 0.0 for s in steps)] if band else (),
        [1.0, *(s.high or 1.0 for s in steps)] if band else (),
        [found.steps[0].watched, *(s.watched for s in found.steps)],
    )
    ticks = [(0.0, language.locale.number(0)), *((float(s.weeks), language.locale.number(s.weeks)) for s in found.steps)]
    listed = language.text("; ").join(f"{language.locale.number(s.weeks)}: {_share(paper, s.share)}" for s in found.steps)
    alt = language.gettext("Chart: %(title)s.", title=language.gettext("Share of customers still here, by weeks since the first contract"))
    return survival_curve(language, [line], ticks, f"{alt} {listed}", axis_label=language.gettext("weeks since the first contract"), h=H)


def _cohorts(paper: Paper, found: Retention) -> Any:
    if not found.cohorts:
        return None
    language = paper.language
    rows = [Cohort(_month(paper, c.month, short=True), c.size, c.kept) for c in found.cohorts]
    ages = [language.locale.number(age) for age in range(max(len(c.kept) for c in found.cohorts))]
    return cohort_table(language, rows, ages, first=language.gettext("First contract"), size=language.gettext("Customers"))


def _month(paper: Paper, first: dt.date, *, short: bool = False) -> str:
    """A Gregorian month in the reader's calendar: by its name where it is a month there, else by its days.

    Cohorts are Gregorian months in every language: contracts and money are booked by them, and one report must not hold other
    figures for another reader. So a Persian reader sees from which day to which day a cohort runs, never a month's name that
    would promise other days.
    """
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return paper.language.locale.period(first, after - dt.timedelta(days=1), short=short)


def _facts(paper: Paper, found: Retention) -> list[str]:
    language = paper.language
    out = []
    if found.year:
        out.append(_kept(paper, found.year))
    if found.month:
        month, kept = found.month
        out.append(
            language.gettext(
                "In the last complete month (%(month)s): gross %(gross)s, net %(net)s, lost with customers %(churn)s.",
                month=_month(paper, month),
                gross=_share(paper, kept.gross),
                net=_share(paper, kept.net),
                churn=_share(paper, kept.churned),
            )
        )
    if found.quiet:
        out += _quiet(paper, found.quiet)
    out.append(language.gettext("Lifetime value and return on investment: not supplied, because no source has margins or costs."))
    return out


def _kept(paper: Paper, year: Retained) -> str:
    return paper.language.gettext(
        "Of the yearly value under contract %(weeks)s weeks ago, %(gross)s is kept without growth (gross retention) and %(net)s with it (net retention); %(churn)s left with lost customers.",
        weeks=paper.language.locale.number(year.weeks),
        gross=_share(paper, year.gross),
        net=_share(paper, year.net),
        churn=_share(paper, year.churned),
    )


def _quiet(paper: Paper, quiet: QuietCustomers) -> list[str]:
    language = paper.language
    said = [
        language.gettext(
            "Customers without contract: %(n)s. Of the %(known)s whose rhythm of ordering is known, %(quiet)s are silent for more than three times as long as usual.",
            n=language.locale.number(quiet.customers),
            known=language.locale.number(quiet.known),
            quiet=language.locale.number(quiet.quiet),
        )
    ]
    if quiet.no_sign:
        said.append(
            language.gettext("Their orders show no sign that customers leave for good (BG/NBD model), so no number of those who stay is given.")
        )
    elif quiet.alive is not None and quiet.repeat:
        said.append(
            language.gettext(
                "Of the %(n)s who ordered again, about %(alive)s are still customers by the rhythm of their orders (BG/NBD model).",
                n=language.locale.number(quiet.repeat),
                alive=language.locale.number(round(quiet.alive)),
            )
        )
    return said
