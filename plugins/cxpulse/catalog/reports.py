"""dags/config/reports/*.yaml: one audience each: what it reads, in which language, and who receives it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from pydantic import Field, model_validator

from cxpulse.catalog.brand import Brand
from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml, names_in, pick
from cxpulse.core.errors import ConfigurationError

Format = Literal["mail", "slack"]


class Recipient(Frozen):
    """Who gets it by which channel. address: an e-mail address, or a Slack channel id (never a name)."""

    channel: str
    address: str
    name: str = ""


class Part(Frozen):
    """One report of a split: what differs from its siblings. Empty: as the file says for all."""

    languages: tuple[str, ...] = ()
    targets: dict[str, float] = Field(default_factory=dict)
    recipients: dict[str, tuple[Recipient, ...]] = Field(default_factory=dict)


class Report(Frozen):
    """One report, or, with split_by, one for each of `parts`: split_by: touchpoint and parts: {delivery: {}} make the report
    <name>.delivery about the segment touchpoint=delivery. metrics empty: every metric with report: true; segment empty: the whole company; trends empty: the
    headline metric and the other survey figures of the tiles.
    """

    name: str
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
    page_size: Literal["A4", "letter"] = "A4"
    brand: Brand = Brand()
    split_by: str = ""
    parts: dict[str, Part] = Field(default_factory=dict)
    recipients: dict[str, tuple[Recipient, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_and_split_go_together(self) -> Report:
        if bool(self.split_by) != bool(self.parts):
            raise ValueError(
                "'split_by' and 'parts' go together: a dimension, and the values that get a report of their own"
            )
        if self.split_by in self.segment:
            raise ValueError(f"'split_by: {self.split_by}' is already fixed by 'segment'")
        return self

    def part(self, value: str) -> Report:
        """The report of one value. Raises KeyError when the file does not list it."""
        own = self.parts[value]
        return self.model_copy(
            update={
                "name": part_name(self.name, value),
                "segment": {**self.segment, self.split_by: value},
                "split_by": "",
                "parts": {},
                "languages": own.languages or self.languages,
                "targets": {**self.targets, **own.targets},
                "recipients": own.recipients or self.recipients,
            }
        )


def part_name(report: str, value: str) -> str:
    """The name of one part of a split, fit for a file name: part_name("team", "delivery") is 'team.delivery'."""
    return f"{report}.{quote(value, safe='')}"


def report_names(only: str = "") -> list[str]:
    """Every report there is, a split one by its parts; only: those of one file (or one part itself)."""
    found = []
    for name in names_in(config_dir() / "reports"):
        parts = _load(name).parts
        found += [part_name(name, value) for value in parts] or [name]
    return [n for n in found if not only or n == only or n.startswith(f"{only}.")] or ([only] if only else [])


def load_report(name: str) -> Report:
    """One report by name; a split one by the name of a part, such as 'team.delivery'. Raises ConfigurationError."""
    file, _, value = name.partition(".")
    report = _load(file)
    if not report.parts and not value:
        return report
    known = {part_name(file, v): v for v in report.parts}
    if name not in known:
        raise ConfigurationError(f"no report named '{name}'; there are: {', '.join(known) or file}")
    return report.part(known[name])


def _load(name: str) -> Report:
    return load_yaml(pick(config_dir() / "reports", name, "report"), Report, name=name)
