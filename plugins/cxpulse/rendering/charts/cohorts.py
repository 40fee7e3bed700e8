"""Cohort table: customers by the period in which they came, and the share still there after one, two, three ... periods.

    rows = [Cohort("March", 412, (1.0, 0.93, 0.90, None)), ...]      # None: that period has not come yet
    cohort_table(language, rows, ("0", "1", "2", "3"), first="Came in", size="Customers")

A real table, since its cells are figures to read and to copy: head cells with their scope, darker blue for more customers
kept. The scale goes from the smallest share shown to 1, so that late cohorts do not all look the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.rendering.charts.colours import BLUE, ink_on, mix

MOST = 14
_PALE = "#eef4f9"


class Cohort(NamedTuple):
    """Customers who came in one period: its name, how many they were, and the share kept at each age (None: not yet)."""

    label: str
    size: int
    kept: Sequence[float | None]


def cohort_table(
    language: Language, rows: Sequence[Cohort], ages: Sequence[str], *, first: str, size: str
) -> Markup:
    """The table in HTML, as wide as the page; ages beyond the fourteenth are left out. first and size head the columns of
    names and numbers. Its height is about 24 pixels a row."""
    shown = list(ages[:MOST])
    seen = [k for row in rows for k in row.kept[: len(shown)] if k is not None]
    low = min(seen, default=0.0)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(age) for age in shown)
    body = Markup("").join(_row(language, row, len(shown), low) for row in rows)
    return Markup(
        '<table class="heat cohorts"><thead><tr><th scope="col" class="stage">{}</th><th scope="col" class="n">{}</th>{}'
        "</tr></thead><tbody>{}</tbody></table>"
    ).format(first, size, head, body)


def _row(language: Language, row: Cohort, columns: int, low: float) -> Markup:
    kept = [*row.kept[:columns], *[None] * (columns - len(row.kept))]
    cells = Markup("").join(_cell(language, share, low) for share in kept)
    return Markup('<tr><th scope="row" class="stage">{}</th><td class="n">{}</td>{}</tr>').format(
        row.label, language.locale.number(row.size), cells
    )


def _cell(language: Language, share: float | None, low: float) -> Markup:
    """A share on its shade; an empty cell for a period that has not come."""
    if share is None:
        return Markup("<td></td>")
    background = shade(share, low)
    return Markup('<td style="background:{};color:{}">{}</td>').format(
        background, ink_on(background), language.locale.percent(share)
    )


def shade(share: float, low: float, high: float = 1.0) -> str:
    """The colour of a share: pale at `low`, blue at `high`. shade(1, 0.5) is the blue itself."""
    at = (share - low) / (high - low) if high > low else 1.0
    return mix(_PALE, BLUE, max(0.0, min(1.0, at)))
