"""The state database: made on first use, one lock at a time, instants only."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from pathlib import Path

from sqlalchemy import text

from cxpulse.state.base import Base, session_factory


def test_folder_tables_and_settings_are_made_on_first_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a' / 'b' / 'state.db'}"
    with session_factory(url).begin() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 15_000
        tables = {r[0] for r in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
    assert set(Base.metadata.tables) <= tables
    assert "deliveries" in tables
    assert session_factory(url) is session_factory(url)


def _add(url: str, times: int) -> None:
    for _ in range(times):
        with session_factory(url).begin() as session:
            value = session.execute(text("SELECT count(*) FROM tally")).scalar() or 0
            time.sleep(0.001)
            session.execute(text("INSERT INTO tally VALUES (:v)"), {"v": value})


def test_processes_that_read_then_write_wait_for_each_other(tmp_path: Path, today: dt.datetime) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    with session_factory(url).begin() as session:
        session.execute(text("CREATE TABLE tally (v INTEGER PRIMARY KEY)"))
    workers = [multiprocessing.get_context("fork").Process(target=_add, args=(url, 10)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [w.exitcode for w in workers] == [0, 0, 0, 0]
    with session_factory(url).begin() as session:
        assert session.execute(text("SELECT count(*), max(v) FROM tally")).one() == (40, 39)
