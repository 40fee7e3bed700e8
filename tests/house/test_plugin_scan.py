"""Airflow's plugin scan runs every .py it finds below plugins/ under its bare name: it must find the one plugin file only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def scanned(folder: Path) -> list[str]:
    """What Airflow's own scan would execute in a plugins folder."""
    from airflow._shared.module_loading import find_path_from_directory

    found = find_path_from_directory(str(folder), ".airflowignore")
    return sorted(Path(f).relative_to(folder).as_posix() for f in found if f.endswith(".py"))


def test_the_scan_finds_the_plugin_file_only() -> None:
    assert scanned(ROOT / "plugins") == ["cx_plugin.py"]


@pytest.mark.parametrize("broken", [None, "", "cxpuls/\n", "# cxpulse/\n"])
def test_a_broken_ignore_file_is_found(tmp_path: Path, broken: str | None) -> None:
    copy = tmp_path / "plugins"
    shutil.copytree(ROOT / "plugins", copy, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (copy / ".airflowignore").unlink()
    if broken is not None:
        (copy / ".airflowignore").write_text(broken, encoding="utf-8")
    assert "cxpulse/core/weeks.py" in scanned(copy)
