"""What every test may count on: an empty environment of our own variables, sockets closed but loopback, a fixed today."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

pytest_plugins = ["airflow_fixtures"]  # sets Airflow's environment before anything can import Airflow

TODAY = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CXPULSE_DATA", "CXPULSE_STATE_URL", "CXPULSE_CONFIG", "CXPULSE_SQL", "CXPULSE_PROJECT", "EXPORTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def today() -> dt.datetime:
    """The instant at which the tests take place."""
    return TODAY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real exports beside the project; the test is skipped where it does not exist."""
    folder = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real exports is not here")
    return folder
