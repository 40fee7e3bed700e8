"""One machine at a time changes a lake in an object store: a lease in the store itself, for S3 and what speaks its API.

A file lock ends at the machine, and `max_active_runs=1` of the DAG at its Airflow: a second installation, or a person with the
command line, knows neither. The lease is one small object, locks/lake, that is only ever written under a condition: created if it
is not there (If-None-Match), else replaced if it is still what was read (If-Match), so of any number of writers one wins. Its
holder renews it; one that died is known by its lease standing still for its whole length on the waiter's own clock, so no two
clocks need agree. Stores that take no conditions are found out at the first write; then only the file lock holds, which is said.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cxpulse.core.errors import LakeBusy
from cxpulse.lake.store import Store

log = logging.getLogger(__name__)
PATH = "locks/lake"
LEASE = 120.0  # seconds without a sign of life after which a holder counts as dead
WAIT = 600.0  # seconds to wait for somebody else before giving up
POLL = 2.0
CONDITIONAL = ("s3", "s3a")


@contextmanager
def leased(store: Store, *, wait: float = WAIT, lease: float = LEASE, poll: float = POLL) -> Iterator[Callable[[], None]]:
    """Holds the lease of a store while the block runs; nothing to hold for a local folder or another kind of store.

    Gives a function to call just before what must not be done by two: it raises LakeBusy when the lease was lost (this machine
    stood still for longer than `lease`, and another took over). Raises LakeBusy naming who holds it when it is not free within
    `wait` seconds, and at the end of the block when it was lost meanwhile.
    """
    if store.is_local or store.root.split("://", 1)[0] not in CONDITIONAL:
        yield _nothing
        return
    held = Held(store, lease)
    if not _acquire(held, wait, poll):
        yield _nothing
        return
    stop = threading.Event()
    beat = threading.Thread(target=_renew, args=(held, stop), name="lake-lease", daemon=True)
    beat.start()
    try:
        yield held.still_mine
    except BaseException:
        _end(held, stop, beat)
        raise
    if not _end(held, stop, beat):
        raise held.lost()


def _nothing() -> None:
    """What a lake of one machine has to ask: nothing."""


@dataclass
class Held:
    """A lease, mine or to be: where it lies, who I am, and what I wrote last."""

    store: Store
    lease: float
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    etag: str = ""
    one: threading.Lock = field(default_factory=threading.Lock)

    def renew(self) -> bool:
        """Gives a sign of life; False when somebody else has taken over. The heart beats in a thread of its own."""
        with self.one:
            return self.write(IfMatch=self.etag)

    def still_mine(self) -> None:
        """Raises LakeBusy unless the lease is ours at this moment; it is renewed by that."""
        if not self.renew():
            raise self.lost()

    def lost(self) -> LakeBusy:
        """What to tell when somebody else has taken over."""
        return LakeBusy(
            f"{self.store.at(PATH)}: this machine stood still for more than {self.lease:.0f} s and lost its lease of the lake to another "
            "run; run `cxpulse ingest` again"
        )

    def write(self, free: bool = False, **condition: str) -> bool:
        """Writes the object under a condition; False when the condition does not hold."""
        about = {
            "owner": "" if free else f"{getpass.getuser()}@{socket.gethostname()}, process {os.getpid()}",
            "token": "" if free else self.token,
            "at": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
        }
        body = json.dumps({**about, "write": uuid.uuid4().hex}).encode()  # never twice the same: the ETag is a hash of it
        try:
            done = self._call("put_object", Body=body, Metadata={k: v.encode("ascii", "backslashreplace").decode() for k, v in about.items()}, **condition)
        except OSError as problem:
            if _status(problem) not in (409, 412):
                raise
            return self._wrote_it(body)
        self.etag = str(done["ETag"])
        return True

    def _wrote_it(self, body: bytes) -> bool:
        """Whether what stands there is this very write: its answer was lost, and the client asked again."""
        seen = self.read()
        mine = seen is not None and self.store.get(PATH) == body
        if mine and seen is not None:
            self.etag = seen[0]
        return mine

    def read(self) -> tuple[str, Mapping[str, str]] | None:
        """ETag and what is said of the holder; None when there is no lease."""
        try:
            found = self._call("head_object")
        except FileNotFoundError:
            return None
        return str(found["ETag"]), found.get("Metadata", {})

    def _call(self, name: str, **more: Any) -> Any:
        files = self.store.filesystem()
        bucket, key, _ = files.split_path(self.store.at(PATH))
        return files.call_s3(name, Bucket=bucket, Key=key, **more)


def _acquire(held: Held, wait: float, poll: float) -> bool:
    """True when the lease is ours; False when this store takes no conditions. Raises LakeBusy."""
    until, since, last = time.monotonic() + wait, time.monotonic(), ""
    while True:
        seen = held.read()
        if seen is None:
            if held.write(IfNoneMatch="*"):
                return _keeps_conditions(held)
            continue
        etag, about = seen
        if etag != last:
            if last == "" and about.get("token"):
                log.warning("the lake is being changed by %s since or at %s: waiting", about.get("owner"), about.get("at"))
            last, since = etag, time.monotonic()
        if not about.get("token") or time.monotonic() - since >= held.lease:
            if held.write(IfMatch=etag):
                return True
            continue
        if time.monotonic() >= until:
            raise LakeBusy(
                f"{held.store.at(PATH)}: {about.get('owner')} is changing the lake (its last sign of life: {about.get('at')}); "
                "try again when it is done"
            )
        time.sleep(poll)


def _keeps_conditions(held: Held) -> bool:
    """Whether the store refuses what it must refuse: creating again what is there."""
    before = held.etag
    if not Held(held.store, held.lease).write(IfNoneMatch="*"):
        held.etag = before
        return True
    held.store.remove(PATH)
    log.warning("%s takes no conditional writes: only runs on this machine wait for each other", held.store.root)
    return False


def _renew(held: Held, stop: threading.Event) -> None:
    while not stop.wait(held.lease / 4):
        try:
            if not held.renew():
                return
        except Exception as problem:  # the line is down: the next beat tries again, and the end tells if it was too long
            log.warning("the lease of the lake could not be renewed: %s", problem)


def _end(held: Held, stop: threading.Event, beat: threading.Thread) -> bool:
    """Gives the lease back; False when it was not ours any more."""
    stop.set()
    beat.join()
    return held.write(free=True, IfMatch=held.etag)


def _status(problem: BaseException) -> int:
    answer = getattr(problem.__cause__, "response", None) or {}
    return 412 if isinstance(problem, FileExistsError) else int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
