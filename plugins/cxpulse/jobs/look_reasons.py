"""Why a file gives no rows to any figure, in words; and what can be counted of it all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxpulse.catalog.sources import Source
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.jobs.ingest_files import open_as
from cxpulse.sources.headers import same_name
from cxpulse.sources.recognise import recognised
from cxpulse.sources.sniff import open_unknown

_SYNC = re.compile(r"^_?(fivetran|airbyte|sdc|stitch)_|_synced$", re.IGNORECASE)
_LINK = re.compile(
    r"(^|_)(id|key)s?$|^(type|created|updated|date|index|rank|position)(_at|_date|_time)?$", re.IGNORECASE
)
_REASONS = (
    (
        r"\bfinished\b.*\bsurvey_id\b|\bsurvey_id\b.*\bfinished\b",
        "answers without their scores, which stand in another table",
    ),
    (
        r"\bresponse_id\b.*\bvalue\b|\bquestion_id\b.*\bresponse_id\b",
        "single cells of answers, without the time of the answer",
    ),
    (
        r"field_name.*value|\bname\b.*\bsource\b.*timestamp|\bname\b.*\bvalue\b.*timestamp|date_entered.*value",
        "past values of properties, not the thing itself",
    ),
    (r"\bdealname\b|property_dealname", "deals; whether one was won stands in the table of stages"),
    (
        r"events?\b.*metadata|\bevents\b.*\bticket_id\b|\bticket_id\b.*\bevents\b",
        "steps of tickets, whose present state stands in the tickets' export",
    ),
    (r"\buri\b.*\bheaders\b", "pages of an API without their records"),
    (r"\bfrequency\b.*\brecency\b|\bt_x\b", "sums per customer; the purchases themselves are needed"),
    (r"\bsent_by|\bbcc\b|user_agent|\bbounce|\bcampaign", "events of mails, no answers"),
    (r"\btag\b|\btags?_id\b", "tags"),
)
"""Names of columns, as one text -> what such a table is. The first that fits is told."""
_MANY = 30
_NOTES = {".md", ".rst", ".html", ".pdf"}


@dataclass(slots=True)
class Seen:
    """A file read without a source. repeated: rows that say what an earlier one says, word for word; left: no rows, by word."""

    names: list[str]
    records: bool
    rows: int = 0
    broken: int = 0
    repeated: int = 0
    encoding: str = ""
    left: dict[str, int] = field(default_factory=dict)
    recognised: list[tuple[Vendor, FileKind]] = field(default_factory=list)

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
    for batch in opened.batches:
        columns = [batch.column(i).to_pylist() for i in range(batch.num_columns - 1)]
        for row in zip(*columns, strict=True):
            seen.rows += 1
            texts.add(hash(row))
    seen.repeated = seen.rows - len(texts)
    seen.broken, seen.encoding = len(opened.bad), opened.encoding
    seen.rows += seen.broken
    seen.left = {word: n for word, n in opened.skipped.items() if word not in {"labels", "blank", "footer"}}
    return seen


def recognised_as(report: dict[str, Any]) -> list[str]:
    """What the file was read as."""
    return [] if report["kind"] in {"table", "records"} else [f"read as {report['kind']}"]


def why_nothing(seen: Seen) -> str:
    """Why no figure can use a file that was read."""
    if seen.rows == 0:
        return "an empty file: a header and no rows"
    if seen.survey:
        vendor, kind = seen.recognised[0]
        timeless = "answered_at" in kind.needs and not any(
            same_name(h) in {same_name(n) for n in seen.names} for h in kind.headers_of("answered_at")
        )
        no_time = "; no column has the time of an answer, so it can give no weekly figure" if timeless else ""
        return f"{vendor.title}: which column is the score, on which scale, must be declared{no_time}"
    if seen.recognised:
        vendor, kind = seen.recognised[0]
        return (
            f"{vendor.title}, {kind.name}: no data but the outcome of a job"
            if not kind.entities
            else f"{vendor.title}, {kind.name}"
        )
    own = [n for n in seen.names if n and not _SYNC.search(n)]
    names = " ".join(same_name(n) for n in own)
    known = next(
        (reason for pattern, reason in _REASONS if len(own) < _MANY and re.search(pattern, names)), None
    )
    if known:
        return f"{known} ({_few(own)})"
    telling = [n for n in own if not _LINK.search(n)]
    if not telling:
        return f"only links ids to ids ({_few(own)})"
    return (
        f"no score, no ticket with its state, no order, contract, account or contact in it: {_few(telling)}"
    )


def _few(names: list[str]) -> str:
    return ", ".join(n[:40] for n in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
