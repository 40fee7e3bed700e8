"""One export file: opened, recognised, archived, and staged into the tables of the run; with the account of its rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.entities import Entity, load_entity
from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source
from cxpulse.catalog.vendors import FileKind, Vendor, load_vendor, vendor_version
from cxpulse.core.errors import InputError
from cxpulse.lake.archive import keep_raw, sha256_of
from cxpulse.lake.connection import first_row
from cxpulse.lake.plan import SURVEY_FIELDS, Plan, survey_constants
from cxpulse.lake.shelf import Shelf
from cxpulse.lake.stage import Stager
from cxpulse.lake.store import Store
from cxpulse.sources.headers import zone_in
from cxpulse.sources.mapping import known_fields, map_fields
from cxpulse.sources.model import Opened, Shape
from cxpulse.sources.readers import open_file
from cxpulse.sources.recognise import kind_of
from cxpulse.sources.remote.contract import Options
from cxpulse.state import ingest_log
from cxpulse.state.erasures import erased_keys

if TYPE_CHECKING:
    import duckdb

GENERIC = "generic"  # the vendor of one's own tables, which may hold any entity


@dataclass(slots=True)
class Run:
    """What the files of one run share. definitions: source -> hash of everything that decides how it is read; completes:
    file_id -> the columns that its rows decide in rows known from other files; keeps:
    file_id -> entity -> columns whose first value stands; shelves: entity -> the rows that were taken.
    """

    id: str
    settings: Settings
    store: Store
    con: duckdb.DuckDBPyConnection
    work: Path
    now: dt.datetime
    again: bool = False
    definitions: dict[str, str] = field(default_factory=dict)
    completes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    keeps: dict[int, dict[str, dict[str, str]]] = field(default_factory=dict)
    shelves: dict[str, Shelf] = field(default_factory=dict)


def definition_of(settings: Settings, source: Source) -> str:
    """Changes when the same bytes would become other rows: vendor's folder, entities, source, touchpoints, business week, phones."""
    declared = source.model_dump(mode="json", exclude={"path", "transport", "options", "expected_every_days"})
    reading = {k: v for k, v in source.options.items() if k in Options.model_fields and k != "unpacked_gb"}  # the others say where the bytes come from
    parts = [
        vendor_version(source.vendor),
        json.dumps({**declared, **reading}, sort_keys=True),
        json.dumps(settings.touchpoints, sort_keys=True),
        settings.week.zone,
        settings.week.first_day,
        settings.phone_region,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def empty_report(source: str, file: str, state: str, **more: Any) -> dict[str, Any]:
    """The account of one file, all zero."""
    return {
        "source": source, "file": file, "sha": None, "state": state, "kind": None, "read": 0, "accepted": 0, "rejected": 0,
        "duplicates": 0, "not_answers": {}, "encoding": None, "delimiter": None, "zone": None, "notes": [], **more,
    }  # fmt: skip


def take_file(run: Run, source: Source, path: Path) -> tuple[dict[str, Any], int | None]:
    """Reads one file into new_<entity> and rejected; gives its account (accepted and duplicates come with the merge) and
    its file_id (None: nothing was staged). Raises InputError, ConfigurationError.
    """
    name = _shown(run.settings, path)
    sha = sha256_of(path)
    definition = run.definitions[source.name]
    before = None if run.again else ingest_log.taken(run.settings.state_database, source.name, sha, definition)
    if before is not None:
        seen = {k: before[k] for k in ("kind", "encoding", "delimiter", "zone") if k in before}
        known = empty_report(source.name, name, "known", sha=sha, read=before["read"], duplicates=before["read"], **seen)
        known["notes"] = [f"the same content was taken in on {before['at'][:10]} ({before['name']})"]
        return known, None
    keep_raw(run.store, path, sha)
    work = run.work / sha[:16]
    work.mkdir(exist_ok=True)
    try:
        return _stage(run, source, path, name, sha, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _stage(run: Run, source: Source, path: Path, name: str, sha: str, work: Path) -> tuple[dict[str, Any], int | None]:
    vendor = load_vendor(source.vendor)
    kind, opened = open_as(path, work, vendor, source)
    report = empty_report(source.name, name, "taken", sha=sha, kind=kind.name, encoding=opened.encoding, delimiter=opened.delimiter)
    entities = _entities(source, kind, report)
    if not entities:
        report["state"] = "not used"
        report["notes"].append(f"recognised as {vendor.title}, {kind.name}: it holds nothing that a figure needs")
        return report, None
    plan = _plan(run.settings, source, vendor, kind, entities, opened, name)
    file_id = ingest_log.begin(
        run.settings.state_database, source.name, sha, run.definitions[source.name], name=name, run=run.id, now=run.now
    )
    run.con.execute("DELETE FROM rejected WHERE file_id = ?", [file_id])
    if kind.completes:
        run.completes[file_id] = kind.completes
    if kind.keeps:
        run.keeps[file_id] = kind.keeps
    stager = Stager(run.con, name, plan, file_id, sha, run.shelves, erased_keys(run.settings.state_database))
    try:
        for batch in opened.batches:
            stager.take(batch)
        stager.finish()
    except InputError:
        stager.discard()
        raise
    stager.reject(opened.bad)
    erased = stager.erased
    rejected = first_row(run.con, "SELECT count(DISTINCT file_row) FROM rejected WHERE file_id = ?", [file_id])[0]
    report |= {"read": stager.rows - erased + len(opened.bad), "rejected": rejected, "zone": plan.zone}
    report["not_answers"] = {**opened.skipped, **stager.not_answers}
    if erased:
        report["not_answers"]["erased"] = erased
    report["notes"] += [*opened.notes, *stager.notes, *(f"{n} {word}" for word, n in stager.odd.items() if n)]
    if report["read"] == 0 and not stager.not_answers:
        report["notes"].append("an empty file: a header and no rows")
    return report, file_id


def in_order(source: Source, files: list[Path]) -> list[Path]:
    """The files of a source with those last that complete the rows of others."""
    vendor = load_vendor(source.vendor)
    late = [k for k in vendor.files if k.completes]

    def is_late(path: Path) -> bool:
        with path.open("rb") as file:
            if all(k.records for k in late) and not file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[", b"\x1f\x8b")):
                return False  # no JSON, and no packed file that may hold it
        with tempfile.TemporaryDirectory() as work:
            try:
                kind, _ = open_as(path, Path(work), vendor, source)
            except InputError:
                return False  # told when it is taken
        return bool(kind.completes)

    return sorted(files, key=is_late) if late and len(files) > 1 else files


def open_as(path: Path, work: Path, vendor: Vendor, source: Source) -> tuple[FileKind, Opened]:
    """Opens a file as one of its vendor's kinds. Raises InputError when it is none of them."""
    shape = _shape(source, vendor, None)
    opened = open_file(path, work, shape, encoding=source.encoding, candidates=vendor.encodings)
    records = opened.delimiter is None and opened.encoding not in {"xlsx", "parquet"}
    if all(not k.recognise for k in vendor.files):
        kind = next(k for k in vendor.files if k.records == records)
    else:
        named = kind_of(vendor, opened.names, records=records)
        if named is None:
            told = "; ".join(f"{k.name}: {', '.join(k.recognise)}" for k in vendor.files if k.records == records and k.recognise)
            raise InputError(
                f"{path}: no {vendor.title} export: it has the columns {', '.join(opened.names[:30]) or '(none)'}; expected {told or 'another format'}"
            )
        kind = named
    shape = _shape(source, vendor, kind)
    if shape.header_rows != 1 or shape.footer:
        opened = open_file(path, work, shape, encoding=source.encoding, candidates=vendor.encodings)
    return kind, opened


def _shape(source: Source, vendor: Vendor, kind: FileKind | None) -> Shape:
    delimiters = ({"tab": "\t"}.get(source.delimiter, source.delimiter),) if source.delimiter else vendor.delimiters
    kinds = [kind] if kind else list(vendor.files)
    expected = tuple(dict.fromkeys([*source.columns.values(), *(h for k in kinds for h in k.recognise)]))
    declared = source.options.get("header_rows")
    header_rows = int(declared) if declared is not None else kind.header_rows if kind else 1
    unpacked = source.options.get("unpacked_gb")
    return Shape(
        delimiters, header_rows, join_headers=bool(kind and kind.join_headers), labels_when_empty=kind.labels_when_empty if kind else None,
        footer=bool(kind and kind.footer), sheet=source.options.get("sheet"), expected=expected,
        unpacked_bytes=round(float(unpacked) * 1e9) if unpacked else None,
    )  # fmt: skip


def _entities(source: Source, kind: FileKind, report: dict[str, Any]) -> list[tuple[Entity, str]]:
    asked = source.entities or (("response",) if source.vendor == GENERIC and source.survey else ())
    if source.vendor == GENERIC and not asked:
        raise InputError(f"{report['file']}: source '{source.name}' does not say what its rows are: add 'entities: [{' or '.join(kind.entities)}]' to its YAML")
    wanted = [e for e in kind.entities if not asked or e in asked]
    if "response" in wanted and source.survey is None:
        if kind.survey or len(wanted) == 1:
            raise InputError(f"{report['file']}: source '{source.name}' declares no survey: add 'survey: {{id: ..., kind: ..., scale: ...}}' to its YAML")
        wanted.remove("response")
        report["notes"].append("its satisfaction answers are not read: the source declares no survey")
    return [(load_entity(e), kind.entities[e]) for e in wanted]


def _plan(
    settings: Settings, source: Source, vendor: Vendor, kind: FileKind, entities: list[tuple[Entity, str]], opened: Opened, name: str
) -> Plan:
    just = [e for e, _ in entities]
    return Plan(
        source=source, vendor=vendor, kind=kind, entities=tuple((e, vendor.select(s)) for e, s in entities),
        places=map_fields(name, opened.names, vendor, kind, source, just),
        fields=(*known_fields(vendor, just), *SURVEY_FIELDS), stages=settings.touchpoints,
        header_zone=zone_in(opened.header) if kind.zone_in_header else None, constants=survey_constants(source.survey),
    )  # fmt: skip


def _shown(settings: Settings, path: Path) -> str:
    root = settings.exports_root
    return str(path.relative_to(root)) if path.is_relative_to(root) and path != root else path.name
