"""Watches the tasks of a run in this process: what runs now, how long each took, and why one failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from airflow.listeners import hookimpl


@dataclass
class TaskWatch:
    """An Airflow listener. `show` is told "dag.task" when a task begins; seconds and errors are kept by that name."""

    show: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    _since: float = 0.0

    @hookimpl
    def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
        """A task begins."""
        self._since = time.monotonic()
        self.show(name_of(task_instance))

    @hookimpl
    def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:
        """A task is done."""
        self.seconds[name_of(task_instance)] = time.monotonic() - self._since

    @hookimpl
    def on_task_instance_failed(self, previous_state: Any, task_instance: Any, error: Any) -> None:
        """A task failed."""
        name = name_of(task_instance)
        self.seconds[name] = time.monotonic() - self._since
        self.errors[name] = f"{type(error).__name__}: {error}" if isinstance(error, BaseException) else str(error)


def name_of(task_instance: Any) -> str:
    """cx_ingest.measure"""
    return f"{task_instance.dag_id}.{task_instance.task_id}"
