"""The YAML files: each one by itself, and the names by which they refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from cxpulse.catalog import alerts as alert_files
from cxpulse.catalog import metrics as metric_files
from cxpulse.catalog import reports as report_files
from cxpulse.catalog import sources as source_files
from cxpulse.catalog.language import language_codes
from cxpulse.catalog.project import config_dir, sql_dir
from cxpulse.catalog.settings import load_settings
from cxpulse.catalog.vendors import vendor_names
from cxpulse.core.errors import CXPulseError
from cxpulse.jobs.doctor_line import FAIL, OK, WARN, Line

SEGMENTS = ("touchpoint", "stage", "channel", "region", "plan", "language", "team", "priority", "survey_id", "survey_kind", "direct")
T = TypeVar("T")


def settings() -> Iterator[Line]:
    """settings.yaml, and that each touchpoint belongs to a stage of the journey."""
    found = load_settings()
    wrong = [f"{t} -> {s}" for t, s in found.touchpoints.items() if s not in found.stages]
    if wrong:
        yield Line("settings", FAIL, f"touchpoints of unknown stages: {', '.join(wrong)}", f"use one of: {', '.join(found.stages)}")
        return
    yield Line("settings", OK, f"weeks from {found.week.first_day} in {found.week.zone}; {len(found.touchpoints)} touchpoints")


def metrics() -> Iterator[Line]:
    """sql/metrics: formula and counts exist, and no two say the same name for different things."""
    from cxpulse.core.formulas import formula_names

    formulas, families = formula_names(), _stems("counts", ".sql")
    loaded, lines = _load("metrics", metric_files.metric_names(), metric_files.load_metric)
    yield from lines
    for metric in loaded:
        where = f"sql/metrics/{metric.name}.yaml"
        yield from _known("metrics", where, "formula", [metric.formula], formulas)
        yield from _known("metrics", where, "counts", [metric.counts], families)
    if not loaded:
        yield Line("metrics", FAIL, "there is no metric", "add a file to sql/metrics")
    yield Line("metrics", OK, f"{len(loaded)} metrics")


def sources() -> Iterator[Line]:
    """Sources: vendor, transport, entities, the survey's touchpoint, and whether there are files."""
    import pkgutil

    import cxpulse.sources.transports

    given = load_settings()
    transports = [m.name for m in pkgutil.iter_modules(cxpulse.sources.transports.__path__)]
    vendors = vendor_names()
    entities = _stems("canonical", ".yaml")
    loaded, lines = _load("sources", source_files.source_names(), source_files.load_source)
    yield from lines
    for source in loaded:
        where = f"sources/{source.name}.yaml"
        yield from _known("sources", where, "vendor", [source.vendor], vendors)
        yield from _known("sources", where, "transport", [source.transport], transports)
        yield from _known("sources", where, "entities", source.entities, entities)
        if source.survey and source.survey.touchpoint:
            yield from _known("sources", where, "survey.touchpoint", [source.survey.touchpoint], given.touchpoints, WARN)
        if source.transport == "folder" and not any(given.exports_root.glob(source.path)):
            yield Line("sources", WARN, f"{where}: no file matches {given.exports_root / source.path}", "put an export there, or correct `path`")
    if not source_files.source_names():
        yield Line("sources", WARN, "no source is configured", f"add a file to {config_dir() / 'sources'}")
    yield Line("sources", OK, f"{len(loaded)} sources")


def reports() -> Iterator[Line]:
    """Reports: metrics, languages, dimensions and recipients that exist."""
    names, languages = metric_files.metric_names(), language_codes()
    loaded, lines = _load("reports", report_files.report_names(), report_files.load_report)
    yield from lines
    for report in loaded:
        where = f"reports/{report.name}.yaml"
        single = (report.headline_metric, report.journey_metric)
        yield from _known("reports", where, "metrics", {*report.metrics, *report.tiles, *report.trends, *report.targets, *single}, names)
        yield from _known("reports", where, "languages", report.languages, languages)
        yield from _known("reports", where, "recipients", report.recipients, report.languages)
        yield from _known("reports", where, "segment", report.segment, SEGMENTS)
        if not any(report.recipients.values()):
            yield Line("reports", WARN, f"{where}: nobody receives it", "add `recipients`")
    if not loaded:
        yield Line("reports", FAIL, "no report is configured", f"add a file to {config_dir() / 'reports'}")
    yield Line("reports", OK, f"{len(loaded)} reports")


def alerts() -> Iterator[Line]:
    """Alerts: rule, metrics, dimensions and languages that exist; mutes that have run out."""
    import pkgutil

    import cxpulse.core.alerts.rules as rules

    names, languages = metric_files.metric_names(), language_codes()
    rule_names = [m.name for m in pkgutil.iter_modules(rules.__path__)]
    loaded, lines = _load("alerts", alert_files.alert_names(), alert_files.load_alert)
    yield from lines
    for alert in loaded:
        where = f"alerts/{alert.name}.yaml"
        yield from _known("alerts", where, "rule", [alert.rule], rule_names)
        yield from _known("alerts", where, "metrics", {*alert.metrics, *(m.metric for m in alert.mutes)}, names)
        yield from _known("alerts", where, "by", {d for dims in alert.by for d in dims}, SEGMENTS)
        yield from _known("alerts", where, "languages", alert.languages, languages)
        if not alert.owners:
            yield Line("alerts", WARN, f"{where}: no owner is named, so a message cannot say who acts", "add `owners`")
    yield Line("alerts", OK, f"{len(loaded)} portfolios")


def _load(check: str, names: Sequence[str], load: Callable[[str], T]) -> tuple[list[T], list[Line]]:
    loaded: list[T] = []
    lines: list[Line] = []
    for name in names:
        try:
            loaded.append(load(name))
        except CXPulseError as problem:
            lines.append(Line(check, FAIL, str(problem), "correct the file and field that the message names"))
    return loaded, lines


def _known(check: str, where: str, field: str, used: Iterable[str], known: Iterable[str], level: str = FAIL) -> Iterator[Line]:
    there = sorted(known)
    for name in sorted(set(used) - set(there)):
        yield Line(check, level, f"{where}: {field}: there is no '{name}'", f"use one of: {', '.join(there) or 'none'}")


def _stems(folder: str, suffix: str) -> list[str]:
    return sorted(p.stem for p in (sql_dir() / folder).glob(f"*{suffix}"))
