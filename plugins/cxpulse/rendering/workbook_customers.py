"""The workbook's sheets about customers; a report without these sections has none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from cxpulse.rendering.paper import Paper, msg

Cell = str | float | int | dt.date | None
Sheet = tuple[str, Sequence[str], list[list[Cell]]]


def customer_sheets(paper: Paper) -> Iterator[Sheet]:
    """Accounts at risk, touchpoints, survival and registered fixes, as far as the report has them."""
    model, language = paper.model, paper.language
    if model.look:
        touchpoints: list[list[Cell]] = [[language.label(s.term.kind, s.term.id), s.value, s.low, s.high, s.n] for s in model.look.scores]
        yield msg("The journey as a whole"), (msg("Touchpoint"), msg("Value"), msg("95% low"), msg("95% high"), msg("n")), touchpoints
    if model.retention:
        steps: list[list[Cell]] = [[s.weeks, s.share, s.low, s.high, s.watched] for s in model.retention.curve]
        yield (
            msg("How customers stay"),
            (msg("weeks since the first contract"), msg("Value"), msg("95% low"), msg("95% high"), msg("Customers")),
            steps,
        )
    if model.accounts:
        lines: list[list[Cell]] = [
            [a.name, a.plan, a.region, a.value, a.probability, "; ".join(language.label("flag", f) for f in a.flags)] for a in model.accounts.lines
        ]
        heads = (msg("Account"), msg("Plan"), msg("Region"), msg("Yearly value"), msg("Probability of leaving"), msg("Flags"))
        yield msg("Accounts at risk"), heads, lines
    if model.initiatives:
        fixes: list[list[Cell]] = [
            [i.title.get(language.code) or i.title.get("en") or "", i.started, paper.title(i.metric), language.label("verdict", i.verdict), i.effect, i.low, i.high, i.answers]
            for i in model.initiatives
        ]  # fmt: skip
        yield (
            msg("Registered fixes"),
            (msg("Reason"), msg("Since"), msg("Figure"), msg("State"), msg("Change"), msg("95% low"), msg("95% high"), msg("n")),
            fixes,
        )
