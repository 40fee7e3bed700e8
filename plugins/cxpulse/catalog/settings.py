"""dags/config/settings.yaml: what holds for the whole installation."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from cxpulse.catalog.project import config_dir, project_root
from cxpulse.catalog.yaml_files import Frozen, Zone, load_yaml
from cxpulse.core.business_time import Schedule
from cxpulse.core.weeks import WEEKDAYS, Calendar

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class WeekSettings(Frozen):
    """The business week and the hour at which the weekly report runs on its first day."""

    first_day: Weekday
    zone: Zone
    report_hour: int = Field(default=7, ge=0, le=23)


class BusinessHours(Frozen):
    """Opening hours of the support, for business minutes that the helpdesk does not export.

    hours: weekday -> '09:00-17:00' in `zone` (days that are not here are closed); holidays: closed dates.
    """

    zone: Zone
    hours: dict[Weekday, str]
    holidays: tuple[dt.date, ...] = ()

    @property
    def schedule(self) -> Schedule:
        """As the pure functions want it. Raises ValueError for hours that cannot be read."""
        return Schedule(self.zone, {WEEKDAYS.index(d): _opening(text) for d, text in self.hours.items()}, frozenset(self.holidays))

    @model_validator(mode="after")
    def _readable(self) -> BusinessHours:
        _ = self.schedule
        return self


def _opening(text: str) -> tuple[dt.time, dt.time]:
    opens, _, closes = text.partition("-")
    return dt.time.fromisoformat(opens.strip()), dt.time.fromisoformat(closes.strip())


class TicketTarget(Frozen):
    """Calendar minutes within which tickets of a priority should be answered first, and solved."""

    first_reply_minutes: float | None = Field(default=None, gt=0)
    resolution_minutes: float | None = Field(default=None, gt=0)


class RetentionSettings(Frozen):
    """Days that things are kept; the maintenance DAG removes what is older."""

    raw_days: int = Field(default=400, ge=1)
    outbox_days: int = Field(default=180, ge=1)
    ingest_log_days: int = Field(default=800, ge=1)


class DeliverySettings(Frozen):
    """How messages leave. 'auto': the real channel when its connection is configured, else the folder outbox."""

    smtp_connection: str = "cx_smtp"
    slack_connection: str = "cx_slack"
    sender: str = "CX Pulse <cx-pulse@localhost>"
    mode: Literal["auto", "folder"] = "auto"
    allowed_domains: tuple[str, ...] = ()
    max_mail_megabytes: float = Field(default=10.0, gt=0)
    page_url: str = ""


class IdentitySettings(Frozen):
    """When a key that several people have joins nobody any more (core/identity.py)."""

    email_numbers: int = Field(default=2, ge=1)
    phone_people: int = Field(default=1, ge=1)


class FreshnessSettings(Frozen):
    """When a source is incomplete or stopped (core/freshness.py).

    usual_weeks: weeks whose median is the usual; missing_share: share of it that may be missing; stopped_after: how many
    expected deliveries in a row may be missing before a source counts as stopped.
    """

    usual_weeks: int = Field(default=8, ge=4, le=52)
    missing_share: float = Field(default=0.5, gt=0, lt=1)
    stopped_after: int = Field(default=3, ge=2)


class Settings(Frozen):
    """The whole file. `data_root` is a local folder (relative to the project) or an object store URL.

    currency: three letters of the currency that figures of value are in; contracts in another are left out of them (empty: every
    contract must be in the same one, or no figure of value is given).
    phone_region: two letters; telephone numbers without a country code are read as that country's (none: not read).
    freshness_gate: what a late, incomplete or stopped source does to the weekly report: 'hold' it (nothing is sent until
    the data are there), 'warn' the operators only, or 'mark' it in its lead and its list of sources.

    ticket_targets: priority, or 'default' for all others -> target. bi_connection: PostgreSQL connection (cx_bi) into whose
    table `bi_table` ('schema.table') each week's measurements are put; empty: none.
    """

    company: dict[str, str]
    week: WeekSettings
    data_root: str = "var"
    state_url: str = ""
    exports: str = "var/sample"
    currency: str = Field(default="", pattern="^([A-Z]{3})?$")
    phone_region: str = Field(default="", pattern="^([A-Z]{2})?$")
    identity: IdentitySettings = IdentitySettings()
    freshness_gate: Literal["hold", "warn", "mark"] = "mark"
    freshness: FreshnessSettings = FreshnessSettings()
    memory_limit: str = Field(default="1GB", pattern=r"^\s*\d+(\.\d+)?\s*[KMGT]i?B\s*$")
    threads: int = Field(default=2, ge=1)
    history_weeks: int = Field(default=13, ge=4)
    moved_rows_lookback_weeks: int = Field(default=26, ge=1)
    delivery: DeliverySettings = DeliverySettings()
    retention: RetentionSettings = RetentionSettings()
    business_hours: BusinessHours | None = None
    ticket_targets: dict[str, TicketTarget] = Field(default_factory=dict)
    bi_connection: str = ""
    bi_table: str = Field(default="cx_measurements", pattern=r"^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$")
    stages: tuple[str, ...] = ("awareness", "consideration", "purchase", "use", "support", "renewal")
    touchpoints: dict[str, str] = Field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The business week as the pure functions want it."""
        return Calendar(zone=self.week.zone, first_weekday=WEEKDAYS.index(self.week.first_day))

    @property
    def tz(self) -> ZoneInfo:
        """The business zone."""
        return ZoneInfo(self.week.zone)

    @property
    def local_root(self) -> Path:
        """Local folder for what is always local (state file, outbox, archive, work files)."""
        root = self.data_root if "://" not in self.data_root else "var"
        return (project_root() / root).resolve()

    @property
    def state_database(self) -> str:
        """SQLAlchemy URL of the state database: a SQLite file unless `state_url` or $CXPULSE_STATE_URL names another."""
        return self.state_url or f"sqlite:///{self.local_root / 'state.db'}"

    @property
    def exports_root(self) -> Path:
        """Folder that source paths are relative to."""
        return (project_root() / self.exports).resolve()


def load_settings() -> Settings:
    """settings.yaml, with the environment over it: CXPULSE_DATA (data root), CXPULSE_STATE_URL, EXPORTS.

    Raises ConfigurationError naming file and field.
    """
    settings = load_yaml(config_dir() / "settings.yaml", Settings)
    over = {
        field: os.environ[name]
        for name, field in (("CXPULSE_DATA", "data_root"), ("CXPULSE_STATE_URL", "state_url"), ("EXPORTS", "exports"))
        if os.environ.get(name)
    }
    return settings.model_copy(update=over)
