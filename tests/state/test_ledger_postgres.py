"""The same ledger on a real PostgreSQL: one winner, takeovers, instants."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxpulse.state.ledger import DELIVERED, UNKNOWN, Key, Ledger

WEEK = dt.date(2026, 11, 14)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pgserver")
    folder: Path = tmp_path_factory.mktemp("pg")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def key(what: str) -> Key:
    return Key(what, WEEK, "weekly.th", "C0123", "slack")


def test_of_eight_threads_one_wins(postgres: str, today: dt.datetime) -> None:
    ledger, gate, wins = Ledger(postgres), threading.Barrier(8), []

    def run() -> None:
        gate.wait()
        wins.append(ledger.claim(key("race"), now=today).won)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(wins), sum(wins)) == (8, 1)


def test_instants_come_back_as_they_went_in(postgres: str, today: dt.datetime) -> None:
    ledger = Ledger(postgres)
    claim = ledger.claim(key("receipt"), now=today)
    ledger.sending(claim, now=today)
    entry = ledger.delivered(claim, receipt="1764061200.000100", now=today)
    assert (entry.state, entry.delivered_at) == (DELIVERED, today)
    assert ledger.find(key("receipt")) == entry


def test_takeover_and_unknown(postgres: str, today: dt.datetime) -> None:
    ledger = Ledger(postgres)
    ledger.claim(key("dead"), now=today)
    heir = ledger.claim(key("dead"), now=today + 11 * MINUTE)
    assert heir.won
    ledger.sending(heir, now=today + 11 * MINUTE)
    assert ledger.claim(key("dead"), now=today + 30 * MINUTE).entry.state == UNKNOWN
