"""cxpulse ingest: what it prints, its one JSON document, and its exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingest_world import HEADER, TYPEFORM, World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, monkeypatch)
    made.source("nps", **TYPEFORM)
    return made


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "cxpulse", "ingest", *arguments], capture_output=True, text=True, check=False)


def test_the_lines_add_up_to_the_total(world: World) -> None:
    world.export("typeform/a.csv", HEADER + "a1,9,,,app,2026-11-14 10:00:00\na2,11,,,app,2026-11-14 10:00:00\na1,9,,,app,2026-11-14 10:00:00\n")
    world.export("typeform/b.csv", HEADER + "b1,9,,,app,2026-11-14 10:00:00\n")
    done = run()
    assert done.returncode == 0, done.stderr
    numbers = [[int(n) for n in re.findall(r"(?<= )\d+(?= )", line + " ")[:4]] for line in done.stdout.splitlines() if re.match(r"(nps:|total)", line)]
    assert numbers == [[3, 1, 1, 1], [1, 1, 0, 0], [4, 2, 1, 1]]
    assert "utf-8, UTC" in done.stdout
    assert f"rejected rows with their reasons: {world.data}/rejects/" in done.stdout


def test_json_is_one_document_and_a_told_error_exits_with_1(world: World) -> None:
    none = run("--json")
    assert (none.returncode, none.stdout) == (1, "")
    assert "no export files" in none.stderr
    assert "Traceback" not in none.stderr
    world.export("typeform/a.csv", HEADER + "a1,9,,,app,2026-11-14 10:00:00\n")
    document = json.loads(run("--json", "--source", "nps").stdout)
    assert document["rows"] == {"read": 1, "accepted": 1, "rejected": 0, "duplicates": 0}
    assert document["touched"] == {"response": ["2026-11-14"]}


def test_rows_that_are_left_out_are_rows_of_the_file_too(world: World) -> None:
    world.source("log", vendor="event_log", path="log/*.csv")
    world.export("log/a.csv", "case_id;activity;timestamp\n0;0;2026-11-04 08:57:16\n0;5;2026-11-05 07:26:11\n1;0;2026-11-04 09:00:00\n")
    lines = run("--source", "log").stdout.splitlines()
    assert lines[1].split()[2:7] == ["3", "2", "0", "0", "1"]
    assert "left out: 1 folded into others" in lines[1]
    assert lines[-2].split()[1:] == ["3", "2", "0", "0", "1"]
