"""dags/config/reports/*.yaml: one audience each: what it reads, in which language, and who receives it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml, names_in, pick

Format = Literal["mail", "slack"]


class Recipient(Frozen):
    """Who gets it by which channel. address: an e-mail address, or a Slack channel id (never a name)."""

    channel: str
    address: str
    name: str = ""


class Report(Frozen):
    """One report. metrics empty: every metric with report: true; segment empty: the whole company; trends empty: the
    headline metric and the other survey figures of the tiles.
    """

    name: str
    title: str = "weekly"
    languages: tuple[str, ...]
    calendar: dict[str, Literal["gregorian", "persian", "buddhist"]] = Field(default_factory=dict)
    digits: dict[str, Literal["latn", "arabext", "thai"]] = Field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    headline_metric: str = "nps"
    tiles: tuple[str, ...] = ()
    trends: tuple[str, ...] = ()
    targets: dict[str, float] = Field(default_factory=dict)
    segment: dict[str, str] = Field(default_factory=dict)
    sections: tuple[str, ...] = (
        "tiles", "trend", "alerts", "promoters", "drivers", "journey", "tickets", "churn", "comments", "method",
    )  # fmt: skip
    journey_metric: str = "csat_share"
    history_weeks: int = Field(default=13, ge=4)
    page_size: str = "A4"
    recipients: dict[str, tuple[Recipient, ...]] = Field(default_factory=dict)


def report_names() -> list[str]:
    """Every report there is."""
    return names_in(config_dir() / "reports")


def load_report(name: str) -> Report:
    """One report by name."""
    return load_yaml(pick(config_dir() / "reports", name, "report"), Report, name=name)
