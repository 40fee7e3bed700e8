"""What a survey export must declare: which column is the score, on which scale, and when it was asked."""

from __future__ import annotations

from cxpulse.core.errors import InputError
from cxpulse.jobs.mapping_types import Answers, Proposal
from cxpulse.sources.profile import Facts
from cxpulse.sources.roles import Roles
from cxpulse.sources.scales import Scale, parse_scale, readings


def survey(made: Proposal, roles: Roles, columns: list[Facts], answers: Answers) -> None:
    """Puts the score and the survey into the proposal, or a question for each thing that is open."""
    numbers = [c for c in columns if c.numbers and not c.time_kind()]
    if len(roles.scores) != 1:
        seen = roles.scores or numbers
        shown = "; ".join(f"'{c.name}' ({_values(c)})" for c in seen[:12]) or "no column holds numbers only"
        made.questions.append(f"which column is the score? {shown}. Say: --score COLUMN")
        return
    score = roles.scores[0]
    made.source["columns"]["score"] = score.name
    if not score.numbers:
        words = ", ".join(sorted(set(score.values))[:8])
        made.questions.append(
            f"the score '{score.name}' holds words ({words}): say which number each is, under values: score: in the YAML"
        )
    scale = _scale(made, score, answers)
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


def _scale(made: Proposal, score: Facts, answers: Answers) -> Scale | None:
    left = readings(score)
    if answers.scale:
        scale = parse_scale(answers.scale)
        if scale is None:
            raise InputError(
                f"--scale '{answers.scale}': say nps, csat:1-5 or ces:1-7 (the ends of your scale)"
            )
        numbers = score.numbers
        if numbers and not (scale.low <= min(numbers) and max(numbers) <= scale.high):
            made.notes.append(
                f"some values of '{score.name}' are outside {scale.low} to {scale.high}: those rows will be rejected"
            )
        return scale
    if len(left) == 1:
        return left[0]
    shown = "; ".join(f"--scale {s}" for s in left) or "none of the usual scales"
    made.questions.append(f"on which scale is '{score.name}'? Its values ({_values(score)}) read as: {shown}")
    return None


def _values(facts: Facts) -> str:
    numbers = facts.numbers
    return f"{min(numbers):g} to {max(numbers):g}" if numbers else f"{len(set(facts.values))} different texts"
