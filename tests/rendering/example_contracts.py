"""The definitions that the hand-made report models print."""

from __future__ import annotations

from cxpulse.core.measurement import Direction
from cxpulse.core.report_model import Definition

HIGH, LOW = Direction.HIGHER, Direction.LOWER


def definition(
    metric: str, title: str, question: str, denominator: str, interval: str, direction: Direction = HIGH
) -> Definition:
    """One metric's contract."""
    return Definition(
        metric,
        1,
        title,
        question,
        denominator,
        "week",
        "one answer per respondent, survey and week, the latest",
        interval,
        10,
        direction,
        "",
    )


def definitions() -> tuple[Definition, ...]:
    """Contracts with the shipped words."""
    return (
        definition(
            "nps",
            "NPS, relationship",
            "Would customers recommend us, asked on a regular cadence?",
            "all answers on 0-10, the passive ones (7-8) too",
            "adjusted Wald, 95%",
        ),
        definition(
            "csat_share",
            "CSAT, share satisfied",
            "Which share of the answers is satisfied?",
            "answers to surveys that declare from which answer on they count as satisfied",
            "Wilson, 95%",
        ),
        definition(
            "ces_ease",
            "CES, ease",
            "Was it easy to get the matter settled? (1-7, high is good)",
            "all answers on 1-7",
            "Student t, 95%",
        ),
        definition(
            "first_reply_median",
            "First reply, median",
            "How long does half of the customers wait for the first answer of a person?",
            "tickets created in the week that have a first public reply",
            "order statistics (binomial), 95%",
            LOW,
        ),
        definition(
            "churn_rate",
            "Customer churn",
            "Which share of the customers under contract was lost in the week?",
            "accounts covered by a contract, or its grace period, on the day before the week begins",
            "Wilson, 95%",
            LOW,
        ),
        definition(
            "backlog",
            "Open tickets at the week's end",
            "How many tickets were waiting when the week ended?",
            "none; a complete count",
            "none; a complete count",
            LOW,
        ),
    )
