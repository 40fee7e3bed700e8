"""Early-warning flags of one customer: what usually comes before leaving, each with a rule that a person can check."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

FLAGS = ("detractor", "silent_after_detractor", "ticket_surge", "ticket_past_target", "reopened", "falling_cadence")
"""In order of how they are listed; each is a word of the catalogues (msgctxt 'flag')."""

SURGE_MINIMUM, SURGE_CHANCE = 3, 0.01
CADENCE_MINIMUM, CADENCE_CHANCE = 6, 0.025


def flags_of(facts: Mapping[str, Any], *, recent_weeks: int, quarter_weeks: int = 13, year_weeks: int = 52) -> tuple[str, ...]:
    """The flags that a customer's facts raise, in the order of FLAGS.

    facts: the columns of sql/customers/facts.sql. detractor: the newest NPS answer is 6 or less; silent_after_detractor:
    it is older than `recent_weeks`, and nothing was heard since; ticket_surge: at least 3 tickets in the recent weeks,
    so many that its own usual rate gives as many in under 1% of such periods; ticket_past_target: one is open for too
    long; reopened: one was opened again; falling_cadence: so few orders in a quarter that the rate of the 39 weeks before
    (6 orders at least) gives as few in under 2.5%. With n usual events in 44 weeks the usual rate is taken as
    (n + 1) / 44 a week, so that one ticket after none is no surge. 5 tickets in 8 weeks after 4 in 44: surge.
    """
    raised = []
    if facts.get("detractor_at") is not None:
        raised.append("detractor")
        if facts.get("detractor_old") and facts.get("seen_at") is not None and facts["seen_at"] <= facts["detractor_at"]:
            raised.append("silent_after_detractor")
    if _surge(int(facts["tickets_recent"]), int(facts["tickets_before"]), recent_weeks / (year_weeks - recent_weeks)):
        raised.append("ticket_surge")
    if facts["open_late"]:
        raised.append("ticket_past_target")
    if facts["reopened"]:
        raised.append("reopened")
    if _fallen(int(facts["orders_recent"]), int(facts["orders_before"]), quarter_weeks / (year_weeks - quarter_weeks)):
        raised.append("falling_cadence")
    return tuple(raised)


@lru_cache(maxsize=4096)
def _surge(recent: int, before: int, ratio: float) -> bool:
    from scipy.special import (
        pdtrc,  # the Poisson distribution without the half second that importing scipy.stats costs
    )

    return recent >= SURGE_MINIMUM and float(pdtrc(recent - 1, (before + 1) * ratio)) < SURGE_CHANCE


@lru_cache(maxsize=4096)
def _fallen(recent: int, before: int, ratio: float) -> bool:
    from scipy.special import pdtr

    return before >= CADENCE_MINIMUM and float(pdtr(recent, before * ratio)) < CADENCE_CHANCE
