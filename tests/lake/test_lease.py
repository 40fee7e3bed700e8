"""Two machines over one object store: one changes the lake at a time, a dead one is taken over, and who holds it is named."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.errors import LakeBusy
from cxpulse.lake import lease
from cxpulse.lake.lease import Held, leased
from cxpulse.lake.statistics import only_one
from cxpulse.lake.store import Store
from fakes.s3 import BUCKET, S3

QUICK: dict[str, float] = {"lease": 0.6, "poll": 0.05}


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    server = S3()
    yield server
    server.close()


@pytest.fixture
def store(s3: S3, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A data root of its own in the bucket."""
    for name, value in (
        ("ACCESS_KEY_ID", "novin"), ("SECRET_ACCESS_KEY", "s3-secret"), ("ENDPOINT_URL", s3.endpoint), ("DEFAULT_REGION", "us-east-1"),
    ):  # fmt: skip
        monkeypatch.setenv(f"AWS_{name}", value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    yield Store(f"s3://{BUCKET}/{request.node.name}")
    s3fs.S3FileSystem.clear_instance_cache()  # the next test has another server


def holder(store: Store) -> str:
    found = Held(store, 1).read()
    return found[1].get("owner", "") if found else ""


def test_two_machines_never_work_at_once(store: Store, tmp_path: Path) -> None:
    """Each adds one to a number in the store four times, with its own folder for the file lock, as two machines have."""
    store.put("number", b"0")
    failed: list[BaseException] = []

    def machine(name: str) -> None:
        try:
            for _ in range(4):
                with only_one(tmp_path / name, store):
                    number = int(store.get("number"))
                    time.sleep(0.02)
                    store.put("number", str(number + 1).encode())
        except BaseException as problem:
            failed.append(problem)

    machines = [threading.Thread(target=machine, args=(name,)) for name in ("tehran", "bangkok")]
    for one in machines:
        one.start()
    for one in machines:
        one.join()
    assert failed == []
    assert store.get("number") == b"8"
    assert holder(store) == "", "given back"


def test_who_holds_it_is_named_and_a_living_holder_is_never_taken_over(store: Store) -> None:
    with leased(store, **QUICK):
        first = Held(store, 1).read()
        with pytest.raises(LakeBusy, match=r"locks/lake: \S+@\S+, process \d+ is changing the lake .*last sign of life: 20"), leased(store, wait=1.5, **QUICK):
            pytest.fail("two at once")
        assert Held(store, 1).read() != first, "it was renewed meanwhile"


def test_a_dead_holder_is_taken_over_after_its_lease_and_not_before(store: Store) -> None:
    assert Held(store, 0.6).write(IfNoneMatch="*")  # and never heard of again
    begun = time.monotonic()
    with leased(store, wait=5, **QUICK):
        waited = time.monotonic() - begun
        assert 0.6 <= waited < 3


def test_of_many_who_take_over_a_dead_one_only_one_wins(store: Store) -> None:
    Held(store, 1).write(IfNoneMatch="*")
    found = Held(store, 1).read()
    assert found is not None
    assert [Held(store, 1).write(IfMatch=found[0]) for _ in range(5)] == [True, False, False, False, False]


def test_a_machine_that_stood_still_too_long_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_renew", lambda *_: None)
    mine = leased(store, lease=1.0, poll=0.05)
    still_mine = mine.__enter__()
    still_mine()
    found = Held(store, 1).read()
    assert found is not None
    assert Held(store, 1).write(IfMatch=found[0])  # somebody else took over
    with pytest.raises(LakeBusy, match="stood still for more than 1 s and lost its lease"):
        still_mine()
    with pytest.raises(LakeBusy, match="lost its lease of the lake to another run"):
        mine.__exit__(None, None, None)


def test_an_error_inside_gives_the_lease_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), leased(store, **QUICK):
        raise ZeroDivisionError
    assert holder(store) == ""


def test_an_answer_that_was_lost_is_known_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client sends the write a second time when the first answer does not come, and is refused by its own first."""
    call = Held._call

    def twice(self: Held, name: str, **more: Any) -> Any:
        if name == "put_object":
            call(self, name, **more)
        return call(self, name, **more)

    monkeypatch.setattr(Held, "_call", twice)
    mine = Held(store, 1)
    assert mine.write(IfNoneMatch="*")
    monkeypatch.undo()
    assert mine.write(IfMatch=mine.etag)


def test_a_store_without_conditions_is_found_out_and_said(store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    call = Held._call

    def deaf(self: Held, name: str, **more: Any) -> Any:
        return call(self, name, **{k: v for k, v in more.items() if not k.startswith("If")})

    monkeypatch.setattr(Held, "_call", deaf)
    with leased(store, **QUICK):
        pass
    assert "takes no conditional writes" in caplog.text
    assert Held(store, 1).read() is None


def test_a_local_folder_needs_no_lease(tmp_path: Path) -> None:
    with only_one(tmp_path, Store(str(tmp_path))):
        assert not (tmp_path / "locks").exists()


def test_the_heart_and_a_check_at_the_same_moment_are_no_loss(store: Store) -> None:
    with leased(store, lease=0.08, poll=0.02) as still_mine:
        for _ in range(30):
            still_mine()
