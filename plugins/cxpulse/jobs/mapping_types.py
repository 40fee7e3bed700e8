"""What `cxpulse map` is told and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Answers:
    """What the user settles: None where the file is to tell. scale: nps, csat:1-5, ces:1-7; date_order: dmy or mdy."""

    score: str | None = None
    scale: str | None = None
    survey_kind: str | None = None
    direction: str | None = None
    date_order: str | None = None
    entity: str | None = None
    encoding: str | None = None
    zone: str | None = None


@dataclass(slots=True)
class Proposal:
    """source: the YAML's content; questions: what only the user can tell, with the option that settles it; notes: what was found."""

    name: str
    source: dict[str, Any]
    questions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
