"""The README tells the truth about commands: each that it names exists, and each that exists is named."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from cxpulse.catalog.sources import load_sources_in

ROOT = Path(__file__).resolve().parents[2]


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    return {p.stem for p in (ROOT / "plugins" / "cxpulse" / "commands").glob("*.py")} - {"__init__"}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))


def test_every_command_is_in_the_readme_and_the_other_way_round() -> None:
    named = set(re.findall(r"\bcxpulse ([a-z]+)\b", readme()))
    assert named - commands() == set()
    assert commands() - named == set()


def test_every_make_target_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)\b", readme()))
    assert named - targets() == set()
    assert {"run", "test", "ui"} <= named


def test_every_path_that_the_readme_names_exists() -> None:
    named = re.findall(r"`((?:dags|plugins|sql|templates|tests)/[\w./-]+)`", readme())
    missing = [name for name in named if "/my_" not in name and not (ROOT / name).exists()]  # my_...: the reader's own
    assert missing == []


def test_the_source_that_the_readme_shows_can_be_read(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(   vendor: generic.*?)   ```", readme(), flags=re.S)
    assert shown is not None
    (tmp_path / "my_survey.yaml").write_text(textwrap.dedent(shown[1]), encoding="utf-8")
    source = load_sources_in(tmp_path)[0]
    assert source.entities == ("response",)
    assert source.columns["comment"] == "Why?"
