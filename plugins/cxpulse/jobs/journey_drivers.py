"""What goes with NPS, customer by customer: Johnson's relative weights of stages and ticket measures."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from cxpulse.catalog.journey import JourneyLook
from cxpulse.catalog.settings import Settings
from cxpulse.core.journey.drivers import answerable, chance_of, relative_weights
from cxpulse.jobs import customer_lake as lake

SCORE = "nps"
MOST_CUSTOMERS = 50_000


@dataclass(frozen=True, slots=True)
class Associations:
    """n customers; explained: share of the score's variance that goes with all drivers; chance: how often unrelated drivers
    explain as much; weights: driver, its share of what is explained, and the sign; left_out: drivers for which too few
    customers have a value."""

    n: int
    explained: float
    chance: float
    weights: tuple[tuple[str, float, int], ...]
    left_out: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Whether the drivers together explain more than chance does."""
        return self.chance < 0.05

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        return {**asdict(self), "clear": self.clear, "meaning": "association, not cause"}


def associations(settings: Settings, config: JourneyLook, week: dt.date) -> Associations | None:
    """None under 400 customers with an NPS answer and any driver."""
    from cxpulse.jobs.journey import window

    first = week - dt.timedelta(weeks=config.customer_weeks - 1)
    relations = {"responses": lake.files(settings, "response", first, week), "tickets": lake.files(settings, "ticket", first, week)}
    bound = {**window(settings, week, config.customer_weeks), "scale": config.scale, "most": MOST_CUSTOMERS}
    long = lake.ask(settings, "journey", "drivers", relations, bound).to_pandas()
    if not len(long):
        return None
    table = long.pivot_table(index="customer", columns="driver", values="value")
    chosen = answerable(table, SCORE)
    if not chosen:
        return None
    found = relative_weights(table[chosen], table[SCORE])
    n = len(table[[SCORE, *chosen]].dropna())
    left_out = tuple(str(c) for c in table.columns if c not in (SCORE, *chosen))
    weights = tuple((str(k), round(float(r["share"]), 9), int(r["sign"])) for k, r in found.iterrows())
    explained = round(float(found["weight"].sum()), 9)  # the order of rows moves the last bits, and a report must not change by them
    return Associations(n, explained, chance_of(explained, n, len(chosen)), weights, left_out)
