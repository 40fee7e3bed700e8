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
    assert "| odd.csv | 1 | 1 | 0 | 0 |  | ticket (utf-8, UTC): 2026-11-14 |" in capsys.readouterr().out


ODD = """id,probability,band,note,
00k1G000009ar5IQAQ,100,"$1 - $9",x,
00k1G000009a jwQAA,1000,"$10 - $99",  ,
00k1G000009ar5IQAB,-5,"$100 - $999",y,
00k1G000009ar5IQAC,50,1000,z,
"""


def test_odd_cells_are_told_with_line_and_value_though_no_figure_uses_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, monkeypatch)
    world.export("odd.csv", ODD)
    world.export("colours.csv", "colour,size\nred,1\nred,1\nblue,1\nblue,2\n")
    world.export("tags.csv", "tag,ticket_id\nvip,7\n")
    world.export("sales.csv", "order_id,ordered_at,total\n1,2026-11-14 10:00,9.5\n")
    run(world.exports, as_json=True)
    told = {f["file"]: f for f in json.loads(capsys.readouterr().out)["files"]}
    assert told["odd.csv"]["odd"] == [
        "id: a blank inside a key: letters are lost, so it joins to nothing (1 row: line 3 '00k1G000009a jwQAA')",
        "probability: outside 0 to 100 (2 rows: line 3 '1000', line 4 '-5')",
        "band: '1000' is an unknown label (1 row), where the others read like '$1 - $9'",
        "note: 1 cell with blanks only: no value",
        "column 5 has no name and no value: left out",
    ]
    assert "probability (different cells), band (different cells)" in told["odd.csv"]["why"]  # they may be personal
    assert "colour (blue 2, red 2), size ('1' 3, '2' 1)" in told["colours.csv"]["why"]
    assert told["tags.csv"]["why"].startswith("a row is one tag of one ticket: a label")
    assert told["sales.csv"]["why"] == "reads as order, but no source says so: 'cxpulse map' proposes its YAML"


def test_what_a_loader_did_is_counted_by_kind_of_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, monkeypatch)
    world.export("error.csv", "ID,ACCOUNTID,STAGENAME,ERROR\n1,a,won,no id\n2,a,won,no id\n3,a,won,twice: 3\n")
    run(world.exports)
    assert "the outcome of a job, no data (ERROR: no id 2, twice: 3 1)" in capsys.readouterr().out


def test_a_score_with_one_bad_value_is_told_with_its_scale_and_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, monkeypatch)
    rows = "".join(f"{i},{score},2026-11-14 10:00:00\n" for i, score in enumerate([9, 0, 11, 10, 8]))
    world.export("loose.csv", "id,How likely (0-10)?,submitted\n" + rows)
    world.export("typeform.csv", "#,How likely?,Submit Date (UTC)\n" + rows)
    run(world.exports, as_json=True)
    told = {f["file"]: f["why"] for f in json.loads(capsys.readouterr().out)["files"]}
    for name in ("loose.csv", "typeform.csv"):
        assert "read as: --scale nps; --scale csat:0-10" in told[name]
        assert "1 row would be rejected: line 4 '11'" in told[name]
