"""Files stay small, documented, and free of the machine they were written on."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
SIZED = {".py", ".sql", ".css", ".j2", ".html", ".yaml", ".toml", ".sh"}
TEXT = SIZED | {".md", ".po", ".txt", ".cfg", ""}


def tracked() -> list[Path]:
    """Files that git knows; those of the folders where there is no git."""
    git = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = git.stdout.decode().split("\0") if git.returncode == 0 else []
    files = [ROOT / n for n in names if n] or [p for d in ("dags", "plugins", "sql", "templates", "tests") for p in (ROOT / d).rglob("*")]
    return [p for p in files if p.is_file()]


FILES = tracked()


def test_no_file_is_too_long() -> None:
    lengths = {p.relative_to(ROOT).as_posix(): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES if p.suffix in SIZED}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_no_file_names_a_machine() -> None:
    places = ["/" + place for place in ("work/", "root/", "tmp/cx", "home/")]
    found = [
        f"{p.relative_to(ROOT)}:{number}"
        for p in FILES
        if p.suffix in TEXT and p != Path(__file__)
        for number, line in enumerate(p.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if any(place in line for place in places)
    ]
    assert found == []


def test_nothing_is_left_to_do() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "raise NotImplemented" + "Error"]
    code = [p for p in FILES if p.suffix == ".py"]
    assert [p.relative_to(ROOT).as_posix() for p in code if any(w in p.read_text(encoding="utf-8") for w in words)] == []


def public(tree: ast.Module) -> list[ast.AST]:
    nodes = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    return [tree, *(n for n in nodes if not n.name.startswith("_"))]


@pytest.mark.parametrize("folder", ["plugins", "dags"])
def test_every_public_name_is_documented(folder: str) -> None:
    missing = []
    for file in (p for p in FILES if p.suffix == ".py" and p.relative_to(ROOT).parts[0] == folder):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if tree.body:
            missing += [f"{file.relative_to(ROOT)}: {getattr(n, 'name', 'the file')}" for n in public(tree) if not ast.get_docstring(n)]
    assert missing == []


def test_the_top_level_is_what_the_users_asked_for() -> None:
    top = {p.relative_to(ROOT).parts[0] for p in FILES}
    shown = {name for name in top if not name.startswith(".")}
    assert shown <= {"README.md", "requirements.txt", "pyproject.toml", "Makefile", "LICENSE", "dags", "plugins", "sql", "templates", "tests"}
