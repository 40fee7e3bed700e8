"""Many rows: compared in slices, kept in files and sorted on disk, they give the same partitions and accounts as a few at once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from cxpulse.lake import merge, partitions, shelf, writing
from cxpulse.sources.readers import delimited
from ingest_world import HEADER, TYPEFORM, World, adds_up

DESK = '"Id","Requester","Status","Created at","Updated at","Solved at","Satisfaction Score"\n'
ACCOUNT = ("state", "read", "accepted", "rejected", "duplicates", "not_answers")


def answers(seed: int, keys: range, *, often: float) -> str:
    """Answers over eight weeks in no order; some ids come again with the same or another score, some scores are bad."""
    chance = random.Random(seed)
    rows = []
    for key in keys:
        for _ in range(1 + (chance.random() < often) + (chance.random() < often / 2)):
            day = 1 + key % 54
            when = f"2026-{10 if day <= 31 else 11:02}-{day if day <= 31 else day - 31:02} 10:00:00"
            rows.append(f'a{key},{chance.choice((*range(11), 9, 9, 99))},"why\n{key % 3}",x{key % 50}@example.com,app,{when}\n')
    chance.shuffle(rows)
    return HEADER + "".join(rows)


def tickets(seed: int, keys: range) -> str:
    """Tickets with several states each."""
    chance = random.Random(seed)
    rows = [
        f'"{key}","Ann","Open","2026-11-{1 + key % 20:02} 10:00:00","2026-11-{chance.randrange(1, 25):02} 11:00:00","1900-01-01 00:00:00","{chance.choice(("", "Good", "Bad"))}"\n'
        for key in keys
        for _ in range(chance.randrange(1, 4))
    ]
    chance.shuffle(rows)
    return DESK + "".join(rows)


def lake(folder: Path, monkeypatch: pytest.MonkeyPatch, often: float) -> tuple[list[Any], dict[str, str]]:
    world = World(folder, monkeypatch)
    world.source("nps", **TYPEFORM)
    good = {"id": "good", "kind": "transactional", "scale": "csat", "minimum": 0, "maximum": 1}
    world.source("desk", vendor="zendesk", path="zendesk/*", zone="Asia/Tehran", survey=good)
    accounts: list[Any] = []
    for i, step in enumerate((100, 0)):
        world.export(f"typeform/{i}a.csv", answers(i, range(step, step + 250), often=often))
        world.export(f"typeform/{i}b.csv", answers(i + 10, range(step + 100, step + 350), often=often))
        world.export(f"zendesk/{i}.csv", tickets(i, range(step, step + 90)))
        result = world.ingest()
        assert adds_up(result)
        accounts += [[f[k] for k in ACCOUNT] for f in result["files"]]
        accounts += [result["touched"], [[c["name"], c["rows"]] for c in result["checks"]], world.rejects(result)]
    return accounts, {path: digest for path, (_, digest) in world.parts().items()}


@pytest.mark.parametrize("often", [0.02, 0.9], ids=["few come again", "most come again"])
def test_slices_and_pieces_give_the_same_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, often: float) -> None:
    at_once = lake(tmp_path / "once", monkeypatch, often)
    monkeypatch.setattr(merge, "SLICE_ROWS", 200)
    monkeypatch.setattr(merge, "JUDGED_ROWS", 90)
    monkeypatch.setattr(shelf, "HELD_BYTES", 30_000)
    monkeypatch.setattr(shelf, "GROUP_ROWS", 40)
    monkeypatch.setattr(delimited, "BLOCK", 1 << 12)
    monkeypatch.setattr(writing, "GROUP_ROWS", 60)
    in_slices = lake(tmp_path / "slices", monkeypatch, often)
    assert in_slices[0] == at_once[0]
    assert in_slices[1] == at_once[1]
    assert sum(account[1] for account in at_once[0][:3]) > 500


def test_a_partition_sorted_by_ranges_of_keys_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "ROW_GROUP", 25)
    at_once = lake(tmp_path / "once", monkeypatch, 0.1)
    monkeypatch.setattr(writing, "LARGE_ROWS", 10)
    monkeypatch.setattr(writing, "SAMPLE_ROWS", 6)
    monkeypatch.setattr(writing, "GROUP_ROWS", 5)
    assert lake(tmp_path / "large", monkeypatch, 0.1) == at_once


def test_a_file_that_cannot_be_read_to_its_end_leaves_no_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxpulse.core.errors import InputError
    from cxpulse.jobs import ingest_files

    world = World(tmp_path, monkeypatch)
    world.source("nps", **TYPEFORM)
    monkeypatch.setattr(shelf, "HELD_BYTES", 1000)
    world.export("typeform/1.csv", HEADER + "".join(f"a{i},9,,,app,2026-11-14 10:00:00\n" for i in range(200)))
    world.export("typeform/2.csv", HEADER + "".join(f"b{i},9,,,app,2026-11-14 10:00:00\n" for i in range(200)))
    real = ingest_files.open_file

    def breaks_at_the_end(path: Path, *given: Any, **more: Any) -> Any:
        opened = real(path, *given, **more)
        if path.name == "2.csv":
            batches = opened.batches

            def broken() -> Any:
                yield from batches
                raise InputError(f"{path.name}: its quotation marks contradict each other")

            opened.batches = broken()
        return opened

    with monkeypatch.context() as patch:
        patch.setattr(ingest_files, "open_file", breaks_at_the_end)
        with pytest.raises(InputError, match="quotation marks contradict"):
            world.ingest()
    assert {row[0][0] for row in world.rows("response", "response_id")} == {"a"}
    assert world.ingest()["rows"]["accepted"] == 200
