"""The button on a task that opens the reports of its week."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperatorLink
from airflow.sdk.configuration import conf

PAGE = "/cx/"


class ReportLink(BaseOperatorLink):
    """Leads to the page of the week that the run's task `judge` decided on."""

    name = "Reports of the week"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """Absolute address. Airflow calls this in the worker, after the task, and hands the task instance over."""
        base = conf.get("api", "base_url", fallback="").rstrip("/") or "http://localhost:8080"
        week = ti_key.xcom_pull(task_ids="judge")
        return f"{base}{PAGE}?week={week}" if week else f"{base}{PAGE}"
