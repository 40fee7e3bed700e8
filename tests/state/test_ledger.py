"""One delivery, once: claims, receipts, and what happens to those whose process died."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import threading
from pathlib import Path

import pytest

from cxpulse.state.ledger import DELIVERED, FAILED, SENDING, UNKNOWN, Key, Ledger

WEEK = dt.date(2026, 11, 14)
KEY = Key("report:weekly", WEEK, "weekly.fa", "director@novin.example", "smtp")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'deep' / 'state.db'}"


@pytest.fixture
def ledger(url: str) -> Ledger:
    return Ledger(url)


def test_the_first_claim_wins_and_the_second_sees_it(ledger: Ledger, today: dt.datetime) -> None:
    assert ledger.claim(KEY, now=today).won
    second = ledger.claim(KEY, now=today)
    assert (second.won, second.entry.state) == (False, "claimed")


def test_a_receipt_ends_it(ledger: Ledger, today: dt.datetime) -> None:
    claim = ledger.claim(KEY, now=today)
    assert ledger.sending(claim, now=today)
    entry = ledger.delivered(claim, receipt="<m@x>", now=today)
    assert (entry.state, entry.receipt, entry.delivered_at) == (DELIVERED, "<m@x>", today)
    assert not ledger.claim(
        KEY, now=today + dt.timedelta(days=400), also_unknown=True, also_permanent=True
    ).won


def test_a_failure_may_be_tried_again_a_refusal_only_after_a_rest_or_when_asked(
    ledger: Ledger, today: dt.datetime
) -> None:
    claim = ledger.claim(KEY, now=today)
    ledger.failed(claim, detail="421 busy", now=today)
    claim = ledger.claim(KEY, now=today)
    assert (claim.won, claim.entry.attempts) == (True, 2)
    ledger.failed(claim, detail="550 no such user", permanent=True, now=today)
    assert ledger.claim(KEY, now=today).entry.state == FAILED
    assert not ledger.claim(KEY, now=today).won
    later = ledger.claim(KEY, now=today + 31 * MINUTE)
    assert later.won, "somebody may have repaired it meanwhile"
    ledger.failed(later, detail="550 no such user", permanent=True, now=today)
    assert ledger.claim(KEY, now=today, also_permanent=True).won


def test_a_claim_that_died_before_sending_is_taken_over_after_its_lease(
    ledger: Ledger, today: dt.datetime
) -> None:
    dead = ledger.claim(KEY, now=today)
    assert not ledger.claim(KEY, now=today + 10 * MINUTE).won
    heir = ledger.claim(KEY, now=today + 11 * MINUTE)
    assert heir.won
    assert not ledger.sending(dead, now=today + 11 * MINUTE), "the slow first owner must not send any more"
    assert ledger.sending(heir, now=today + 11 * MINUTE)


def test_one_that_died_while_sending_becomes_unknown_and_stays_so(ledger: Ledger, today: dt.datetime) -> None:
    claim = ledger.claim(KEY, now=today)
    ledger.sending(claim, now=today)
    assert ledger.claim(KEY, now=today + 9 * MINUTE).entry.state == SENDING
    later = ledger.claim(KEY, now=today + 11 * MINUTE)
    assert (later.won, later.entry.state) == (False, UNKNOWN)
    assert not ledger.claim(KEY, now=today + dt.timedelta(days=9)).won
    assert ledger.claim(KEY, now=today + dt.timedelta(days=9), also_unknown=True).won


def test_a_late_receipt_clears_an_unknown_of_the_same_claim(ledger: Ledger, today: dt.datetime) -> None:
    claim = ledger.claim(KEY, now=today)
    ledger.sending(claim, now=today)
    ledger.claim(KEY, now=today + 11 * MINUTE)
    assert ledger.delivered(claim, receipt="1.2", now=today + 12 * MINUTE).state == DELIVERED


def test_each_part_of_the_key_counts(ledger: Ledger, today: dt.datetime) -> None:
    others = [
        Key("report:board", WEEK, "weekly.fa", "director@novin.example", "smtp"),
        Key("report:weekly", WEEK + 7 * dt.timedelta(days=1), "weekly.fa", "director@novin.example", "smtp"),
        Key("report:weekly", WEEK, "weekly.en", "director@novin.example", "smtp"),
        Key("report:weekly", WEEK, "weekly.fa", "lead@novin.example", "smtp"),
        Key("report:weekly", WEEK, "weekly.fa", "director@novin.example", "folder"),
    ]
    assert all(ledger.claim(k, now=today).won for k in [KEY, *others])
    assert len(ledger.entries(week=WEEK)) == 5
    assert [e.id for e in ledger.entries(id_prefix=KEY.id[:6])] == [KEY.id]


def test_a_naive_instant_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="no time zone"):
        ledger.claim(KEY, now=dt.datetime(2026, 11, 25))


def race(url: str, now: dt.datetime) -> int:
    """8 threads claim one key at once; how many won."""
    ledger, gate, wins = Ledger(url), threading.Barrier(8), []

    def run() -> None:
        gate.wait()
        wins.append(ledger.claim(KEY, now=now).won)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 8
    return sum(wins)


def test_of_eight_threads_one_wins(url: str, today: dt.datetime) -> None:
    assert race(url, today) == 1


def _one(url: str, now: dt.datetime, out: multiprocessing.Queue[bool]) -> None:
    out.put(Ledger(url).claim(KEY, now=now).won)


def test_of_eight_processes_on_a_new_file_one_wins(url: str, today: dt.datetime) -> None:
    fork = multiprocessing.get_context("fork")
    out: multiprocessing.Queue[bool] = fork.Queue()
    workers = [fork.Process(target=_one, args=(url, today, out)) for _ in range(8)]
    for worker in workers:
        worker.start()
    results = [out.get(timeout=20) for _ in workers]
    for worker in workers:
        worker.join()
    assert sum(results) == 1
