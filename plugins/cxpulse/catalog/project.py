"""Where the project's folders are."""

from __future__ import annotations

import os
from pathlib import Path


def project_root() -> Path:
    """Folder that holds dags/, sql/ and templates/: $CXPULSE_PROJECT, else the checkout that this file lies in."""
    named = os.environ.get("CXPULSE_PROJECT")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[3]


def config_dir() -> Path:
    """Folder of settings.yaml, sources/, reports/ and alerts/: $CXPULSE_CONFIG, else dags/config of the project."""
    named = os.environ.get("CXPULSE_CONFIG")
    return Path(named).resolve() if named else project_root() / "dags" / "config"


def sql_dir() -> Path:
    """Folder of canonical/, staging/, counts/, checks/ and metrics/: $CXPULSE_SQL, else sql of the project."""
    named = os.environ.get("CXPULSE_SQL")
    return Path(named).resolve() if named else project_root() / "sql"


def templates_dir() -> Path:
    """Folder of the templates, fonts and catalogues of words."""
    return project_root() / "templates"
