"""Looks at an unknown export and proposes the YAML of its source; asks where the file alone does not tell."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cxpulse.catalog.entities import load_entity
from cxpulse.catalog.settings import Settings
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.core.errors import InputError
from cxpulse.jobs.mapping_dates import dates
from cxpulse.jobs.mapping_survey import Values, survey
from cxpulse.jobs.mapping_types import Answers, Proposal
from cxpulse.sources.mapping import EXTRA
from cxpulse.sources.model import Opened, Shape
from cxpulse.sources.profile import Facts, column_values, profile
from cxpulse.sources.recognise import recognised
from cxpulse.sources.roles import Roles, roles_of, row_id
from cxpulse.sources.sniff import code_pages, open_unknown

_KEYS = {
    "response": "response_id",
    "ticket": "ticket_id",
    "order": "order_id",
    "contract": "contract_id",
    "contact": "contact_id",
    "account": "account_id",
    "message": "message_id",
    "help_day": "help_day_id",
}
_MOMENT = {"response": "answered_at", "ticket": "created_at", "order": "ordered_at", "contract": "start_date", "message": "sent_at", "help_day": "day_at"}
_MORE = {"message": {"ticket_id", "author"}, "help_day": {"sessions"}}  # needed beside key and moment
_MADE = {"order_id", "response_id", "message_id", "help_day_id"}  # keys that the SELECT makes where there is no column


def propose(settings: Settings, file: Path, answers: Answers) -> Proposal:
    """The source of one file. Raises InputError (a file that cannot be read; no such column; nothing that a figure needs)."""
    if not file.is_file():
        raise InputError(f"{file}: no such file")
    with tempfile.TemporaryDirectory() as work:
        try:
            opened, shape = open_unknown(file, Path(work), encoding=answers.encoding)
        except InputError as problem:
            raise InputError(f"{problem}{code_pages(file)}") from None
        columns = profile(opened)
    if answers.score and all(c.name != answers.score for c in columns):
        raise InputError(f"{file}: no column '{answers.score}'; it has: {', '.join(c.name for c in columns)}")
    records = opened.delimiter is None and opened.encoding not in {"xlsx", "parquet"}
    known = next(iter(recognised(opened.names, records=records)), None)
    name = re.sub(r"\W+", "_", file.stem).strip("_").lower() or "source"
    made = Proposal(name, {"vendor": known[0].name if known else "generic", "path": _path(settings, file)})
    _notes(made, opened, shape, columns, known)
    roles = roles_of(columns, answers.score)

    def values(name: str) -> Iterator[tuple[int, str]]:
        with tempfile.TemporaryDirectory() as again:
            yield from column_values(open_unknown(file, Path(again), encoding=answers.encoding)[0], name)

    if answers.encoding:
        made.source["encoding"] = answers.encoding
    if known:
        _of_vendor(made, known, roles, columns, answers, values)
    else:
        _of_table(made, file, opened, shape, roles, columns, answers, values)
    used = set(made.source.get("columns", {}).values())
    if known:
        used |= {header for name in known[1].columns for header in known[1].headers_of(name)}
    times = [c for c in columns if c.time_kind() and c.name in used]
    dates(made, times, answers, settings, known)
    return made


def _path(settings: Settings, file: Path) -> str:
    full, root = file.resolve(), settings.exports_root.resolve()
    return str(full.relative_to(root)) if full.is_relative_to(root) and full != root else file.name


def _notes(
    made: Proposal, opened: Opened, shape: Shape, columns: list[Facts], known: tuple[Vendor, FileKind] | None
) -> None:
    rows = columns[0].rows if columns else 0
    shown = {"\t": "tab"}.get(opened.delimiter or "", opened.delimiter)
    header = "no header row" if shape.header_rows == 0 else "names in the first row"
    made.notes.append(
        f"{rows:,} rows, {len(columns)} columns, {opened.encoding}"
        + (f", delimiter {shown}, {header}" if opened.delimiter else "")
    )
    made.notes += opened.notes
    if known:
        made.notes.append(f"recognised as {known[0].title}, {known[1].name}")


def _of_vendor(
    made: Proposal, known: tuple[Vendor, FileKind], roles: Roles, columns: list[Facts], answers: Answers, values: Values
) -> None:
    """A vendor's file needs only what the vendor cannot know: the question's column and scale."""
    kind = known[1]
    told = {h for f in kind.columns for h in kind.headers_of(f)}
    if not kind.survey:
        if not kind.entities:
            made.notes.append("it holds nothing that a figure needs")
        return
    roles.fields = {
        f: c
        for f, c in roles.fields.items()
        if f in {"comment", "touchpoint", "channel", "region", "plan"} and c.name not in told
    }
    made.source["columns"] = {f: c.name for f, c in roles.fields.items()}
    own = next((c for c in columns if c.name in kind.headers_of("score")), None)
    roles.scores = (
        [own]
        if own and not answers.score
        else [c for c in roles.scores if c.name not in told or answers.score]
    )
    survey(made, roles, columns, answers, values)
    if own and made.source["columns"].get("score") == own.name:
        del made.source["columns"]["score"]
    if "answered_at" in kind.needs and not any(c.name in kind.headers_of("answered_at") for c in columns):
        made.questions.append(
            "it has no column with the time of the answer: without one there is no week to count it in"
        )


def _of_table(
    made: Proposal,
    file: Path,
    opened: Opened,
    shape: Shape,
    roles: Roles,
    columns: list[Facts],
    answers: Answers,
    values: Values,
) -> None:
    made.source |= {k: v for k, v in (("delimiter", {"\t": "tab"}.get(opened.delimiter or "", opened.delimiter)),) if v and v != ","}
    if shape.header_rows == 0:
        made.source["options"] = {"header_rows": 0}
    wanted = [answers.entity] if answers.entity else roles.entities
    if not wanted:
        raise InputError(
            f"{file}: nothing that a figure needs was found: no score with a time, no ticket with a state, no order with a value, no contract, "
            f"account or contact. If it holds one, say which: --entity response --score COLUMN. Its columns: {', '.join(c.name for c in columns[:40])}"
        )
    entity = wanted[0]
    made.source["entities"] = [entity]
    made.source["columns"] = _fields(roles, columns, entity)
    if entity == "response":
        survey(made, roles, columns, answers, values)
    missing = [
        c.name
        for c in load_entity(entity).columns
        if c.required and c.name in {_KEYS[entity], _MOMENT.get(entity), *_MORE.get(entity, ())}
    ]
    missing = [m for m in missing if m not in made.source["columns"] and m not in _MADE]
    for name in missing:
        made.questions.append(
            f"no column was found for '{name}' of {entity}: name it under columns, or the file cannot be counted"
        )
    if entity == "message" and "author" in roles.fields:
        _authors(made, roles.fields["author"])
    if len(wanted) > 1:
        made.questions.append(
            f"what is a row? It reads as {' or as '.join(wanted)}. Say: {' or '.join(f'--entity {e}' for e in wanted)}"
        )


def _authors(made: Proposal, column: Facts) -> None:
    """Who wrote must be one of four words; others are translated by the source."""
    known = load_entity("message").column("author").one_of
    if other := sorted({v for v in column.values if v.lower() not in known}):
        shown = ", ".join(f"'{v}'" for v in other[:8])
        made.questions.append(f"who is {shown} in '{column.name}'? Under values, author, say which of: {', '.join(known)}")


def _fields(roles: Roles, columns: list[Facts], entity: str) -> dict[str, str]:
    usable = {*load_entity(entity).names, *EXTRA}
    fields = {f: c.name for f, c in roles.fields.items() if f in usable}
    key, moment = _KEYS[entity], _MOMENT.get(entity)
    free = [
        c
        for c in columns
        if c.name not in {v for f, v in fields.items() if f not in {"person_id", "account_id"} or f == key}
    ]
    if key not in fields or not roles.fields[key].unique:
        found = row_id(free, roles.fields, key)
        fields.pop(key, None)
        if found:
            fields = {key: found.name, **{f: v for f, v in fields.items() if v != found.name}}
    if moment and moment not in fields:
        used = set(fields.values())
        other = next((c for c in columns if c.time_kind() and c.name not in used), None)
        moved = next(
            (
                f
                for f in ("answered_at", "created_at", "ordered_at", "updated_at", "start_date")
                if f in roles.fields
            ),
            None,
        )
        if other is None and moved:
            other = roles.fields[moved]
        if other is not None:
            fields = {moment: other.name, **{f: v for f, v in fields.items() if v != other.name}}
    return fields


def to_yaml(made: Proposal) -> str:
    """The proposal as the text of dags/config/sources/<name>.yaml."""
    import yaml

    head = "".join(f"# {note}\n" for note in made.notes)
    return head + str(yaml.safe_dump(made.source, allow_unicode=True, sort_keys=False, width=120))
