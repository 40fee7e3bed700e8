"""`cxpulse airflow`: Airflow's own command line, on the Airflow that `make run` and `make ui` keep below the data root."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

CONTEXT = {"allow_interspersed_args": False}  # options after the first word are Airflow's


def run(
    arguments: Annotated[list[str], typer.Argument(help="What follows 'airflow', such as: dags list, or: backfill create ...")],
) -> None:
    """Run an airflow command on the local Airflow, whose home is below the data root."""
    os.execv(sys.executable, [sys.executable, "-m", "cxpulse.local.airflow_command", *arguments])  # noqa: S606 - arguments are the user's own
