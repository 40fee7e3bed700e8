"""Set-up knows when nothing is to be done, and says what is missing when it cannot install it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "plugins" / "cxpulse" / "local" / "environment.py"


@pytest.fixture
def environment(tmp_path: Path) -> ModuleType:
    """The script, as python3.11 would run it, in a project of its own."""
    spec = importlib.util.spec_from_file_location("environment_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in (("ROOT", tmp_path), ("VENV", tmp_path / ".venv"), ("STAMP", tmp_path / ".venv" / "stamp")):
        setattr(module, name, value)
    (tmp_path / "requirements.txt").write_text("a==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return module


def test_a_second_run_sets_nothing_up(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    monkeypatch.setattr(environment, "missing_packages", list)
    monkeypatch.setattr(environment, "install", lambda: (times.append(1), environment.VENV.mkdir(exist_ok=True)))
    assert [environment.main(), environment.main(), len(times)] == [0, 0, 1]
    (environment.ROOT / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    assert [environment.main(), len(times)] == [0, 2]


def test_missing_packages_are_named_when_they_cannot_be_installed(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "loads", lambda library: library != "libpangoft2-1.0.so.0")
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    assert environment.main() == 1
    assert "apt-get install -y --no-install-recommends libpangoft2-1.0-0" in capsys.readouterr().err


def test_a_failed_installation_leaves_no_stamp(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise environment.subprocess.CalledProcessError(1, ["uv"])

    monkeypatch.setattr(environment, "missing_packages", list)
    monkeypatch.setattr(environment, "install", fail)
    assert environment.main() == 1
    assert not environment.STAMP.exists()


def test_a_copied_environment_is_not_trusted(environment: ModuleType) -> None:
    before = environment.fingerprint()
    environment.VENV = environment.ROOT / "elsewhere" / ".venv"
    assert environment.fingerprint() != before
    assert not environment.works(environment.VENV / "bin" / "python")
