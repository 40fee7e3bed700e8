"""Which files there are for which source; and, for a file or folder that no source names, what it is."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source, load_source, load_sources
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.core.errors import InputError
from cxpulse.jobs.ingest_fetch import Inbox, bring, check_options
from cxpulse.jobs.other_tables import known_table
from cxpulse.sources.headers import same_name
from cxpulse.sources.model import Opened, Shape
from cxpulse.sources.readers import open_file
from cxpulse.sources.recognise import recognised
from cxpulse.sources.remote.contract import Piece
from cxpulse.sources.transports import find_files, is_remote

MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A source and its files. told: what was recognised, when no source names the files, or what a transport brought;
    problems: file -> why it is not read; pieces: files of a remote source with the marks to keep; failed: why it brought
    no more; passing: a later try may succeed.
    """

    source: Source
    files: list[Path]
    told: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    failed: str = ""
    passing: bool = False


def find(inbox: Inbox, names: list[str] | None) -> list[Found]:
    """Files per source: below the exports root, and what remote sources have that is new.

    Raises InputError when there is no file at all, or none that is known; ConfigurationError.
    """
    settings = inbox.settings
    sources = [load_source(name) for name in names] if names else load_sources()
    root = settings.exports_root
    if root.is_file():
        return _loose(settings, [root])
    for source in sources:
        check_options(source)  # all of them, before anything is asked for
    found = [_files(inbox, s) for s in sources]
    if any(f.files or is_remote(f.source.transport) for f in found):
        return found
    if not root.exists():
        raise InputError(f"{root}: no such folder; set 'exports' in settings.yaml or EXPORTS, or run: cxpulse sample {root}")
    loose = [] if names else sorted(p for p in root.iterdir() if p.is_file() and not p.name.startswith("."))
    if not loose:
        paths = ", ".join(f"{s.name}: {s.path}" for s in sources)
        raise InputError(f"{root}: no export files; the sources look for {paths or 'nothing: dags/config/sources is empty'}")
    return _loose(settings, loose[:MOST_LOOKED_AT])


def _files(inbox: Inbox, source: Source) -> Found:
    if not is_remote(source.transport):
        return Found(source, find_files(source.transport, inbox.settings.exports_root, source.path, source.options))
    brought = bring(inbox, source)
    return Found(source, brought.files, brought.told, pieces=brought.pieces, failed=brought.problem, passing=brought.passing)


def _loose(settings: Settings, paths: list[Path]) -> list[Found]:
    """Files outside every source's path: a source whose columns they have, or what their headers say they are.

    What needs a declaration is an error that shows it.
    """
    known: dict[str, Found] = {}
    problems: dict[str, str] = {}
    for path in paths:
        try:
            source, told = _whose(settings, path)
        except InputError as problem:
            problems[path.name] = str(problem)
            continue
        known.setdefault(source.name, Found(source, [], told)).files.append(path)
    if not known:
        raise InputError("\n".join(problems.values()))
    next(iter(known.values())).problems.update(problems)
    return list(known.values())


def _whose(settings: Settings, path: Path) -> tuple[Source, str]:
    with tempfile.TemporaryDirectory() as work:
        opened = open_file(path, Path(work), Shape((",", ";", "\t", "|")))
        records = opened.delimiter is None and opened.encoding not in {"xlsx", "parquet"}
        found = recognised(opened.names, records=records)
    here = {same_name(n) for n in opened.names}
    for source in load_sources():
        mapped = {same_name(header) for header in source.columns.values()}
        if mapped and mapped <= here and source.vendor in {"generic", *(v.name for v, _ in found)}:
            return source, f"read as source {source.name}, whose columns it has"
    if not found:
        told = known_table(opened.names)
        raise InputError(f"{path}: {told + ' (no figure needs it)' if told else _unknown(opened.names)}")
    vendor, kind = found[0]
    if kind.survey:
        raise InputError(_declare(path, vendor, kind, opened))
    return _source_of(vendor, path, settings), f"recognised as {vendor.title}"


def _source_of(vendor: Vendor, path: Path, settings: Settings) -> Source:
    return Source(name=f"{vendor.name}_files", vendor=vendor.name, path=str(path), zone=settings.week.zone)


def _unknown(names: list[str]) -> str:
    shown = ", ".join(n or "(no name)" for n in names[:30]) or "nothing"
    return (
        f"no vendor's export has these columns: {shown}. Let 'cxpulse map FILE' propose it, or map it in dags/config/sources/<name>.yaml:\n"
        "  vendor: generic\n  path: <folder>/*.csv\n  entities: [response]      # or ticket, account, contact, contract, order\n"
        "  zone: Asia/Tehran          # of times without one\n  columns:\n    response_id: <column>\n    answered_at: <column>\n    score: <column>\n"
        "  survey: {id: my_survey, kind: transactional, scale: csat, minimum: 1, maximum: 5, satisfied_from: 4}"
    )


def _declare(path: Path, vendor: Vendor, kind: FileKind, opened: Opened) -> str:
    """What is missing for a survey export, and the YAML that says it."""
    needed = [f for f in kind.needs if f != "score" and not any(h in opened.names for h in kind.headers_of(f))]
    without_time = "answered_at" in needed
    questions = [n for n in opened.names if n and n not in {h for f in kind.columns for h in kind.headers_of(f)}]
    shown = "\n".join(f"    # {n[:110]}" for n in questions[:40])
    lines = [
        f"{path}: recognised as {vendor.title} ({len(opened.names)} columns); no score column is declared. What is missing is which column is the "
        "score, and on which scale: a number alone does not tell.",
    ]
    if without_time:
        lines.append(
            "It also has no column with the time of the answer: without one there is no week to count it in, so it can give no weekly figure."
        )
    lines += [
        "Let 'cxpulse map FILE' propose it, or write dags/config/sources/<name>.yaml:", f"  vendor: {vendor.name}", f"  path: {path.name}",
        "  zone: Asia/Tehran      # zone of times that carry none", "  columns:", "    score: <one of the columns below>",
        *(f"    {f}: <column>" for f in needed), "    # comment, touchpoint, channel, region, plan: where there is one",
        "  survey: {id: my_survey, kind: transactional, scale: csat, minimum: 1, maximum: 5, satisfied_from: 4}",
        "Its columns:", shown,
    ]  # fmt: skip
    return "\n".join(lines)
