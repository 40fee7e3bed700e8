"""A small packed file that would fill the disk stops with what to do about it; nothing of it stays."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from pydantic import ValidationError

from cxpulse.core.errors import CXPulseError, InputError
from cxpulse.sources import decode, readers
from ingest_world import HEADER, TYPEFORM, World, adds_up


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, monkeypatch)
    made.source("nps", **TYPEFORM)
    return made


def packed(rows: int) -> bytes:
    """Twenty thousand rows are over a megabyte, packed some kilobytes."""
    return gzip.compress((HEADER + "".join(f"a{i},9,{'why' * 10},,app,2026-11-14 10:00:00\n" for i in range(rows))).encode())


def test_a_packed_file_stops_at_the_limit_and_the_next_run_may_allow_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "UNPACKED_BYTES", 100_000)
    monkeypatch.setattr(decode, "CHUNK", 1 << 14)
    world.export("typeform/1.csv", HEADER + "b1,9,,,app,2026-11-14 10:00:00\n")
    world.export("typeform/2.csv", packed(20_000))
    with pytest.raises(InputError, match=r"2\.csv: unpacked it is larger than 0\.0001 GB.*unpacked_gb"):
        world.ingest()
    assert [r[0] for r in world.rows("response", "response_id")] == ["b1"]
    assert not list(world.data.rglob("unpacked*"))
    world.source("nps", **TYPEFORM, options={"unpacked_gb": 0.01})
    result = world.ingest()
    assert adds_up(result)
    assert [f["state"] for f in result["files"]] == ["known", "taken"]
    assert result["rows"]["accepted"] == 20_000


def test_a_workbook_is_measured_before_it_is_unpacked(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "WORKBOOK_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_001)
    world.export("typeform/1.xlsx", (tmp_path / "bomb").read_bytes())
    world.source("nps", **{**TYPEFORM, "path": "typeform/*"})
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: pytest.fail("it was unpacked"))
    with pytest.raises(InputError, match=r"1\.xlsx: unpacked it is larger than 0\.001 GB"):
        world.ingest()


def test_a_workbook_that_lies_about_its_sizes_is_damaged(world: World, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/a.xml", b"0" * 1_000_000)
    content = (tmp_path / "bomb").read_bytes().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    world.export("typeform/1.xlsx", content)
    world.source("nps", **{**TYPEFORM, "path": "typeform/*"})
    with pytest.raises(InputError, match="damaged"):
        world.ingest()


def test_a_limit_is_a_number_above_zero(world: World) -> None:
    world.source("nps", **TYPEFORM, options={"unpacked_gb": 0})
    world.export("typeform/1.csv", HEADER)
    with pytest.raises((CXPulseError, ValidationError), match="unpacked_gb"):
        world.ingest()
