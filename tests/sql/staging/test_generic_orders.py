"""A table of orders without numbers: every purchase stays one, and its number gives nobody away."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest_world import World


def test_orders_without_numbers_get_some_that_are_no_plain_hash_of_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, monkeypatch)
    columns = {"email": "Mail", "ordered_at": "When", "value": "Total"}
    world.source("shop", vendor="generic", path="shop/*.csv", entities=["order"], columns=columns)
    world.export("shop/1.csv", "Mail,When,Total\n" + "ann@example.com,2026-11-14 10:00:00,5\n" * 2 + "bob@example.com,2026-11-14 10:00:00,5\n")
    world.ingest()
    ids = [row[0] for row in world.rows("order", "order_id")]
    assert len(set(ids)) == 3
    plain = hashlib.md5(b"ann@example.com").hexdigest()[:12]  # what anybody could look for
    assert not any(plain in one for one in ids)
    assert world.ingest(again=True)["touched"] == {}
