"""Airflow for tests: a home of its own that lives as long as the session. Nothing is imported until a test asks for it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.mkdtemp(prefix="cxpulse-airflow-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

for _name in [n for n in os.environ if n.startswith("AIRFLOW")]:
    del os.environ[_name]
os.environ.update(
    {
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "reader:viewer,admin:admin",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME / 'airflow.db'}?timeout=30",
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }
)


@pytest.fixture(scope="session")
def airflow_db() -> None:
    """Airflow's metadata database, empty but for the bundle of this project's DAGs."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.utils import db

    db.initdb()
    DagBundlesManager().sync_bundles_to_db()


@pytest.fixture(scope="session")
def dag_bag() -> Any:
    """The project's DAGs, as Airflow parses them."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(ROOT / "dags"), bundle_name="dags-folder")


@pytest.fixture(scope="session")
def synced_bag(airflow_db: None, dag_bag: Any) -> Any:
    """The DAGs, known to the metadata database."""
    from airflow.dag_processing.dagbag import sync_bag_to_db

    sync_bag_to_db(dag_bag, bundle_name="dags-folder", bundle_version=None)
    return dag_bag
