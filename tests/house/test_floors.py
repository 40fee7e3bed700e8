"""The floors hold: imports point down only, airflow stays at the edge, and core is pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 1,
    "catalog": 2,
    **dict.fromkeys(("sources", "lake", "engines", "state", "rendering", "delivery", "web", "samples"), 3),
    "jobs": 4,
    **dict.fromkeys(("commands", "schedule", "local", "__main__", "dags", "cx_plugin"), 5),
}
STAND_ON = {("dags", "schedule"), ("cx_plugin", "schedule"), ("__main__", "commands")}  # beside each other on floor 5
AIRFLOW = {"dags", "cx_plugin", "schedule", "web", "local"}
CORE_MAY = {"cxpulse", "numpy", "scipy", "statsmodels", "pandas", "sklearn", "babel", "persiantools"}
CORE_MUST_NOT = {"os", "time", "logging", "pathlib", "io", "random", "socket", "subprocess", "shutil", "tempfile", "sys"}
CLOCK = {"now", "today", "utcnow"}


def room_of(file: Path, root: Path) -> str:
    """'core' for plugins/cxpulse/core/x.py, 'dags' for dags/x.py, 'cx_plugin' for plugins/cx_plugin.py."""
    parts = file.relative_to(root).with_suffix("").parts
    return {"dags": "dags"}.get(parts[0]) or (parts[1] if parts[1] != "cxpulse" else parts[2])


def files_of(root: Path) -> list[Path]:
    return sorted([*root.glob("dags/*.py"), *root.glob("plugins/*.py"), *root.glob("plugins/cxpulse/**/*.py")])


def imports_of(tree: ast.AST) -> Iterator[tuple[str, int, bool]]:
    """Every import as (dotted module, line, whether it is at the top of the file)."""
    top = set(map(id, getattr(tree, "body", [])))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield base, node.lineno, id(node) in top
            if base == "cxpulse":
                yield from ((f"cxpulse.{alias.name}", node.lineno, id(node) in top) for alias in node.names)


def offences(root: Path) -> list[str]:
    """Every import, clock or file that breaks the floors below `root`, as text."""
    found: list[str] = []
    for file in files_of(root):
        room, tree = room_of(file, root), ast.parse(file.read_text(encoding="utf-8"))
        if room == "__init__":
            continue
        if room not in FLOORS:
            found.append(f"{file.relative_to(root)}: the room '{room}' is on no floor")
            continue
        for module, line, at_top in imports_of(tree):
            why = refusal(room, module, at_top)
            if why:
                found.append(f"{file.relative_to(root)}:{line}: {why}")
        if room == "core":
            found += [f"{file.relative_to(root)}:{line}: core {what}" for what, line in impurities(tree)]
    return found


def refusal(room: str, module: str, at_top: bool) -> str | None:
    head, *rest = module.split(".")
    if head == "airflow" and room not in AIRFLOW and (room != "jobs" or at_top):
        return f"{room} must not import airflow" + (" at the top" if room == "jobs" else "")
    if head == "cxpulse" and rest:
        target = rest[0]
        if target != room and FLOORS.get(target, 9) >= FLOORS[room] and (room, target) not in STAND_ON:
            return f"{room} (floor {FLOORS[room]}) must not import {target} (floor {FLOORS.get(target)})"
    if room == "core" and (head in CORE_MUST_NOT or not (head in CORE_MAY or is_standard(head))):
        return f"core must not import {head}"
    return None


def is_standard(name: str) -> bool:
    import sys

    return name in sys.stdlib_module_names


def impurities(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
            yield f"has no clock: .{node.func.attr}()", node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}:
            yield f"has no files: {node.func.id}()", node.lineno


def test_imports_point_down_only() -> None:
    assert offences(ROOT) == []


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_a_broken_floor_is_found(tmp_path: Path) -> None:
    write(tmp_path, "plugins/cxpulse/core/x.py", "from cxpulse.catalog import settings\n")
    write(tmp_path, "plugins/cxpulse/lake/x.py", "def f():\n    from cxpulse.state.ledger import Ledger\n")
    write(tmp_path, "plugins/cxpulse/jobs/x.py", "import airflow\n")
    write(tmp_path, "plugins/cxpulse/cellar/x.py", "")
    write(tmp_path, "dags/x.py", "from cxpulse.commands import week\n")
    assert offences(tmp_path) == [
        "dags/x.py:1: dags (floor 5) must not import commands (floor 5)",
        "plugins/cxpulse/cellar/x.py: the room 'cellar' is on no floor",
        "plugins/cxpulse/core/x.py:1: core (floor 1) must not import catalog (floor 2)",
        "plugins/cxpulse/jobs/x.py:1: jobs must not import airflow at the top",
        "plugins/cxpulse/lake/x.py:2: lake (floor 3) must not import state (floor 3)",
    ]


def test_an_impure_core_is_found(tmp_path: Path) -> None:
    write(tmp_path, "plugins/cxpulse/core/x.py", "import os\nimport duckdb\nimport datetime\nnow = datetime.datetime.now()\nopen('x')\n")
    assert offences(tmp_path) == [
        "plugins/cxpulse/core/x.py:1: core must not import os",
        "plugins/cxpulse/core/x.py:2: core must not import duckdb",
        "plugins/cxpulse/core/x.py:4: core has no clock: .now()",
        "plugins/cxpulse/core/x.py:5: core has no files: open()",
    ]


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    write(tmp_path, "plugins/cxpulse/jobs/x.py", "def f():\n    from airflow.sdk import Connection\n")
    write(tmp_path, "plugins/cx_plugin.py", "from cxpulse.schedule.week_timetable import WeekTimetable\nimport airflow\n")
    write(tmp_path, "plugins/cxpulse/core/x.py", "import numpy\nfrom cxpulse.core import y\nimport dataclasses\n")
    assert offences(tmp_path) == []
