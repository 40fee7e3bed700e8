"""Why a file gives no rows to any figure, in words; and what can be counted of it all the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.catalog.sources import Source
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.core.errors import CXPulseError
from cxpulse.jobs.ingest_files import open_as
from cxpulse.jobs.look_values import Cells, counts
from cxpulse.jobs.mapping import propose
from cxpulse.jobs.mapping_types import Answers
from cxpulse.jobs.other_tables import known_table, own_names
from cxpulse.sources.headers import same_name
from cxpulse.sources.recognise import recognised
from cxpulse.sources.sniff import open_unknown

_HISTORY = re.compile(r"field_name.*value|\bname\b.*\bsource\b.*timestamp|\bname\b.*\bvalue\b.*timestamp")
_SUMS = re.compile(r"\bfrequency\b.*\brecency\b|\bt_x\b")
_PAGES = re.compile(r"\buri\b.*\bheaders\b")
_LINK = re.compile(
    r"(^|_)(id|key)s?$|^(type|created|updated|date|index|rank|position)(_at|_date|_time)?$", re.IGNORECASE
)
_NOTES = {".md", ".rst", ".html", ".pdf"}


@dataclass(slots=True)
class Seen:
    """A file read without a source. repeated: rows that say what an earlier one says, word for word; left: no rows, by word;
    notes: what its reader tells; cells: what is in its columns; answered: a ticket of it has a satisfaction answer.
    """

    names: list[str]
    records: bool
    rows: int = 0
    broken: int = 0
    repeated: int = 0
    encoding: str = ""
    left: dict[str, int] = field(default_factory=dict)
    recognised: list[tuple[Vendor, FileKind]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: Cells = field(default_factory=lambda: Cells([]))
    answered: bool = False

    @property
    def survey(self) -> bool:
        """True when it is a survey, whose score a source must declare."""
        return bool(self.recognised) and self.recognised[0][1].survey


def no_table(path: Path) -> str:
    """Why a file is no table at all; '' when it may be one."""
    if path.suffix.lower() in _NOTES:
        return "notes for people, no export"
    if path.stat().st_size == 0:
        return "no byte in it"
    with path.open("rb") as file:
        lines = [line for line in file.read(4000).splitlines() if line.strip()][:-1]
    words = {len(line.split()) for line in lines[1:]}
    plain = bool(lines) and not re.search(rb"[,;\t|\"{\[\0]", lines[0])
    return "text for people, no table" if plain and len(lines) > 5 and len(words) > 3 else ""


def seen_of(path: Path, work: Path) -> Seen:
    """Reads a file as the vendor whose headers it has, or by its looks. Raises InputError."""
    opened, _ = open_unknown(path, work)
    seen = Seen(opened.names, opened.delimiter is None and opened.encoding not in {"xlsx", "parquet"})
    seen.recognised = recognised(opened.names, records=seen.records)
    if seen.survey:
        vendor = seen.recognised[0][0]
        _, opened = open_as(path, work, vendor, Source(name="look", vendor=vendor.name, path=path.name))
        seen.names = opened.names
    texts: set[int] = set()
    mdy = bool(seen.recognised) and seen.recognised[0][0].date_order == "mdy"
    seen.cells = Cells([] if seen.records else opened.names, month_first=mdy)
    asked = _asked(seen)
    for batch in opened.batches:
        columns = [batch.column(i).to_pylist() for i in range(batch.num_columns - 1)]
        seen.cells.take(columns, batch["file_row"].to_pylist())
        for row in zip(*columns, strict=True):
            seen.rows += 1
            texts.add(hash(row))
        if asked and not seen.answered:
            seen.answered = _any_said(asked, opened.names, columns, seen.records)
    seen.repeated = seen.rows - len(texts)
    seen.notes = opened.notes
    seen.broken, seen.encoding = len(opened.bad), opened.encoding
    seen.rows += seen.broken
    seen.left = {word: n for word, n in opened.skipped.items() if word not in {"labels", "blank", "footer"}}
    return seen


def _any_said(headers: tuple[str, ...], names: list[str], columns: list[list[str | None]], records: bool) -> bool:
    """True when a row says anything under one of these headers (of JSON records: paths)."""
    if not records:
        return any(any((v or "").strip() for v in columns[names.index(h)]) for h in headers if h in names)
    return any(_at(json.loads(text or "{}"), path) for text in columns[0] for path in headers)


def _asked(seen: Seen) -> tuple[str, ...]:
    """Headers of the satisfaction answer that tickets of this kind carry; () when it holds no tickets, or none."""
    kind = seen.recognised[0][1] if seen.recognised else None
    if kind is None or not {"ticket", "response"} <= set(kind.entities):
        return ()
    return kind.headers_of("satisfaction") or kind.headers_of("score")


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def no_answers(seen: Seen) -> list[str]:
    """Of tickets that carry a satisfaction answer: that none of them has one."""
    if seen.answered or not _asked(seen):
        return []
    return ["no ticket of it has a satisfaction answer: no data, which is no zero"]


def recognised_as(report: dict[str, Any]) -> list[str]:
    """What the file was read as."""
    return [] if report["kind"] in {"table", "records"} else [f"read as {report['kind']}"]


def survey_facts(seen: Seen) -> list[str]:
    """Of a survey that nobody has declared: what its first question counts, and how many rows say hardly anything."""
    if not seen.survey:
        return []
    known = {same_name(h) for f in seen.recognised[0][1].columns for h in seen.recognised[0][1].headers_of(f)}
    first = next((i for i, n in enumerate(seen.names) if n and same_name(n) not in known and seen.cells.labels[i]), None)
    told = [] if first is None else [f"'{seen.names[first][:60]}': {counts(seen.cells.labels[first])}"]
    return told + ([f"{seen.cells.little:,} rows with one answer at most"] if seen.cells.little else [])


def outcome(seen: Seen) -> str:
    """What the last column of a loader's file counts: 'ERROR: id not specified 9, ...'."""
    said = counts(seen.cells.labels[-1]) if seen.cells.names else ""
    return f" ({seen.cells.names[-1]}: {said})" if said else ""


