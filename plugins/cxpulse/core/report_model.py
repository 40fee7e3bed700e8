"""The report as data: what a report says, before any language, layout or picture.

Texts are never sentences here but `Phrase`s (a catalogue key and its values), so one model gives the report in every
language. Values inside phrases are plain numbers, dates, `Term`s or other phrases; the language layer writes them with its
own digits, calendar and direction. The model is saved as JSON and hashed; rendering adds nothing to it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cxpulse.core.measurement import Direction, Measurement
from cxpulse.core.phrases import Phrase
from cxpulse.core.phrases import Term as Term
from cxpulse.core.phrases import Value as Value
from cxpulse.core.report_customers import AccountsAtRisk, FollowUpView, InitiativeNote, JourneyLook, Retention


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure: this week beside the last one and its history, newest last (None = no figure that week)."""

    metric: str
    now: Measurement
    previous: Measurement | None
    change: float | None
    change_low: float | None
    change_high: float | None
    changed: str  # 'better', 'worse', 'no_clear_change', 'unknown': better or worse only when the interval excludes zero
    target: float | None
    decimals: int
    history: tuple[float | None, ...]
    title: str  # English msgid; translated
    short: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One week of a trend: value and interval, or None with its state."""

    week: dt.date
    value: float | None
    low: float | None
    high: float | None
    n: int
    state: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric over the weeks of the report, with target and marked events (week, phrase or text)."""

    metric: str
    unit: str
    decimals: int
    direction: Direction
    points: tuple[TrendPoint, ...]
    target: float | None = None
    events: tuple[tuple[dt.date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PromoterWeek:
    """Shares of promoters, passives and detractors of one week (fractions), or None when too few answered."""

    week: dt.date
    promoters: float | None
    passives: float | None
    detractors: float | None
    n: int


@dataclass(frozen=True, slots=True)
class DriverStep:
    """One step of the waterfall: what a segment (or the mix) added to the change, in the metric's unit."""

    term: Term | None  # None: the mix of all segments
    rate: float
    mix: float
    clear: bool  # the segment's own change excludes zero


@dataclass(frozen=True, slots=True)
class Drivers:
    """Exact split of one metric's change by one dimension: start + sum(rate) + sum(mix) = end."""

    metric: str
    dimension: str
    unit: str
    decimals: int
    start_week: dt.date
    start: float
    end: float
    steps: tuple[DriverStep, ...]


@dataclass(frozen=True, slots=True)
class JourneyCell:
    """One stage and channel: the measurement and its change on the week before."""

    stage: str
    channel: str
    measurement: Measurement
    change: float | None
    clear: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """Stages by channels for one metric; `middle` is the whole company's value, the middle of the colour scale."""

    metric: str
    unit: str
    decimals: int
    direction: Direction
    stages: tuple[str, ...]
    channels: tuple[str, ...]
    cells: tuple[JourneyCell, ...]
    middle: float | None
    unmapped_share: float | None = None


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One channel (or the total, channel 'all') of the ticket table; None where there is no figure."""

    channel: str
    solved: int | None
    created: int | None
    first_reply_median: Measurement | None
    resolution_median: Measurement | None
    resolution_p90: Measurement | None
    reopen_rate: Measurement | None
    backlog: int | None


@dataclass(frozen=True, slots=True)
class Churn:
    """Customers: the rate, what it is made of, and its history."""

    rate: Measurement | None
    active_at_start: int | None
    lost: int | None
    won: int | None
    trend: Trend | None
    by_segment: tuple[tuple[str, Measurement], ...] = ()
    segment_dimension: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A customer's own words (masked), hostile until escaped. side: 'praise' or 'complaint'."""

    text: str
    score: float
    scale_max: int
    side: str
    touchpoint: str | None
    channel: str | None
    language: str


@dataclass(frozen=True, slots=True)
class AlertNote:
    """An alert as the report shows it: which series, its state, from what to what, and why."""

    metric: str
    segment: dict[str, str]
    state: str
    usual: float | None
    now: float | None
    n: int
    window: int
    unit: str
    decimals: int
    since: dt.date | None
    why: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure that late answers changed after it was published."""

    metric: str
    week: dt.date
    published: float
    now: float
    late_answers: int
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One source: rows of the week beside the usual (None: not known yet), when it was last seen, and its state.

    first_seen: its oldest row, of a file that no declared source names; dated: False where rows have no time (customers,
    contracts), so that every row counts for the week.
    """

    source: str
    rows: int
    last_seen: dt.date | None
    state: str
    usual: float | None = None
    first_seen: dt.date | None = None
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """What the method page prints for a metric: the contract of sql/metrics/<name>.yaml."""

    metric: str
    version: int
    title: str
    formula: str
    denominator: str
    window: str
    deduplication: str
    interval: str
    minimum_n: int
    direction: Direction
    source: str


@dataclass(frozen=True, slots=True)
class ReportModel:
    """Everything one audience is told about one week."""

    report: str
    week: dt.date
    last_day: dt.date
    published_on: dt.date  # first day after the week: fixed, so the same input gives the same bytes
    company: dict[str, str]
    zone: str
    definitions_version: str
    headline: Phrase
    lead: Phrase
    changed: Phrase
    why: Phrase
    ask: Phrase
    sections: tuple[str, ...]
    tiles: tuple[Tile, ...]
    trends: tuple[Trend, ...]
    promoters: tuple[PromoterWeek, ...]
    drivers: Drivers | None
    journey: Journey | None
    tickets: tuple[TicketRow, ...]
    churn: Churn | None
    comments: tuple[Comment, ...]
    alerts: tuple[AlertNote, ...]
    restatements: tuple[Restatement, ...]
    coverage: tuple[Coverage, ...]
    definitions: tuple[Definition, ...]
    terms: dict[str, str] = field(default_factory=dict)  # "touchpoint:delivery" -> display name from configuration
    segment: dict[str, str] = field(default_factory=dict)
    retention: Retention | None = None
    accounts: AccountsAtRisk | None = None
    look: JourneyLook | None = None
    journey_metric: str = ""  # whose answers the journey table is of, also where it is empty; look_metric: the whole journey's
    look_metric: str = ""
    follow_ups: FollowUpView | None = None
    initiatives: tuple[InitiativeNote, ...] = ()

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, dates as ISO text, floats as Python writes them; equal models, equal text."""
        return json.dumps(to_plain(self), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()


def to_plain(value: Any) -> Any:
    """Records, words, dates and mappings as JSON knows them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(v) for v in value]
    return value
