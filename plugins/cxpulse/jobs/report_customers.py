"""The report's sections about customers: filled only when the report has them, and only for the whole company."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import load_customers
from cxpulse.catalog.journey import load_journey
from cxpulse.catalog.reports import Report
from cxpulse.catalog.settings import Settings
from cxpulse.core.churn.early_warning import FLAGS
from cxpulse.core.churn.retention import Retention as Kept
from cxpulse.core.report_customers import (
    AccountsAtRisk,
    CohortLine,
    QuietCustomers,
    Retained,
    Retention,
    RiskLine,
    SurvivalStep,
)

if TYPE_CHECKING:
    import pandas as pd

SECTIONS = ("retention", "accounts", "gaps", "followups", "initiatives")
CURVE_WEEKS = 104


def sections(report: Report) -> tuple[str, ...]:
    """The report's sections; one about a segment leaves out those that are told of the whole company only."""
    return tuple(s for s in report.sections if not report.segment or s not in SECTIONS)


def parts(settings: Settings, report: Report, week: dt.date) -> dict[str, Any]:
    """The model's fields for the sections that the report has."""
    from cxpulse.jobs import report_acting, report_journey

    wanted = set(sections(report))
    fillers = {
        "retention": ("retention", lambda: retention(settings, week)),
        "accounts": ("accounts", lambda: accounts(settings, week)),
        "gaps": ("look", lambda: report_journey.journey_look(settings, week)),
        "followups": ("follow_ups", lambda: report_acting.follow_ups(settings, week)),
        "initiatives": ("initiatives", lambda: report_acting.initiatives(settings, week)),
    }
    found = {field: fill() for section, (field, fill) in fillers.items() if section in wanted}
    return found | {"look_metric": load_journey().metric} if "gaps" in wanted else found


def retention(settings: Settings, week: dt.date) -> Retention | None:
    """How customers stay; None when neither contracts nor orders have been supplied."""
    from cxpulse.jobs.churn_quiet import quiet
    from cxpulse.jobs.churn_retention import staying

    found, silent = staying(settings, week), quiet(settings, week)
    if found is None and silent is None:
        return None
    without = QuietCustomers(silent.customers, silent.known, silent.quiet, silent.alive, silent.repeat, silent.no_sign) if silent else None
    if found is None:
        return Retention(0, (), (), (), None, None, without)
    last = found.months[-1] if found.months else None
    return Retention(
        customers=found.customers,
        curve=_steps(found.survival.loc[found.survival["time"] <= CURVE_WEEKS]),
        steps=_steps(found.at),
        cohorts=tuple(_cohort(month, row) for month, row in found.cohorts.iterrows()),
        year=_retained(found.year, found.retention_weeks) if found.year else None,
        month=(last[0], _retained(last[1], 4)) if last else None,
        quiet=without,
    )


def _steps(table: pd.DataFrame) -> tuple[SurvivalStep, ...]:
    columns = [table[c].tolist() for c in ("time", "survival", "low", "high", "at_risk")]
    return tuple(
        SurvivalStep(int(t), share, None if low != low else low, None if high != high else high, int(n))
        for t, share, low, high, n in zip(*columns, strict=True)
    )


def _cohort(month: Any, row: pd.Series) -> CohortLine:
    kept = [None if share != share else float(share) for share in row.drop("size").tolist()]
    return CohortLine(month.start_time.date(), int(row["size"]), tuple(kept))


def _retained(kept: Kept, weeks: int) -> Retained:
    return Retained(kept.start, kept.gross or 0.0, kept.net or 0.0, kept.churn or 0.0, weeks)


def accounts(settings: Settings, week: dt.date) -> AccountsAtRisk | None:
    """The accounts at risk; None when no contract has been supplied."""
    from cxpulse.jobs.accounts import book

    found = book(settings, week)
    if found is None or not len(found.table):
        return None
    said, quality = found.to_json(load_customers().listed), found.assessment.quality
    risk = said["revenue_at_risk"] or {"expected": None, "low": None, "high": None}
    counts = {flag: sum(flag in raised for raised in found.table["raised"]) for flag in FLAGS}
    return AccountsAtRisk(
        accounts=said["accounts"],
        at_risk=said["at_risk"],
        model=said["model"],
        events=said["leavers_learned_from"],
        auc=quality.auc if quality else None,
        lift=quality.lift if quality else None,
        calibration_error=quality.calibration_error if quality else None,
        **risk,
        weeks=said["outcome_weeks"],
        currency=said["currency"],
        flags=tuple(counts.items()),
        lines=tuple(
            RiskLine(r["account"], r["plan"], r["region"], r["yearly_value"], r["probability"], tuple(r["flags"])) for r in said["rows"]
        ),
        refused=bool(found.money.refused),
        others=found.money.others,
    )
