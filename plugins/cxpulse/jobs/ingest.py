"""Ingest: every new export file becomes canonical rows in exactly the partitions that it touches.

Order of a run: remote sources are asked for what is new; files are read and archived; rows are cast, rejected or taken;
each source is merged with the partitions that are there; the checks look at the new state; only then are partitions put
in place, and only then does the log say that the files were taken and how far remote sources are read. A run that stops
in between has changed nothing, or is repaired by the next.
"""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from cxpulse.catalog.checks import load_checks
from cxpulse.catalog.entities import entity_names, load_entity
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, InputError, Unreachable
from cxpulse.jobs.ingest_fetch import Inbox, keep_marks
from cxpulse.jobs.ingest_files import Run, definition_of, empty_report, in_order, take_file
from cxpulse.jobs.ingest_sources import Found, find
from cxpulse.lake.calendar_guard import guard_calendar, weeks_table
from cxpulse.lake.checks import relations, run_checks, stop_if_failed
from cxpulse.lake.complete import complete
from cxpulse.lake.connection import connect, engine_share, give
from cxpulse.lake.keep import keep
from cxpulse.lake.merge import Merged, accepted_rows, merge
from cxpulse.lake.rejects import write_rejects
from cxpulse.lake.secret import pseudonym_key
from cxpulse.lake.shelf import shelves
from cxpulse.lake.statistics import only_one
from cxpulse.lake.store import lake_store
from cxpulse.lake.writing import put_in_place, write_aside
from cxpulse.state import ingest_log

Progress = Callable[[str, int, int], None]
REJECTS_AT_ONCE = 10_000
SUMS = ("read", "accepted", "rejected", "duplicates")


def ingest(
    settings: Settings, *, sources: list[str] | None, now: dt.datetime, progress: Progress | None = None, again: bool = False,
    refetch: bool = False,
) -> dict[str, Any]:
    """Reads every new file of the sources (None: all). progress(source, files done, files); again: known files too;
    refetch: remote sources from their beginning.

    Returns {"files": [account of each file], "rows": {read, accepted, rejected, duplicates}, "touched": {entity: [partitions]},
    "rejects_file": path or None, "checks": [{name, level, title, rows, examples}], "run": id}.
    Raises InputError (no file at all; or, after all others were taken, files that cannot be read), CheckFailed (nothing was
    written), ConfigurationError; Unreachable when only remote sources did not answer.
    """
    store = lake_store(settings.data_root, settings.local_root)
    guard_calendar(store, settings.calendar)
    settings.local_root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="work-", dir=settings.local_root) as folder:
        work = Path(folder)
        found = find(Inbox(settings, store, work / "fetched", now, again, refetch), sources)
        key, region = pseudonym_key(settings.local_root), settings.phone_region
        con = connect(work, store, key, memory_limit=engine_share(settings.memory_limit), threads=settings.threads, phone_region=region)
        try:
            run = Run(f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}", settings, store, con, work, now, again)
            with only_one(settings.local_root, store) as still_mine:  # partitions are read, merged and replaced: a second run in between would lose rows
                return _run(run, found, progress, still_mine)
        except duckdb.OutOfMemoryException as problem:
            raise ConfigurationError(
                f"settings.yaml: memory_limit: {settings.memory_limit} is too little for these files "
                f"({str(problem).splitlines()[0]}); raise it and run again"
            ) from None
        finally:
            con.close()


def _run(run: Run, found: list[Found], progress: Progress | None, still_mine: Callable[[], None]) -> dict[str, Any]:
    entities = [load_entity(name) for name in entity_names()]
    weeks_table(run.con, run.settings.calendar)
    reports: list[dict[str, Any]] = []
    merged: list[Merged] = []
    run.shelves = shelves(run.con, entities, run.work / "rows")
    outcomes: list[dict[Path, str]] = []
    for one in found:
        run.definitions[one.source.name] = definition_of(run.settings, one.source)
        files = in_order(one.source, one.files)
        done, ids = _read_source(run, one, files, progress)
        reports += done
        outcomes.append({path: report["state"] for path, report in zip(files, done, strict=False)})
        if ids:
            merged += _merge_source(run, one.source.name, reports, ids)
    give(run.con, engine_share(run.settings.memory_limit, quarters=2))  # all files are read, all partitions written aside
    relations(run.con, entities, merged)
    checks = run_checks(run.con, load_checks(), run.now)
    rejects_file = _write_rejects(run, reports)
    stop_if_failed(checks)
    still_mine()
    for part in merged:
        put_in_place(run.store, part)
    ingest_log.finish(run.settings.state_database, run.definitions, [r for r in reports if r["state"] == "taken"], run.now)
    for one, states in zip(found, outcomes, strict=True):
        keep_marks(run.settings, one.source.name, one.pieces, states, run=run.id, now=run.now)
    _stop_if_unreadable(reports)
    return {
        "run": run.id, "files": reports, "rows": {key: sum(r[key] for r in reports) for key in SUMS},
        "touched": _touched(merged), "rejects_file": rejects_file, "checks": checks,
    }  # fmt: skip


