"""cxpulse map FILE: looks at an unknown export and proposes the YAML that makes it a source."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Kind(StrEnum):
    """When a survey is asked."""

    RELATIONSHIP = "relationship"
    TRANSACTIONAL = "transactional"


class Order(StrEnum):
    """Order of day and month in 3/4/2024."""

    DMY = "dmy"
    MDY = "mdy"


class Good(StrEnum):
    """Which end of a scale is good."""

    HIGHER = "higher"
    LOWER = "lower"


def run(
    file: Annotated[Path, typer.Argument(help="The export to look at.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the YAML here, such as dags/config/sources/my_survey.yaml."),
    ] = None,
    score: Annotated[str | None, typer.Option("--score", help="The column that is the score.")] = None,
    scale: Annotated[
        str | None, typer.Option("--scale", help="nps, or csat or ces with its ends: csat:1-5, ces:1-7.")
    ] = None,
    survey_kind: Annotated[
        Kind | None, typer.Option("--survey-kind", help="When the survey is asked.")
    ] = None,
    direction: Annotated[
        Good | None, typer.Option("--direction", help="Of an effort scale: which end is good.")
    ] = None,
    date_order: Annotated[Order | None, typer.Option("--date-order", help="How 3/4/2024 is meant.")] = None,
    entity: Annotated[
        str | None, typer.Option("--entity", help="response, ticket, order, contract, account, contact, message or help_day.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Of a text without a mark: cp1252, cp1256, cp874, ...")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Zone of times that carry none; default: the company's.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the proposal and its open questions as one JSON document.")
    ] = False,
) -> None:
    """Propose the YAML that reads an unknown export: encoding, delimiter, header, dates, and which column is what.

    What the file cannot settle (the order of day and month, a scale, when it was asked) is asked, with every reading, and
    never guessed.
    """
    from cxpulse.catalog.entities import entity_names
    from cxpulse.catalog.settings import load_settings
    from cxpulse.core.errors import InputError
    from cxpulse.jobs.mapping import Answers, propose, to_yaml

    if entity is not None and entity not in entity_names():
        raise typer.BadParameter(f"--entity '{entity}': there are: {', '.join(entity_names())}")
    kind, good, order = (str(x) if x else None for x in (survey_kind, direction, date_order))
    answers = Answers(score, scale, kind, good, order, entity, encoding, zone)
    made = propose(load_settings(), file, answers)
    if as_json:
        print(
            json.dumps(
                {"name": made.name, "source": made.source, "questions": made.questions, "notes": made.notes},
                ensure_ascii=False,
                indent=2,
            )
        )
    if made.questions:
        raise InputError(f"{file}: only you can tell:\n" + "\n".join(f"- {q}" for q in made.questions))
    if out is None and not as_json:
        print(to_yaml(made), end="")
        print(
            "write it with --out dags/config/sources/<name>.yaml, then run: cxpulse ingest", file=sys.stderr
        )
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(to_yaml(made), encoding="utf-8")
        print(f"written: {out}", file=sys.stderr)
