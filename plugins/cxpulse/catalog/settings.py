"""dags/config/settings.yaml: what holds for the whole installation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from cxpulse.catalog.project import config_dir, project_root
from cxpulse.catalog.yaml_files import Frozen, load_yaml
from cxpulse.core.weeks import WEEKDAYS, Calendar

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class WeekSettings(Frozen):
    """The business week and the hour at which the weekly report runs on its first day."""

    first_day: Weekday
    zone: str
    report_hour: int = Field(default=7, ge=0, le=23)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"'{value}' is no time zone; use a name such as Asia/Tehran")
        return value


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


class Settings(Frozen):
    """The whole file. `data_root` is a local folder (relative to the project) or an object store URL."""

    company: dict[str, str]
    week: WeekSettings
    data_root: str = "var"
    state_url: str = ""
    exports: str = "var/sample"
    memory_limit: str = "1GB"
    threads: int = Field(default=2, ge=1)
    history_weeks: int = Field(default=13, ge=4)
    moved_rows_lookback_weeks: int = Field(default=26, ge=1)
    delivery: DeliverySettings = DeliverySettings()
    retention: RetentionSettings = RetentionSettings()
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
