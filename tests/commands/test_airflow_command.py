"""`cxpulse airflow` runs Airflow's command line on the local Airflow, with its options, and makes its database first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_airflows_own_options_reach_it_and_its_home_is_below_the_data_root(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW")} | {"CXPULSE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "cxpulse", "airflow", "config", "list", "--section", "core", "--show-values"], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "[database]" not in done.stdout
    assert "load_examples = False" in done.stdout
    assert (tmp_path / "airflow" / "airflow.db").is_file()
