"""Looks at every file of a folder: reads it as the ingest would, into a lake that is thrown away, and tells what became of each row.

Nothing is stored and no log is written. Files that no source names are recognised by their headers; those that hold nothing
that a figure needs are read all the same, counted, and named with the reason.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cxpulse.catalog.entities import entity_names, load_entity
from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source, load_sources, load_sources_in
from cxpulse.core.errors import CXPulseError, InputError
from cxpulse.jobs.ingest_files import Run, definition_of, take_file
from cxpulse.jobs.look_facts import facts
from cxpulse.jobs.look_reasons import (
    Seen,
    no_answers,
    no_table,
    outcome,
    recognised_as,
    seen_of,
    survey_facts,
    why_nothing,
)
from cxpulse.lake.calendar_guard import weeks_table
from cxpulse.lake.connection import connect, engine_share
from cxpulse.lake.merge import merge
from cxpulse.lake.shelf import shelves
from cxpulse.lake.store import lake_store
from cxpulse.sources.headers import same_name

Progress = Callable[[str, int, int], None]


def look(
    settings: Settings,
    folder: Path,
    *,
    now: dt.datetime,
    declared: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The account of every file below a folder (or of one file). declared: a folder of source YAMLs beside the project's own.

    Returns {"files": [{file, state, rows, accepted, rejected, duplicates, left, entity, encoding, zone, facts, odd, why}]}; facts: what
    its rows say in sum; odd: cells that cannot be right, used or not; rows = accepted + rejected + duplicates + left where a file is 'taken'. States: taken, declare (a survey whose score must be
    declared), nothing (no row of it is counted), no table, unreadable. Raises InputError: no such folder.
    """
    if not folder.exists():
        raise InputError(f"{folder}: no such file or folder")
    root = folder if folder.is_dir() else folder.parent
    files = list(_files(folder))
    sources = (load_sources_in(declared) if declared else [], load_sources())
    with tempfile.TemporaryDirectory(prefix="cxpulse-look-") as name:
        scratch = settings.model_copy(update={"data_root": name, "state_url": "", "exports": str(root)})
        work = Path(name) / "work"
        work.mkdir()
        store = lake_store(scratch.data_root, scratch.local_root)
        con = connect(
            work,
            store,
            b"a key that is thrown away",
            memory_limit=engine_share(settings.memory_limit),
            threads=settings.threads,
        )
        weeks_table(con, settings.calendar)
        reports = []
        for i, path in enumerate(files):
            if progress:
                progress(path.name, i, len(files))
            run = Run("look", scratch, store, con, work, now, again=True)
            reports.append(_one(run, root, path, sources))
        con.close()
    return {"files": reports}


def _files(folder: Path) -> Iterator[Path]:
    found = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.is_file())
    yield from (
        p for p in found if not any(part.startswith((".", "~$")) for part in p.relative_to(folder).parts)
    )


def _one(run: Run, root: Path, path: Path, sources: tuple[list[Source], list[Source]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": str(path.relative_to(root)), "state": "nothing", "rows": 0, "accepted": 0, "rejected": 0, "duplicates": 0, "left": {},
        "entity": "", "encoding": None, "zone": None, "facts": [], "odd": [], "why": "",
    }  # fmt: skip
    try:
        if reason := no_table(path):
            return told | {"state": "no table", "why": reason}
        seen = seen_of(path, run.work)
        source = _source(run, root, path, sources, seen)
        read = {
            "rows": seen.rows,
            "rejected": seen.broken,
            "duplicates": seen.repeated,
            "left": seen.left,
            "encoding": seen.encoding,
            "facts": survey_facts(seen),
            "odd": seen.cells.odd(),
        }
        if source is None:
            if seen.broken > seen.rows / 2:
                return told | {"state": "no table", "why": "text for people, no table"}
            return told | read | {"state": "declare" if seen.survey else "nothing", "why": why_nothing(run.settings, path, seen)}
        return told | read | _taken(run, source, path, seen)
    except CXPulseError as problem:
        return told | {
            "state": "unreadable",
            "why": str(problem).replace(str(path), path.name).splitlines()[0],
        }


def _source(
    run: Run, root: Path, path: Path, sources: tuple[list[Source], list[Source]], seen: Seen
) -> Source | None:
    """Who reads the file: a declared source by its path; one of the project's own if the file has its columns; the vendor
    whose headers it has; None: nobody.
    """
    declared, own = sources
    named = next((s for s in declared if path in root.glob(s.path)), None)
    if named:
        return named
    here = {same_name(n) for n in seen.names}
    vendors = {v.name for v, _ in seen.recognised}
    for source in own:
        mapped = {same_name(h) for h in source.columns.values()}
        if mapped and mapped <= here and source.vendor in {"generic", *vendors}:
            return source
    if not seen.recognised or seen.survey or not seen.recognised[0][1].entities:
        return None
    return Source(name="look", vendor=seen.recognised[0][0].name, path=path.name, zone=run.settings.week.zone)


def _taken(run: Run, source: Source, path: Path, seen: Seen) -> dict[str, Any]:
    entities = [load_entity(name) for name in entity_names()]
    for shelf in run.shelves.values():
        shelf.clear()
    run.shelves = shelves(run.con, entities, run.work / "rows")
    run.con.execute("DELETE FROM rejected")
    own = source.model_copy(update={"name": "look"})
    run.definitions[own.name] = definition_of(run.settings, own)
    report, file_id = take_file(run, own, path)
    if file_id is None:
        return {
            "state": "nothing",
            "why": f"{report['kind']}: the outcome of a job, no data{outcome(seen)}",
        }
    run.con.execute("CREATE OR REPLACE TEMP TABLE files (file_sha VARCHAR, file_id BIGINT)")
    filled = [e for e in entities if run.shelves[e.name].rows]
    sums = []
    for entity in filled:
        merged = merge(run.con, run.store, entity, own.name, run.settings.moved_rows_lookback_weeks)
        said = facts(run.con, entity, merged.table, report["zone"] or run.settings.week.zone)
        sums.append(f"{entity.name}: {said}" if said and len(filled) > 1 else said)
    rows = " UNION ".join(f"SELECT file_row FROM accepted_{e.name}" for e in filled)  # noqa: S608
    accepted = run.con.execute(f"SELECT count(*) FROM ({rows})").fetchall()[0][0] if filled else 0  # noqa: S608
    left = {word: n for word, n in report["not_answers"].items() if word not in {"labels", "blank", "footer"}}
    return {
        "state": "taken", "rows": report["read"] + sum(left.values()), "accepted": accepted, "rejected": report["rejected"],
        "duplicates": report["read"] - report["rejected"] - accepted, "left": left, "entity": ", ".join(e.name for e in filled),
        "encoding": report["encoding"], "zone": report["zone"], "facts": [f for f in sums if f],
        "why": "; ".join([*_rejects(run), *recognised_as(report), *report["notes"], *no_answers(seen)]),
    }  # fmt: skip


def _rejects(run: Run) -> list[str]:
    """The first rejected rows, one by one."""
    rows = run.con.execute(
        "SELECT file_row, field, value, reason FROM rejected ORDER BY file_row, field LIMIT 4"
    ).fetchall()
    return [f"line {row}, {field} '{value}': {reason}" for row, field, value, reason in rows]
