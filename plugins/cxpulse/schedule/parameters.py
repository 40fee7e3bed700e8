"""The parameters that the DAGs share, typed, so that the UI draws a form and refuses what does not fit."""

from __future__ import annotations

from airflow.sdk import Param

from cxpulse.catalog.language import language_codes
from cxpulse.catalog.reports import report_names

CHANNELS = ("folder", "smtp", "slack")


def week_param() -> Param:
    """First day of the week to work on, or null for the run's own week."""
    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="Week",
        description="First day of the week, such as 2026-11-14. Empty: the week of the run.",
    )


def reports_param() -> Param:
    """Which reports; none named means all."""
    return Param(
        [],
        type="array",
        items={"type": "string", "enum": report_names()},
        title="Reports",
        description="Which reports of dags/config/reports. Empty: all of them.",
    )


def languages_param() -> Param:
    """Languages to render; none named means the report's own."""
    return Param(
        [],
        type="array",
        items={"type": "string", "enum": language_codes()},
        title="Languages",
        description="Render and deliver only these. Empty: the languages that each report names.",
    )


def dry_run_param() -> Param:
    """Whether to stop before anything leaves the house."""
    return Param(
        False,
        type="boolean",
        title="Dry run",
        description="Do everything but send: the log lists what would have gone to whom.",
    )


def resend_param() -> Param:
    """A delivery to send again although nobody knows whether it arrived."""
    return Param(
        "",
        type="string",
        pattern="^[0-9a-f]{0,16}$",
        title="Send again",
        description="Key of a delivery whose outcome is unknown, from `cxpulse status`. Only after asking the recipient.",
    )


def correction_param() -> Param:
    """Why readers who have an older version of a report get the newest one."""
    return Param(
        "",
        type="string",
        maxLength=300,
        title="Correction",
        description="Reason to send the newest version to readers who have an older one, marked as corrected. Name `week` and `reports` too.",
    )


def channels_param() -> Param:
    """Channels to use instead of the configured ones."""
    return Param(
        None,
        type=["null", "array"],
        items={"type": "string", "enum": list(CHANNELS)},
        title="Channels",
        description="Deliver by these channels only. Empty: as configured; a backfill then goes to the folder outbox.",
    )
