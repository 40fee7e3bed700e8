"""Weekly counts of many series as one grid of arrays: what every rule reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MARGIN_SHARE = 1 / 80  # of the spread of one answer: one NPS point (79), half a CSAT point (40), 0.02 of an effort mean


@dataclass(frozen=True)
class Grid:
    """K series by T consecutive weeks.

    n: answers (0 where there is none); mean: mean answer with the good side up (a scale where low is good is negated),
    0 where n = 0; within: sum of squared deviations of the answers from their week's mean; cubed: x^3 = cubed * x
    for every possible answer x (NPS and CSAT: 10,000), NaN where that does not hold; announced: special weeks;
    given: the week has a row; group: which series share shocks (same metric and direction); sign: +1, or -1 where
    low is good; margin: drops up to this size are of no interest, in the metric's unit, NaN for MARGIN_SHARE of the
    spread of one answer.
    """

    names: Sequence[str]
    weeks: Sequence[dt.date]
    n: Floats
    mean: Floats
    within: Floats
    announced: Bools
    given: Bools
    group: Ints
    sign: Floats
    margin: Floats
    cubed: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Series and weeks."""
        return self.n.shape[0], self.n.shape[1]

    def between(self, first: int, end: int) -> Grid:
        """The weeks from column `first` up to, not including, `end`."""
        cut = {name: getattr(self, name)[:, first:end] for name in ("n", "mean", "within", "announced", "given")}
        return replace(self, weeks=self.weeks[first:end], **cut)

    def ending_as(self, young: Grid, column: int) -> Grid:
        """The same, its last week as it is in that column of another grid."""
        changed = {}
        for name in ("n", "mean", "within"):
            changed[name] = getattr(self, name).copy()
            changed[name][:, -1] = getattr(young, name)[:, column]
        return replace(self, **changed)


def grid_of(
    names: Sequence[str],
    weeks: Sequence[dt.date],
    n: Floats,
    total: Floats,
    squares: Floats,
    *,
    announced: Bools | None = None,
    given: Bools | None = None,
    group: Ints | None = None,
    sign: Floats | None = None,
    margin: Floats | None = None,
    cubed: Floats | None = None,
) -> Grid:
    """A grid from counts: n, sum and sum of squares of the answers, each K by T, 0 where there is no row.

    One week of two answers +100 and 0 (n 2, sum 100, squares 10,000): mean 50, within 5,000.
    """
    count = n.shape[0]
    sign = np.ones(count) if sign is None else sign
    safe = np.maximum(n, 1.0)
    return Grid(
        names=names,
        weeks=weeks,
        n=n.astype(float),
        mean=sign[:, None] * total / safe,
        within=np.maximum(squares - total * total / safe, 0.0),
        announced=np.zeros(n.shape, bool) if announced is None else announced,
        given=n > 0 if given is None else given,
        group=np.zeros(count, np.int64) if group is None else group,
        sign=sign,
        margin=np.full(count, np.nan) if margin is None else margin,
        cubed=np.full(count, np.nan) if cubed is None else cubed,
    )
