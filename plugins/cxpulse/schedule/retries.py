"""When to try a task again, and whom to tell when it is given up.

Not again when the cause is a file that a person must correct.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from cxpulse.core.errors import (
    CheckFailed,
    ConfigurationError,
    DefinitionError,
    InputError,
    NotFresh,
    Unreachable,
)


def retry_policy() -> ExceptionRetryPolicy:
    """Fails at once on what a retry cannot mend; everything else keeps the task's own retries."""
    return ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception=Unreachable,
                action=RetryAction.RETRY,
                retry_delay=dt.timedelta(minutes=10),
                reason="A remote source did not answer as it should: what it gave is taken in, and the rest is asked for again.",
            ),
            RetryRule(
                exception=[ConfigurationError, InputError, CheckFailed, DefinitionError],
                action=RetryAction.FAIL,
                reason="A retry would meet the same file, check or definition: correct it, then clear the task.",
            ),
            RetryRule(
                exception=NotFresh,
                action=RetryAction.RETRY,
                retry_delay=dt.timedelta(hours=1),
                reason="The report waits for late data (freshness_gate: hold); it is looked for again in an hour.",
            ),
        ]
    )


def tell_operators(context: Mapping[str, Any]) -> None:
    """on_failure_callback of every task: tells the operators' channel what failed, in which run, and where its log is.

    A DAG here is a chain, in which only one task can fail; the others are then not run. So this is one message a run.
    """
    from cxpulse.catalog.settings import load_settings
    from cxpulse.jobs.deliver import notify_operators

    failure = failure_of(context)
    notify_operators(
        load_settings(),
        dag=failure["dag"],
        run=failure["run"],
        task=failure["task"],
        error=failure["error"],
        log_url=failure["log_url"],
    )


def failure_of(context: Mapping[str, Any]) -> dict[str, str]:
    """dag, run, task, error and log_url of a failure, as texts; what Airflow does not say is empty."""
    run, task = context.get("dag_run"), context.get("ti")
    error = context.get("exception") or context.get("reason") or "no reason given; see the log"
    return {
        "dag": str(getattr(run, "dag_id", None) or getattr(context.get("dag"), "dag_id", "")),
        "run": str(getattr(run, "run_id", None) or context.get("run_id", "")),
        "task": str(getattr(task, "task_id", "")),
        "error": str(error),
        "log_url": str(getattr(task, "log_url", None) or ""),
    }


def task_defaults(minutes: int = 30) -> dict[str, Any]:
    """default_args of every DAG: two retries a minute apart, and a limit to how long one task may take."""
    return {
        "owner": "cx",
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=1),
        "retry_policy": retry_policy(),
        "execution_timeout": dt.timedelta(minutes=minutes),
        "on_failure_callback": tell_operators,
    }