def why_nothing(settings: Settings, path: Path, seen: Seen) -> str:
    """Why no figure can use a file that was read."""
    if seen.rows == 0:
        return "an empty file: a header and no rows"
    if seen.recognised:
        return _of_vendor(settings, path, seen)
    if told := known_table(seen.names):
        return told
    own = own_names(seen.names)
    names = " ".join(same_name(n) for n in own)
    if _PAGES.search(names):
        return "a row is a page of an API without its records: how to ask for data, not the data"
    if _SUMS.search(names):
        return f"a row is one customer's purchases in sum ({_few(own)}): without their days there is no week; the purchases themselves are needed{_sums(seen)}"
    if _HISTORY.search(names):
        return f"a row is one change of one property ({_few(own)}): past values, not the thing itself"
    if not [n for n in own if not _LINK.search(n)]:
        return f"only links ids to ids ({_few(own)})"
    return _could_be(settings, path) or (
        f"no score, no ticket with its state, no order, contract, account or contact in it; {_held(seen)}"
    )


def _of_vendor(settings: Settings, path: Path, seen: Seen) -> str:
    vendor, kind = seen.recognised[0]
    if not seen.survey:
        return f"{vendor.title}, {kind.name}" + ("" if kind.entities else f": the outcome of a job, no data{outcome(seen)}")
    here = {same_name(n) for n in seen.names}
    timeless = "answered_at" in kind.needs and not any(same_name(h) in here for h in kind.headers_of("answered_at"))
    no_time = "; no column has the time of an answer, so it can give no weekly figure" if timeless else ""
    return f"{vendor.title}: which column is the score, on which scale, must be declared{no_time}{_scale_of(settings, path)}"


def _scale_of(settings: Settings, path: Path) -> str:
    """Of a survey in which one column alone can be the score: on which scales it reads, and which rows are none of them."""
    try:
        made = propose(settings, path, Answers())
    except CXPulseError:
        return ""
    told = [t for t in (*made.questions, *made.notes) if t.startswith("on which scale") or "would be rejected" in t]
    return "".join(f"; {t}" for t in told)


def _could_be(settings: Settings, path: Path) -> str:
    """What a mapping could make of it: told, never done unasked."""
    try:
        made = propose(settings, path, Answers())
    except CXPulseError:
        return ""
    entity = (made.source.get("entities") or ["response"])[0]
    asked = f", and asks first: {'; '.join(made.questions)}" if made.questions else ""
    bad = "".join(f"; {note}" for note in made.notes if "would be rejected" in note)
    return f"reads as {entity}, but no source says so: 'cxpulse map' proposes its YAML{bad}{asked}"


def _held(seen: Seen) -> str:
    """The columns with what they count; cells that hardly come twice are no labels, and may be personal: they are not shown."""
    told = []
    for name, labels in zip(seen.names[:6], seen.cells.labels, strict=False):
        said = counts(labels, 2) if labels and 2 * len(labels) <= labels.total() else ""
        told.append(f"{(name or '(no name)')[:40]} ({said or 'different cells'})")
    return ", ".join(told) + (f" and {len(seen.names) - 6} columns more" if len(seen.names) > 6 else "")


def _sums(seen: Seen) -> str:
    """The repeat purchases in sum, where they are whole numbers."""
    found = next((c for n, c in zip(seen.cells.names, seen.cells.labels, strict=True) if n in {"frequency", "x"} and c), None)
    if not found or not all(k.isdigit() for k in found):
        return ""
    return f"; {sum(int(k) * n for k, n in found.items()):,} repeat purchases, none for {found.get('0', 0):,}"


def _few(names: list[str]) -> str:
    return ", ".join(n[:40] for n in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
