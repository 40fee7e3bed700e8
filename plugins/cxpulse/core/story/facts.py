"""What the story is made from, and what it is made into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxpulse.core.compare import BETTER, WORSE, clear_at, compare
from cxpulse.core.measurement import State
from cxpulse.core.phrases import Named
from cxpulse.core.report_model import AlertNote, Drivers, Phrase, Tile

FALLEN = ("open", "ongoing")
STOPPED = ("no_data",)
BACK = ("recovered",)


@dataclass(frozen=True, slots=True)
class Story:
    """The five texts at the top of a report."""

    headline: Phrase
    lead: Phrase
    changed: Phrase
    why: Phrase
    ask: Phrase


@dataclass(frozen=True, slots=True)
class Facts:
    """Findings of one week.

    headline_metric: the metric that the report is about; its tile need not exist.
    tiles: the key figures. alerts: worst first. drivers: the split of the change of the `subject`.
    minimum_n: metric -> answers needed. owners: "touchpoint=delivery", "delivery" or a metric name -> person or team.
    late_sources: sources that are late or silent. wanting_sources: those for which the report is to be marked preliminary.
    tickets: tickets that came in or were solved this week, whether or not a key figure is about them.
    """

    headline_metric: str
    tiles: tuple[Tile, ...] = ()
    alerts: tuple[AlertNote, ...] = ()
    drivers: Drivers | None = None
    minimum_n: Mapping[str, int] = field(default_factory=dict)
    owners: Mapping[str, str | Named] = field(default_factory=dict)
    late_sources: tuple[str, ...] = ()
    wanting_sources: tuple[str, ...] = ()
    tickets: int = 0

    @property
    def headline(self) -> Tile | None:
        """The tile of the headline metric."""
        return next((t for t in self.tiles if t.metric == self.headline_metric), None)

    @property
    def fallen(self) -> tuple[AlertNote, ...]:
        """Alerts that are open, the new ones first."""
        return tuple(sorted((a for a in self.alerts if a.state in FALLEN), key=lambda a: FALLEN.index(a.state)))

    @property
    def stopped(self) -> tuple[AlertNote, ...]:
        """Series that stopped sending."""
        return tuple(a for a in self.alerts if a.state in STOPPED)

    @property
    def recovered(self) -> tuple[AlertNote, ...]:
        """Alerts that ended this week."""
        return tuple(a for a in self.alerts if a.state in BACK)

    @property
    def nothing_at_all(self) -> bool:
        """Whether no key figure has anything in it, and no ticket moved."""
        return not self.tickets and all(t.now.state in (State.NONE, State.NOT_SUPPLIED) or (t.now.n == 0 and not t.now.value) for t in self.tiles)

    @property
    def subject(self) -> Tile | None:
        """The figure whose change on the week before is to be explained: the headline's, else the clearest other one."""
        own = self.headline
        if own and own.changed in (BETTER, WORSE):
            return own
        return next(iter(self.clear_changes()), own)

    @property
    def told(self) -> Tile | None:
        """The figure whose clear change is the headline; None when the headline is about an alert, missing data or calm."""
        if self.fallen or self.stopped or self.nothing_at_all:
            return None
        own = self.headline
        if own and own.changed in (BETTER, WORSE):
            return own
        return None if self.recovered else self.headline_worthy()

    def clear_changes(self) -> tuple[Tile, ...]:
        """Key figures that changed by more than chance, the headline's own left out, strongest first."""
        others = [t for t in self.tiles if t.metric != self.headline_metric and t.changed in (BETTER, WORSE)]
        return tuple(sorted(others, key=lambda t: (-strength(t), t.metric)))

    def headline_worthy(self) -> Tile | None:
        """The clearest other change, if it stays clear when all key figures are looked at together."""
        first = next(iter(self.clear_changes()), None)
        return first if first and clear_at(strength(first), len(self.tiles)) else None


def strength(tile: Tile) -> float:
    """Standard errors between a tile's change and zero."""
    return compare(tile.now, tile.previous).strength
