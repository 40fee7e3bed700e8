"""Series that contain each other and fell together tell one story: that of the one that fell most clearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxpulse.core.alerts.finding import Finding
from cxpulse.core.alerts.reasons import also_reason
from cxpulse.core.report_model import Phrase, Term

FALLEN = ("open", "ongoing")
WAITING = "minutes"  # unit of the times that explain a fall of what customers say, rather than being a story beside it
CLOSER = 0.05  # advantage of each dimension that a segment is closer by


def grouped(found: Sequence[Finding]) -> list[Finding]:
    """The findings, where a fallen series that contains, or lies in, a more clearly fallen one of its metric names it.

    A fall in one cell shows weaker in everything around it, a fall of the whole company weaker in every cell: the largest z
    is the story's place, the closer segment where they are about equal. Company 4.1, delivery 5.0, delivery by app 6.3:
    the first two are explained by the third. Waiting times are told by the fall of what customers say in the same place:
    see `_waits`.
    """
    fallen = sorted((f for f in found if f.state in FALLEN), key=_clearest)
    leads: list[Finding] = []
    by: dict[str, str] = {}
    for finding in (f for f in fallen if f.unit != WAITING):
        lead = next((x for x in leads if x.metric == finding.metric and nested(x.segment, finding.segment)), None)
        if lead is None:
            leads.append(finding)
        else:
            by[finding.series] = lead.series
    by |= _waits([f for f in fallen if f.unit == WAITING], leads)
    return [replace(f, explained_by=by.get(f.series, "")) for f in found]


def also(finding: Finding, found: Sequence[Finding]) -> Finding:
    """The finding; when others are explained by it, its reasons say how many."""
    followers: list[Phrase | Term] = [Term("series", f.series) for f in found if f.explained_by == finding.series]
    return replace(finding, why=(*finding.why, also_reason(followers))) if followers else finding


def _waits(waits: Sequence[Finding], leads: Sequence[Finding]) -> dict[str, str]:
    """Series of waiting times -> the series that tells their story. waits, leads: the clearest first.

    A helpdesk that is slower everywhere is slower in every cell, so all of a metric that hang together (each contains the
    next) are one story: of the clearest fall of what customers say in a place that one of them touches, else of their own
    clearest. First reply slower in all, in delivery and in chat, NPS down in delivery by app: all told by that.
    """
    by: dict[str, str] = {}
    rest = list(waits)
    while rest:
        story = [rest.pop(0)]
        for one in story:
            linked = [f for f in rest if f.metric == one.metric and nested(f.segment, one.segment)]
            story += linked
            rest = [f for f in rest if f not in linked]
        teller = next((lead for lead in leads if any(_touches(f, lead) for f in story)), story[0])
        by |= {f.series: teller.series for f in story if f is not teller}
    return by


def _touches(wait: Finding, lead: Finding) -> bool:
    """One lies in the other, and both are places, or both the whole company."""
    return nested(wait.segment, lead.segment) and bool(wait.segment) == bool(lead.segment)


def _clearest(finding: Finding) -> tuple[float, str]:
    return -(finding.z or 0.0) * (1 + CLOSER * len(finding.segment)), finding.series


def nested(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether one segment lies in the other. {} holds everything."""
    a, b = set(one.items()), set(other.items())
    return a <= b or b <= a

