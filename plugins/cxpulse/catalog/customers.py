"""dags/config/customers.yaml: how single customers are looked at: names, grace period, windows. Without the file, the defaults."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml


class Customers(Frozen):
    """The whole file.

    account_names: how an account is named in reports and lists: 'id' (the CRM's), 'name', or 'masked' (a pseudonym).
    grace_days: days after a contract's last day within which a renewal is no loss. outcome_weeks: how far ahead leaving
    is foretold. recent_weeks: what counts as lately in the early-warning flags. late_minutes: a ticket open for longer is
    past its target. quiet_factor: a customer without contract is quiet after so many of its own median gaps.
    retention_weeks: the period of gross and net retention. cohort_months: how many monthly cohorts are shown.
    at_risk_probability: from which probability of leaving on an account is at risk, whatever its flags;
    at_risk_flags: from how many flags on.
    """

    account_names: Literal["id", "name", "masked"] = "id"
    grace_days: int = Field(default=14, ge=0)
    outcome_weeks: int = Field(default=26, ge=4, le=104)
    recent_weeks: int = Field(default=8, ge=1, le=26)
    late_minutes: int = Field(default=4320, ge=1)
    quiet_factor: float = Field(default=3.0, gt=1)
    retention_weeks: int = Field(default=52, ge=4)
    cohort_months: int = Field(default=12, ge=2, le=36)
    at_risk_probability: float = Field(default=0.25, gt=0, lt=1)
    at_risk_flags: int = Field(default=2, ge=1)
    listed: int = Field(default=12, ge=1, le=40)


def load_customers() -> Customers:
    """The file, or the defaults when there is none. Raises ConfigurationError naming file and field."""
    path = config_dir() / "customers.yaml"
    return load_yaml(path, Customers) if path.is_file() else Customers()
