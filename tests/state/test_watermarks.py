"""Marks of how far a source is read: kept per source and key, replaced, never mixed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cxpulse.state import watermarks


def test_marks_are_kept_and_replaced_by_key(tmp_path: Path, today: dt.datetime) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    assert watermarks.marks(url, "help") == {}
    watermarks.keep(url, "help", {"tickets": {"cursor": "a"}, "users": {"cursor": "b"}}, run="1", now=today)
    watermarks.keep(url, "help", {"tickets": {"cursor": "c"}}, run="2", now=today)
    watermarks.keep(url, "other", {"tickets": {"after": 5, "seen": ["1 x"]}}, run="2", now=today)
    assert watermarks.marks(url, "help") == {"tickets": {"cursor": "c"}, "users": {"cursor": "b"}}
    assert watermarks.marks(url, "other") == {"tickets": {"after": 5, "seen": ["1 x"]}}
