"""Pages of records into one file: every record once, and the mark of how far it goes."""

from __future__ import annotations

import csv
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cxpulse.core.errors import CXPulseError
from cxpulse.sources.remote.contract import Fetched, Job, Piece

Record = dict[str, Any]
REMEMBERED = 200_000
"""Records that are remembered to drop those that come again on a later page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One complete answer. mark: how far the source is read with it; None: the newest change says that (see `Order`)."""

    records: list[Record]
    mark: Any = None


@dataclass(frozen=True, slots=True)
class Order:
    """Where a vendor gives no cursor, records come by their last change. changed: a record's, in milliseconds;
    overlap: milliseconds asked for again next time, for changes that the vendor shows late; ascending: False where pages
    come in any order, so that a part of them says nothing about how far the source is read.
    """

    changed: Callable[[Record], int]
    overlap: int = 0
    ascending: bool = True


def collect(
    job: Job, fetched: Fetched, key: str, pages: Iterator[Page], *, identity: Callable[[Record], str], order: Order | None = None,
    columns: list[str] | None = None,
) -> None:  # fmt: skip
    """Writes the pages' records to <key>-<instant>.ndjson (.csv with `columns`) and adds the piece to `fetched`.

    A record that comes a second time unchanged (same identity: id and version) is dropped and counted. When a page
    cannot be had, what came before it stays: the piece ends there, and `fetched.problem` says why.
    """
    before = job.marks.get(key) or {}
    seen = OrderedDict.fromkeys(before.get("seen", ()) if order else ())
    path = job.folder / f"{key}-{job.now:%Y%m%dT%H%M%SZ}{'.csv' if columns else '.ndjson'}"
    tail, written, dropped, mark = _Tail(before, order), 0, 0, None
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:  # half an emoji becomes '?'
        write = _csv_writer(file, columns) if columns else lambda r: file.write(json.dumps(r, ensure_ascii=False) + "\n")
        try:
            for page in pages:
                named = [(identity(r), tail.at(r), r) for r in page.records]  # the whole page, before any of it is written
                for name, at, record in named:
                    if name in seen:
                        dropped += 1
                        continue
                    seen[name] = None
                    if len(seen) > REMEMBERED:
                        seen.popitem(last=False)
                    write(record)
                    written += 1
                    tail.add(at, name)
                mark = tail.mark() if order else page.mark
        except (CXPulseError, KeyError, TypeError, AttributeError) as problem:
            told = problem if isinstance(problem, CXPulseError) else f"an answer has another shape than expected: {type(problem).__name__} {problem}"
            fetched.stopped(problem, f"{key}: {told}")
            mark = mark if order is None or order.ascending else None
    fetched.told.append(f"{key}: {written} records" + (f", {dropped} that had come before" if dropped else ""))
    if written and mark is not None:
        fetched.pieces.append(Piece(path, {key: mark}))
    else:
        path.unlink()


class _Tail:
    """The newest change, and the records within the overlap before it: they will come again and be known."""

    def __init__(self, before: Any, order: Order | None) -> None:
        self._order = order
        self._top: int = before.get("after", -1) if order else -1
        self._names: list[tuple[int, str]] = [(self._top, n) for n in before.get("seen", ())] if order else []

    def at(self, record: Record) -> int:
        return self._order.changed(record) if self._order else 0

    def add(self, at: int, name: str) -> None:
        if self._order is None:
            return
        self._top = max(self._top, at)
        self._names.append((at, name))
        if len(self._names) > REMEMBERED:
            self._prune()

    def mark(self) -> dict[str, Any]:
        self._prune()
        return {"after": self._top, "seen": sorted({n for _, n in self._names})}

    def _prune(self) -> None:
        overlap = self._order.overlap if self._order else 0
        self._names = [(at, n) for at, n in self._names if at >= self._top - overlap]


def by_change(
    ask: Callable[[int | None, Any], tuple[list[Record], Any]], order: Order, before: Any
) -> Iterator[Page]:
    """Pages by last change: ask(changed at or after this millisecond or None, token of the page or None) -> records, next token.

    After a page it asks anew from that page's newest change, and turns pages by token only where one instant fills them.
    So a record that changes while we read, and moves to the end, shifts none of the others past us.
    """
    lower = max(0, before["after"] - order.overlap) if before else None
    token = None
    while True:
        records, following = ask(lower, token)
        yield Page(records)
        if following is None:
            return
        top = max(map(order.changed, records), default=-1)
        if lower is None or top > lower:
            lower, token = top, None
        else:
            token = following


def _csv_writer(file: Any, columns: list[str]) -> Callable[[Record], Any]:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    return lambda record: writer.writerow([text_of(record.get(c)) for c in columns])


def text_of(value: Any) -> str:
    """A cell: nothing for None, ISO for times, JSON for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
