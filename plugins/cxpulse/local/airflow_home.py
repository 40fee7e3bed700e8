"""An Airflow of our own below var/airflow: SQLite, this project's DAGs, loopback only."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cxpulse.catalog.project import project_root


def home_of(data_root: Path) -> Path:
    """The folder that Airflow calls home."""
    return data_root / "airflow"


def environment(home: Path) -> dict[str, str]:
    """Environment variables for every Airflow process of this home; connections (AIRFLOW_CONN_*) stay the user's own."""
    root = project_root()
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(root / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}?timeout=15",
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "PYTHONWARNINGS": "ignore",
        "NO_COLOR": "1",
    }


def enter(home: Path) -> None:
    """Makes this process, and what it starts, an Airflow of this home. Must come before airflow is imported."""
    home.mkdir(parents=True, exist_ok=True)
    for name in [n for n in os.environ if n.startswith("AIRFLOW__")]:
        del os.environ[name]
    os.environ.update(environment(home))
    os.environ.update(shared_secrets(home))


def prepare_database(home: Path) -> None:
    """Makes or upgrades the metadata database, once per Airflow version."""
    from airflow import __version__
    from airflow.utils import db

    stamp = home / "database-made"
    if stamp.is_file() and (home / "airflow.db").is_file() and stamp.read_text(encoding="utf-8") == __version__:
        return
    db.initdb()
    stamp.write_text(__version__, encoding="utf-8")


def admin_password(home: Path) -> str:
    """Password of the user admin: made once."""
    return kept(home / "passwords.json", lambda: {"admin": secrets.token_urlsafe(9)})["admin"]


def shared_secrets(home: Path) -> dict[str, str]:
    """What the processes of one home sign and encrypt with; each would make its own, and refuse the others' tokens."""
    return kept(
        home / "secrets.json",
        lambda: {
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
            "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(32),
            "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        },
    )


def kept(file: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The texts in a file that only its owner reads; made when there is none."""
    if not file.is_file():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(make(), out)
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return found
