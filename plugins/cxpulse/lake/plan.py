"""How one file's rows become canonical rows: everything that the SQL is put together from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxpulse.catalog.entities import Entity
from cxpulse.catalog.sources import Source, Survey
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.lake.calendars import gregorian_sql
from cxpulse.lake.looks import MARKS, Looks
from cxpulse.lake.times import quoted

SURVEY_COLUMNS = ("survey_id", "survey_kind", "scale", "scale_min", "scale_max", "direction", "satisfied_from")

SURVEY_FIELDS = ("survey_touchpoint", "survey_channel", "unnumbered")
"""Fields that every SELECT may use: touchpoint and channel of a survey that is asked at one place only; unnumbered (BOOLEAN):
the file has no column for the key, so the SELECT makes one.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """entities: entity -> text of its SELECT; places: field -> column or JSON path; stages: touchpoint -> journey stage."""

    source: Source
    vendor: Vendor
    kind: FileKind
    entities: tuple[tuple[Entity, str], ...]
    places: Mapping[str, str]
    fields: tuple[str, ...]
    stages: Mapping[str, str]
    header_zone: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """True when the SELECTs must see the whole file at once: they fold rows, or number those that have no id."""
        numbered = any(e.name == "order" for e, _ in self.entities) and "order_id" not in self.places
        return self.kind.whole or numbered

    @property
    def paths(self) -> list[str]:
        """The paths of JSON records that feed a field."""
        return sorted({p for p in self.places.values() if p.startswith("$")})

    @property
    def batch(self) -> str:
        """The relation that `cell` reads from: the batch itself, or what all paths find in a record that is parsed once."""
        if not self.paths:
            return "batch"
        paths = ", ".join(quoted(p) for p in self.paths)
        return f"(SELECT file_row, json_extract_string(c0, [{paths}]) AS found FROM batch)"  # noqa: S608

    @property
    def free_text(self) -> frozenset[str]:
        """Fields whose digits and letters stay as they were written."""
        return frozenset(c.name for e, _ in self.entities for c in e.columns if c.type in {"text", "comment"})

    @property
    def no_value(self) -> tuple[str, ...]:
        """Words that mean no value, in lower case; the empty one is among them."""
        return tuple(dict.fromkeys(w.lower() for w in ("", *self.vendor.null_words, *self.source.null_words)))

    @property
    def times(self) -> list[str]:
        """Mapped fields that hold times or dates."""
        return [f for f in self.fields if f in self.places and is_time(f)]

    @property
    def zone(self) -> str:
        """Zone of times that carry none: the format's own, the one named in the header, else the source's."""
        return self.kind.zone or self.header_zone or self.source.zone


def survey_constants(survey: Survey | None) -> dict[str, str]:
    """Columns of a response that the declaration fixes, as SQL."""
    if survey is None:
        return {}
    satisfied = survey.satisfied_from
    return {
        "survey_id": quoted(survey.id), "survey_kind": quoted(survey.kind), "scale": quoted(survey.scale),
        "scale_min": f"{survey.minimum}::BIGINT", "scale_max": f"{survey.maximum}::BIGINT",
        "direction": quoted(survey.direction.value),
        "satisfied_from": "NULL::BIGINT" if satisfied is None else f"{satisfied}::BIGINT",
        "direct": "TRUE" if survey.direct else "FALSE",
    }  # fmt: skip


def is_time(field: str) -> bool:
    """Fields named *_at hold times (UTC in the SELECTs), those named *_date dates: typed before any SELECT sees them."""
    return field.endswith(("_at", "_date"))


def cell(plan: Plan, name: str, looks: Looks) -> str:
    """SQL of one field from the raw batch: trimmed, words for 'no value' as NULL, the source's values translated.

    Columns that hold more than ASCII also lose direction marks and get one form of digits and letters.
    """
    if name == "unnumbered":
        return "TRUE" if any(e.key not in plan.places for e, _ in plan.entities) else "FALSE"
    if name in SURVEY_FIELDS:
        given = getattr(plan.source.survey, name.removeprefix("survey_"), None)
        return quoted(given) if given else "NULL::VARCHAR"
    place = plan.places.get(name)
    if place is None:
        return "NULL::TIMESTAMP" if name.endswith("_at") else "NULL::DATE" if name.endswith("_date") else "NULL::VARCHAR"
    raw = f"found[{plan.paths.index(place) + 1}]" if place.startswith("$") else place
    trimmed = raw if place in looks.bare else f"trim({raw})" if place in looks.plain else f"tidy({raw})"
    if place not in looks.plain and name not in plan.free_text:
        trimmed = f"latin({trimmed})"
    value = _value(plan, raw, trimmed, looks)
    if mapped := plan.source.values.get(name):
        whens = " ".join(f"WHEN {quoted(a.lower())} THEN {quoted(b)}" for a, b in mapped.items())
        value = f"CASE lower({trimmed}) {whens} ELSE {value} END"
    return gregorian_sql(value, plan.source.calendar, plan.source.date_order) if is_time(name) else value


def _value(plan: Plan, raw: str, trimmed: str, looks: Looks) -> str:
    """SQL: NULL for every word for 'no value'."""
    if raw in looks.empty:
        return "NULL::VARCHAR"
    if raw == trimmed and raw in looks.bare and raw not in looks.worded:
        return f"nullif({raw}, '')" if raw in looks.gaps else raw
    nulls = ", ".join(quoted(w) for w in plan.no_value)
    longest = max(len(w.encode()) for w in plan.no_value) + MARKS
    return f"CASE WHEN strlen({raw}) <= {longest} AND lower({trimmed}) IN ({nulls}) THEN NULL ELSE {trimmed} END"
