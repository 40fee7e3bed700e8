"""dags/config/alerts/*.yaml: one portfolio of watched series each."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.reports import Recipient
from cxpulse.catalog.yaml_files import Frozen, load_yaml, names_in, pick
from cxpulse.core.phrases import Named


class Announced(Frozen):
    """A special week known beforehand (Nowruz, Songkran, a sale): left out of windows and baseline."""

    name: str
    first_day: dt.date
    last_day: dt.date


class Mute(Frozen):
    """A series, or all of a metric, kept quiet until a date, with the reason that everybody may read."""

    metric: str
    segment: dict[str, str] = Field(default_factory=dict)
    until: dt.date
    reason: str


class Alert(Frozen):
    """What is watched: metrics (empty: every one with alert: true), by which dimensions, with which promise.

    by: lists of dimensions; [] is the whole company, [touchpoint] each touchpoint, [touchpoint, channel] each cell.
    rule: a file of core/alerts/rules. owners: a segment's value ('delivery', 'touchpoint=delivery'), a metric or 'default' -> who
    acts on it: a name for all readers, or one by language.
    """

    name: str
    rule: str = "windows"
    false_alerts_per_year: float = Field(default=2.0, gt=0)
    metrics: tuple[str, ...] = ()
    by: tuple[tuple[str, ...], ...] = ((),)
    announced: tuple[Announced, ...] = ()
    mutes: tuple[Mute, ...] = ()
    languages: tuple[str, ...] = ("en",)
    recipients: dict[str, tuple[Recipient, ...]] = Field(default_factory=dict)
    operators: tuple[Recipient, ...] = ()
    owners: dict[str, str | dict[str, str]] = Field(default_factory=dict)

    def owner_names(self) -> dict[str, str | Named]:
        """Who acts on what, as sentences take it."""
        return {key: Named(who) if isinstance(who, dict) else who for key, who in self.owners.items()}


def alert_names() -> list[str]:
    """Every portfolio there is."""
    return names_in(config_dir() / "alerts")


def load_alert(name: str) -> Alert:
    """One portfolio by name."""
    return load_yaml(pick(config_dir() / "alerts", name, "alert portfolio"), Alert, name=name)
