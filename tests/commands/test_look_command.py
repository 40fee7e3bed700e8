"""cxpulse look: every file of a folder in one table, and nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxpulse.commands.look import run
from ingest_world import World

VIEW = "Id,Requester,Status,Created at,Satisfaction Score\n1,Ann,Open,2026-11-14 10:00:00,\n2,Ann,Open,someday,\n"


def test_a_folder_is_told_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, monkeypatch)
    world.export("a/tickets.csv", VIEW)
    world.export("a/again.csv", "#,How likely?,Submit Date (UTC)\nx,9,2026-11-14 10:00:00\n")
    world.export("b/colours.csv", "colour,size\nred,1\nred,1\n")
    world.export("b/notes.md", "# Notes\n")
    world.export("b/broken.csv", b"id,why\n1,\xe2\x28\n")
    run(world.exports, as_json=True)
    told = {f["file"]: f for f in json.loads(capsys.readouterr().out)["files"]}
    assert {n: f["state"] for n, f in told.items()} == {
        "a/tickets.csv": "taken", "a/again.csv": "declare", "b/colours.csv": "nothing", "b/notes.md": "no table", "b/broken.csv": "unreadable",
    }  # fmt: skip
    assert [told["a/tickets.csv"][k] for k in ("rows", "accepted", "rejected")] == [2, 1, 1]
    assert told["b/colours.csv"]["duplicates"] == 1
    assert "is not UTF-8" in told["b/broken.csv"]["why"]
    assert not (world.data / "lake").exists()


def test_markdown_and_a_folder_of_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, monkeypatch)
    world.export("odd.csv", "ref|opened\n7|2026-11-14 10:00\n")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "odd.yaml").write_text(
        "vendor: generic\npath: odd.csv\nentities: [ticket]\ncolumns: {ticket_id: ref, created_at: opened}\n"
    )
    run(world.exports, sources=folder, markdown=True)
    assert "| odd.csv | 1 | 1 | 0 | 0 |  | ticket (utf-8, UTC) |" in capsys.readouterr().out
