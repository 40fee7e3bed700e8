"""Memory: the engine's share of it, files larger than it, and what is said when it does not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxpulse.core.errors import ConfigurationError
from cxpulse.lake.connection import engine_share
from cxpulse.sources.readers import delimited
from ingest_world import HEADER, TYPEFORM, World, adds_up


def lines(n: int) -> str:
    return HEADER + "".join(f'a{i},{i % 11},"why {i}\nnot",,app,2026-11-14 10:00:00\n' for i in range(n))


@pytest.mark.parametrize(("limit", "share"), [("1GB", "250MB"), ("0.5 GB", "125MB"), ("800MB", "200000KB"), ("2GiB", "0.5GiB")])
def test_the_engine_gets_a_quarter(limit: str, share: str) -> None:
    assert engine_share(limit) == share


def test_a_limit_that_does_not_do_is_named_and_the_next_run_takes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, monkeypatch)
    world.source("nps", **TYPEFORM)
    world.export("typeform/a.csv", lines(20_000))
    world.settings(memory_limit="8MB")
    with pytest.raises(ConfigurationError, match="memory_limit: 8MB is too little"):
        world.ingest()
    world.settings()
    assert world.ingest()["rows"]["accepted"] == 20_000


def test_a_file_of_many_blocks_keeps_its_rows_and_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 1 << 12)
    world = World(tmp_path, monkeypatch)
    world.source("nps", **TYPEFORM)
    text = lines(3000)
    broken = text.replace('a1500,4,"why 1500\nnot",,app', 'a1500,4,"why 1500\nnot",app')
    assert broken != text
    world.export("typeform/a.csv", broken)
    result = world.ingest()
    assert adds_up(result)
    assert (result["rows"]["accepted"], [r["row"] for r in world.rejects(result)]) == (2999, ["3002"])
    assert dict(world.rows("response", "response_id, file_row"))["a2999"] == 6000


def test_blocks_of_nothing_but_broken_rows_are_told_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 1 << 10)
    world = World(tmp_path, monkeypatch)
    world.source("nps", **TYPEFORM)
    world.export("typeform/a.csv", HEADER + "one,cell\n" * 2000 + "a1,9,why,,app,2026-11-14 10:00:00\n")
    result = world.ingest()
    assert (result["rows"]["read"], result["rows"]["rejected"]) == (2001, 2000)
    assert world.rows("response", "file_row") == [(2002,)]
