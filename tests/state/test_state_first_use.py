"""Several processes may use a state database for the first time at once: each waits for the other, none is refused."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from cxpulse.state.base import _prepare


def test_first_users_at_once_all_get_the_write_ahead_log(tmp_path: Path) -> None:
    failed: list[Exception] = []
    for round_ in range(60):
        file, together = tmp_path / f"{round_}.db", threading.Barrier(4)
        sqlite3.connect(file).execute("CREATE TABLE t (a)").connection.close()

        def first_use(file: Path = file, together: threading.Barrier = together) -> None:
            connection = sqlite3.connect(file)
            together.wait()
            try:
                _prepare(connection, None)
                assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            except Exception as problem:
                failed.append(problem)
            finally:
                connection.close()

        users = [threading.Thread(target=first_use) for _ in range(4)]
        for user in users:
            user.start()
        for user in users:
            user.join()
    assert failed == []