def _read_source(run: Run, one: Found, files: list[Path], progress: Progress | None) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """Accounts of a source's files in the order in which they are read, and file_id -> place of its account among them."""
    state = "unreachable" if one.passing else "unreadable"
    failed = [empty_report(one.source.name, one.source.transport, state, notes=[one.failed])] if one.failed else []
    if not one.files:
        told = [one.told] if one.told else []
        return failed or [empty_report(one.source.name, one.source.path or one.source.transport, "no file", notes=told)], {}
    reports: list[dict[str, Any]] = []
    ids: dict[int, int] = {}
    here: dict[str, dict[str, Any]] = {}
    for i, path in enumerate(files):
        if progress:
            progress(one.source.name, i, len(one.files))
        try:
            report, file_id = take_file(run, one.source, path)
        except InputError as problem:
            report, file_id = empty_report(one.source.name, path.name, "unreadable", notes=[str(problem)]), None
        if one.told and report["state"] == "taken" and (i == 0 or not one.pieces):
            report["notes"].insert(0, one.told)
        reports.append(report)
        if file_id in ids:  # the same content under another name in one run
            first = here[report["sha"]]
            report |= {"state": "known", "duplicates": report["read"], "rejected": 0, "notes": [f"the same content as {first['file']}"]}
            continue
        if file_id is not None:
            ids[file_id] = len(reports) - 1
            here[report["sha"]] = report
    if progress:
        progress(one.source.name, len(one.files), len(one.files))
    reports += [empty_report(one.source.name, name, "not recognised", notes=[why]) for name, why in one.problems.items()]
    return [*reports, *failed], ids


def _merge_source(run: Run, source: str, reports: list[dict[str, Any]], ids: dict[int, int]) -> list[Merged]:
    """Merges every entity that got rows, and completes the accounts: what was not accepted or rejected is a duplicate."""
    order = ingest_log.order_of_files(run.settings.state_database, source)
    run.con.execute("CREATE OR REPLACE TEMP TABLE files (file_sha VARCHAR, file_id BIGINT)")
    if order:
        run.con.executemany("INSERT INTO files VALUES (?, ?)", list(order.items()))
    filled = [shelf for shelf in run.shelves.values() if shelf.rows]
    lookback = run.settings.moved_rows_lookback_weeks
    if mine := {file_id: columns for file_id, columns in run.completes.items() if file_id in ids}:
        for shelf in filled:
            complete(run.con, run.store, shelf, source, mine)
    kept = _keep(run, source, ids, lookback)
    merged = [merge(run.con, run.store, shelf.entity, source, lookback) for shelf in filled]
    accepted = accepted_rows(run.con, filled)
    for one in merged:
        write_aside(run.con, run.store, one, run.work)
    for shelf in filled:
        shelf.clear()
    first = len(reports) - _files_of(reports, source)
    for file_id, place in ids.items():
        report = reports[first + place]
        report["accepted"] = accepted.get(file_id, 0)
        report["duplicates"] = report["read"] - report["rejected"] - report["accepted"]
        if n := kept.get(file_id):
            report["notes"].append(f"known ratings that keep the time at which they were first seen, for the export does not say when they were given: {n}")
    return merged


def _keep(run: Run, source: str, ids: dict[int, int], lookback: int) -> dict[int, int]:
    """Lets known rows keep what their first file decided; file_id -> how many did."""
    kept: dict[int, int] = {}
    for name in {entity for file_id in ids for entity in run.keeps.get(file_id, ())}:
        if run.shelves[name].rows:
            wanted = {file_id: run.keeps[file_id][name] for file_id in ids if name in run.keeps.get(file_id, ())}
            for file_id, n in keep(run.con, run.store, run.shelves[name], source, wanted, lookback).items():
                kept[file_id] = kept.get(file_id, 0) + n
    return kept


def _files_of(reports: list[dict[str, Any]], source: str) -> int:
    return sum(r["source"] == source for r in reports)


def _touched(merged: list[Merged]) -> dict[str, list[str]]:
    touched: dict[str, set[str]] = {}
    for part in merged:
        if part.touched:
            touched.setdefault(part.entity.name, set()).update(part.touched)
    return {entity: sorted(parts) for entity, parts in sorted(touched.items())}


def _write_rejects(run: Run, reports: list[dict[str, Any]]) -> str | None:
    names = {(r["source"], r["sha"]): r["file"] for r in reports if r["sha"] and r["state"] == "taken"}
    run.con.execute("CREATE OR REPLACE TEMP TABLE named (file_id BIGINT, source VARCHAR, file VARCHAR)")
    for (source, sha), file in names.items():
        file_id = ingest_log.order_of_files(run.settings.state_database, source).get(sha)
        run.con.execute("INSERT INTO named VALUES (?, ?, ?)", [file_id, source, file])
    found = run.con.execute(
        "SELECT source, file, file_row, field, value, reason FROM rejected JOIN named USING (file_id) ORDER BY source, file, file_row, field"
    )
    some = iter(lambda: found.fetchmany(REJECTS_AT_ONCE), [])
    first = next(some, None)
    return write_rejects(run.store, run.id, itertools.chain(first, itertools.chain.from_iterable(some))) if first else None


def _stop_if_unreadable(reports: list[dict[str, Any]]) -> None:
    bad = [r["notes"][-1] for r in reports if r["state"] in {"unreadable", "unreachable"}]
    if bad:
        only_passing = all(r["state"] != "unreadable" for r in reports)
        taken = sum(r["state"] == "taken" for r in reports)
        raise (Unreachable if only_passing else InputError)("\n".join(bad) + (f"\n({taken} other files were taken in)" if taken else ""))
