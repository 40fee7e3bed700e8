"""The parts of a report that are about customers: how they stay, who is at risk, the whole journey, and what was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cxpulse.core.phrases import Named, Term


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """Share of customers still here so many weeks after they came, with its interval; watched: how many are known so long."""

    weeks: int
    share: float
    low: float | None
    high: float | None
    watched: int


@dataclass(frozen=True, slots=True)
class CohortLine:
    """Customers whose first contract began in a month (its first day), and the share still here after 0, 1, 2, ... months."""

    month: dt.date
    size: int
    kept: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Retained:
    """What became of yearly value: shares of the start. weeks: of the period; start: the value in `currency`."""

    start: float
    gross: float
    net: float
    churned: float
    weeks: int


@dataclass(frozen=True, slots=True)
class QuietCustomers:
    """Customers without contract: all, those whose cadence is known, of them the quiet ones; alive: expected number, of the
    `repeat` who ordered again, who are still customers (BG/NBD), None when it cannot be told; no_sign: because the orders show
    no sign that customers leave. repeat 0: a report from before, where `alive` was of all."""

    customers: int
    known: int
    quiet: int
    alive: float | None
    repeat: int = 0
    no_sign: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """The retention section. curve: every step; steps: the ticks; month: what became of value in the last complete month."""

    customers: int
    curve: tuple[SurvivalStep, ...]
    steps: tuple[SurvivalStep, ...]
    cohorts: tuple[CohortLine, ...]
    year: Retained | None
    month: tuple[dt.date, Retained] | None
    quiet: QuietCustomers | None


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One account at risk, named by the setting; value None: in another currency than the report's; probability None: its
    flags alone speak."""

    name: str
    plan: str | None
    region: str | None
    value: float | None
    probability: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountsAtRisk:
    """The accounts section. model: 'flags', 'ridge_logistic' or 'gradient_boosting', learned from `events` leavers; auc, lift,
    calibration_error: on a later period; expected, low, high: revenue at risk within `weeks`; flags: how many accounts each
    flag is on, in order; refused: contracts are in several currencies and none is declared, so no value is given; others: the
    currencies that are left out of the values."""

    accounts: int
    at_risk: int
    model: str
    events: int
    auc: float | None
    lift: float | None
    calibration_error: float | None
    expected: float | None
    low: float | None
    high: float | None
    weeks: int
    currency: str
    flags: tuple[tuple[str, int], ...]
    lines: tuple[RiskLine, ...]
    refused: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One touchpoint or channel over the weeks of the comparison, in the metric's unit."""

    term: Term
    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class GapNote:
    """The biggest gap of a dimension, in points of a hundred for a share; clear: more than chance, all pairs considered."""

    dimension: str
    high: Term
    low: Term
    difference: float
    half_width: float
    clear: bool


@dataclass(frozen=True, slots=True)
class DriverLine:
    """What goes with NPS: a stage or a ticket measure, its share of what is explained, and whether more of it goes with more."""

    term: Term
    share: float
    positive: bool


@dataclass(frozen=True, slots=True)
class JourneyLook:
    """The gaps section. scores: touchpoints, the best first; all_good: share of `heard` customers satisfied at every stage;
    stages_good: the same of single stages; repeat: customers with several bad answers; blind: touchpoints, stages and
    segments without feedback; drivers: empty when under 400 customers, or (drivers_n > 0) within what chance does."""

    metric: str
    unit: str
    decimals: int
    weeks: int
    customer_weeks: int
    scores: tuple[ScoreLine, ...]
    gaps: tuple[GapNote, ...]
    heard: int
    all_good: float | None
    all_good_low: float | None
    all_good_high: float | None
    stages_good: float | None
    repeat: int
    repeat_accounts: int
    indirect_n: int
    indirect: float | None
    unmapped_share: float | None
    blind: tuple[Term, ...]
    drivers: tuple[DriverLine, ...]
    drivers_n: int
    explained: float | None


@dataclass(frozen=True, slots=True)
class StepTime:
    """Median hours that a step took, and of how many follow-ups; None: nobody has taken it yet."""

    step: str
    n: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """The follow-ups section: opened this week by rule, and how those of earlier weeks stood at the week's end."""

    new: tuple[tuple[str, int], ...]
    owners: tuple[tuple[str | Named, int], ...]
    earlier: int
    states: tuple[tuple[str, int], ...]
    overdue: int
    times: tuple[StepTime, ...]


@dataclass(frozen=True, slots=True)
class InitiativeNote:
    """A registered fix with its verdict; effect in the metric's unit (points of a hundred for a share), positive = better."""

    title: dict[str, str]
    started: dt.date
    metric: str
    unit: str
    decimals: int
    segment: dict[str, str]
    owner: str | Named
    verdict: str
    effect: float | None
    low: float | None
    high: float | None
    weeks_after: int
    answers: int
