"""What goes with NPS, customer by customer: Johnson's relative weights of touchpoints, or stages, and ticket measures.

Stages and touchpoints are looked at apart, each beside the ticket measures: an answer at a touchpoint is one at its stage too, and
weights of two drivers that say the same would halve each other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.journey import JourneyLook
from cxpulse.catalog.settings import Settings
from cxpulse.core.journey.drivers import answerable, chance_of, relative_weights
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.journey_customers import bounds, linked

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True, slots=True)
class Drivers:
    """What goes with NPS by stage and by touchpoint; None under 400 customers with an NPS answer and any driver."""

    stages: Associations | None = None
    touchpoints: Associations | None = None

    @property
    def told(self) -> Associations | None:
        """The finer one that says more than chance does; else the one there is."""
        found = [a for a in (self.touchpoints, self.stages) if a is not None]
        return next((a for a in found if a.clear), found[0] if found else None)


def associations(settings: Settings, config: JourneyLook, week: dt.date) -> Drivers:
    """Looks at the `customer_weeks` weeks up to `week`. Where low is good on the scale, satisfied is at most what is declared."""
    first = week - dt.timedelta(weeks=config.customer_weeks - 1)
    relations = {e + "s": lake.files(settings, e, first, week) for e in ("response", "ticket")} | {"customers": linked(settings)}
    bound = {**bounds(settings, first, week), "scale": config.scale, "most": MOST_CUSTOMERS}
    long = lake.ask(settings, "journey", "drivers", relations, bound).to_pandas()
    if not len(long):
        return Drivers()
    table = long.pivot_table(index="customer", columns="driver", values="value")
    return Drivers(_associated(table, "touchpoint:"), _associated(table, "stage:"))


def _associated(table: pd.DataFrame, without: str) -> Associations | None:
    table = table[[c for c in table.columns if not str(c).startswith(without)]]
    chosen = answerable(table, SCORE)
    if not chosen:
        return None
    found = relative_weights(table[chosen], table[SCORE])
    n = len(table[[SCORE, *chosen]].dropna())
    left_out = tuple(str(c) for c in table.columns if c not in (SCORE, *chosen))
    weights = tuple((str(k), round(float(r["share"]), 9), int(r["sign"])) for k, r in found.iterrows())
    explained = round(float(found["weight"].sum()), 9)  # the order of rows moves the last bits, and a report must not change by them
    return Associations(n, explained, chance_of(explained, n, len(chosen)), weights, left_out)
