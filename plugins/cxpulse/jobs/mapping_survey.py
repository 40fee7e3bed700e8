"""What a survey export must declare: which column is the score, on which scale, and when it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cxpulse.core.errors import InputError
from cxpulse.jobs.mapping_types import Answers, Proposal
from cxpulse.sources.profile import Facts, as_number
from cxpulse.sources.roles import Roles
from cxpulse.sources.scales import Scale, parse_scale, readings

Values = Callable[[str], Iterable[tuple[int, str]]]
"""A column's name -> every value of the file with its line."""
SHOWN = 5


def survey(made: Proposal, roles: Roles, columns: list[Facts], answers: Answers, values: Values) -> None:
    """Puts the score and the survey into the proposal, or a question for each thing that is open; and says which rows would
    be rejected, because what they say is no value of the scale.
    """
    numbers = [c for c in columns if c.mostly_numbers and not c.time_kind()]
    if len(roles.scores) != 1:
        seen = roles.scores or numbers
        shown = "; ".join(f"'{c.name}' ({_values(c)})" for c in seen[:12]) or "no column holds numbers only"
        made.questions.append(f"which column is the score? {shown}. Say: --score COLUMN")
        return
    score = roles.scores[0]
    made.source["columns"]["score"] = score.name
    if not score.mostly_numbers:
        words = ", ".join(sorted(set(score.values))[:8])
        made.questions.append(
            f"the score '{score.name}' holds words ({words}): say which number each is, under values: score: in the YAML"
        )
    scale = _scale(made, score, answers, values)
    kind = answers.survey_kind or (
        "transactional" if {"ticket_id", "touchpoint", "order_id"} & set(roles.fields) else None
    )
    if kind is None:
        made.questions.append(
            "was it asked on a cadence, of the whole relationship, or after an event? The figures differ. Say: --survey-kind relationship or "
            "--survey-kind transactional"
        )
    if scale and scale.kind == "ces" and answers.direction is None:
        made.questions.append(
            f"'{score.name}': is {scale.high} the easy end (higher is better) or the hard end (lower is better)? Say: --direction higher or --direction lower"
        )
    if scale and kind:
        declared = {
            "id": made.name,
            "kind": kind,
            "scale": scale.kind,
            "minimum": scale.low,
            "maximum": scale.high,
        }
        if answers.direction == "lower":
            declared |= {"direction": "lower_is_better"}
        elif scale.satisfied_from is not None:
            declared |= {"satisfied_from": scale.satisfied_from}
        made.source["survey"] = declared


def _scale(made: Proposal, score: Facts, answers: Answers, values: Values) -> Scale | None:
    left = readings(score)
    if answers.scale:
        scale = parse_scale(answers.scale)
        if scale is None:
            raise InputError(
                f"--scale '{answers.scale}': say nps, csat:1-5 or ces:1-7 (the ends of your scale)"
            )
        left = [scale]
    if len(left) == 1:
        if score.mostly_numbers and (bad := _rejected(score, left[0], values)):
            made.notes.append(f"'{score.name}' on {left[0].low} to {left[0].high}: {bad}")
        return left[0]
    shown = "; ".join(f"--scale {s}" for s in left) or "none of the usual scales"
    bad = _rejected(score, left[0], values) if left else ""
    made.questions.append(
        f"on which scale is '{score.name}'? Its values ({_values(score)}) read as: {shown}"
        + (f". On {left[0].low} to {left[0].high} {bad}" if bad else "")
    )
    return None


def _rejected(score: Facts, scale: Scale, values: Values) -> str:
    """Which rows are no value of a scale, over the whole file: '1 row would be rejected: line 4 '11''; '' when none is."""
    bad = [
        (line, value)
        for line, value in values(score.name)
        if (n := as_number(value)) is None or not scale.low <= n <= scale.high or n != int(n)
    ]
    if not bad:
        return ""
    shown = ", ".join(f"line {line} '{value[:40]}'" for line, value in bad[:SHOWN])
    return f"{len(bad):,} {'row' if len(bad) == 1 else 'rows'} would be rejected: {shown}{', ...' if len(bad) > SHOWN else ''}"


def _values(facts: Facts) -> str:
    numbers = facts.mostly_numbers
    if not numbers:
        return f"{len(set(facts.values))} different texts"
    texts = len(facts.values) - len(numbers)
    return f"{min(numbers):g} to {max(numbers):g}" + (f", and {texts} that {'is' if texts == 1 else 'are'} no number" if texts else "")
