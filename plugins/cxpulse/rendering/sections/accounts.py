"""Accounts at risk: revenue at risk, how well leaving can be foretold, the early-warning flags, and the accounts themselves."""

from __future__ import annotations

from typing import Any

from cxpulse.core.report_customers import AccountsAtRisk, RiskLine
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.pareto import Cause, pareto
from cxpulse.rendering.fonts import line_count
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("Accounts at risk")
EMPTY = msg("No contract has been supplied, so no account can be at risk.")


def view(paper: Paper) -> dict[str, Any] | None:
    """Sentences, flags by their number, and the most urgent accounts."""
    found = paper.model.accounts
    if found is None:
        return None
    language = paper.language
    causes = [Cause(language.label("flag", flag), n) for flag, n in found.flags if n]
    title = language.gettext("Early-warning flags, by the number of accounts")
    facts, rows = _facts(paper, found), [_row(paper, line) for line in found.lines]
    heights = [28.0 + 17.0 * (max(1, line_count(row["flags"], 190, 12.5)) - 1) for row in rows]
    return {
        "facts": facts,
        "title": title,
        "chart": pareto(language, causes, language.gettext("Chart: %(title)s.", title=title), share=language.gettext("running share of all flags")) if causes else None,
        "currency": paper.language.foreign(found.currency) if found.currency else "",
        "rows": rows,
        "listed": _listed(paper, found),
        "any_probability": any(line.probability is not None for line in found.lines),
        "tall": [24.0 * (len(facts) + 1), 61.0 + 25.0 * len(causes), 34.0, *heights],
    }


def money(paper: Paper, amount: float, currency: str) -> str:
    """A whole amount with its currency, if it has one."""
    written = paper.language.locale.number(round(amount))
    return f"{written} {paper.language.foreign(currency)}" if currency else written


def _listed(paper: Paper, found: AccountsAtRisk) -> str:
    """How many of them the table has, and where the others are; '' when it has all."""
    language = paper.language
    if not 0 < len(found.lines) < found.at_risk:
        return ""
    return language.gettext(
        "%(n)s of %(all)s are listed, the most value at risk first; all of them: %(command)s",
        n=language.locale.number(len(found.lines)),
        all=language.locale.number(found.at_risk),
        command=language.locale.isolate(f"cxpulse accounts --most {found.at_risk}"),
    )


def _facts(paper: Paper, found: AccountsAtRisk) -> list[str]:
    language = paper.language
    number = language.locale.number
    out = [language.gettext("%(n)s of %(all)s accounts are at risk.", n=number(found.at_risk), all=number(found.accounts))]
    if found.expected is not None and found.low is not None and found.high is not None:
        out.append(
            language.gettext(
                "Expected loss of yearly value within %(weeks)s weeks: %(value)s (95%% interval %(ci)s).",
                weeks=number(found.weeks),
                value=money(paper, found.expected, found.currency),
                ci=language.interval(round(found.low), round(found.high), "count"),
            )
        )
    if found.refused:
        out.append(
            language.gettext("The contracts are in more than one currency, and that of the reports is not declared: no value is given.")
        )
    if found.others:
        out.append(
            language.gettext(
                "Customers with contracts in %(currencies)s are left out of the values.",
                currencies=language.foreign(", ".join(found.others)),
            )
        )
    if found.auc is None:
        out.append(
            language.gettext(
                "Only %(n)s customers left in the time that can be learned from: the flags speak alone, without a probability.",
                n=number(found.events),
            )
        )
    else:
        out.append(
            language.gettext(
                "Learned from %(n)s customers who left and judged on a later period: AUC %(auc)s (0.5 is chance), the tenth with the highest probability left %(lift)s times as often as all, calibration error %(error)s.",
                n=number(found.events),
                auc=number(found.auc, 2),
                lift=number(found.lift or 0.0, 1),
                error=language.number(Value(found.calibration_error, "share", 1, delta=True)),
            )
        )
    return out


def _row(paper: Paper, line: RiskLine) -> dict[str, Any]:
    language = paper.language
    chance = "" if line.probability is None else language.number(Value(line.probability, "share", 0))
    return {
        "name": paper.words(line.name),
        "plan": paper.label("plan", line.plan) if line.plan else "",
        "region": paper.label("region", line.region) if line.region else "",
        "value": "–" if line.value is None else language.locale.number(round(line.value)),
        "probability": chance,
        "flags": language.text("; ").join(language.label("flag", flag) for flag in line.flags),
    }
