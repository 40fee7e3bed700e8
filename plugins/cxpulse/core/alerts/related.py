"""Series that contain each other and fell together tell one story: that of the one that fell most clearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.reasons import also_reason
from cxpulse.core.report_model import Phrase, Term

FALLEN = ("open", "ongoing")
CLOSER = 0.05  # advantage of each dimension that a segment is closer by


def grouped(found: Sequence[Finding]) -> list[Finding]:
    """The findings, where a fallen series that contains, or lies in, a more clearly fallen one of its metric names it.

    A fall in one cell shows weaker in everything around it, a fall of the whole company weaker in every cell: the largest z
    is the story's place, the closer segment where they are about equal. Company 4.1, delivery 5.0, delivery by app 6.3:
    the first two are explained by the third.
    """
    fallen = sorted((f for f in found if f.state in FALLEN), key=_clearest)
    leads: list[Finding] = []
    by: dict[str, str] = {}
    for finding in fallen:
        lead = next((x for x in leads if x.metric == finding.metric and nested(x.segment, finding.segment)), None)
        if lead is None:
            leads.append(finding)
        else:
            by[finding.series] = lead.series
    return [replace(f, explained_by=by.get(f.series, "")) for f in found]


def also(finding: Finding, found: Sequence[Finding]) -> Finding:
    """The finding; when others are explained by it, its reasons say how many."""
    followers: list[Phrase | Term] = [Term("series", f.series) for f in found if f.explained_by == finding.series]
    return replace(finding, why=(*finding.why, also_reason(followers))) if followers else finding


def _clearest(finding: Finding) -> tuple[float, str]:
    return -(finding.z or 0.0) * (1 + CLOSER * len(finding.segment)), finding.series


def nested(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether one segment lies in the other. {} holds everything."""
    a, b = set(one.items()), set(other.items())
    return a <= b or b <= a

