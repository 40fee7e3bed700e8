"""Airflow's own command line on the local Airflow: python -m cxpulse.local.airflow_command ARGUMENTS."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cxpulse.catalog.settings import load_settings
from cxpulse.local import airflow_home
from cxpulse.local.quiet import quietly


def main() -> None:
    """Becomes the airflow command, with the environment of `make ui`; its database is made first where there is none."""
    home = airflow_home.home_of(load_settings().local_root)
    airflow_home.enter(home)
    with quietly(home / "logs" / "command-database.log"):
        airflow_home.prepare_database(home)
    program = str(Path(sys.executable).with_name("airflow"))
    os.execv(program, [program, *sys.argv[1:]])  # noqa: S606 - arguments are the user's own


if __name__ == "__main__":
    main()
