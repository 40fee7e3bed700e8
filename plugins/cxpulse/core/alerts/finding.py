"""A finding: one watched series in one week, with everything that a report or a message says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cxpulse.core.report_model import Comment, Phrase, to_plain
from cxpulse.core.report_reading import read_phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """Figures in the metric's unit (a share is a fraction); drop positive when worse. None where there is no figure.

    series: 'nps|channel=app,touchpoint=delivery' ('nps|all'); since: first day of the week in which the alert opened;
    window: weeks that `now` is the mean of; n: answers in them; low, high: 95% interval of `now`; smallest: weeks -> the drop that
    would be found within them four times in five; silent_weeks: weeks in a row without an answer; stopped: the series
    had answers every week before; mix_shift: only who answers has changed, which is no alert; explained_by: the series
    of the same week that tells this one's story; why: reasons, the clearest first; watch: worse than usual, but not by
    enough for an alert.
    """

    series: str
    metric: str
    segment: Mapping[str, str]
    week: str
    state: str
    since: str | None
    z: float | None
    threshold: float | None
    drop: float | None
    usual: float | None
    now: float | None
    n: int
    window: int | None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    decimals: int = 1
    direction: str = "higher_is_better"
    smallest: Mapping[str, float | None] = field(default_factory=dict)
    silent_weeks: int = 0
    stopped: bool = False
    watch: bool = False
    mix_shift: bool = False
    explained_by: str = ""
    why: tuple[Phrase, ...] = ()
    comments: tuple[Comment, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """JSON-able; phrases as the report model saves them."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Finding:
        """The inverse of `to_json`."""
        why = tuple(read_phrase(p) for p in data["why"])
        return Finding(**{**data, "why": why, "comments": tuple(Comment(**c) for c in data["comments"])})
