"""Portfolios with known truth: weekly counts of many series, drawn from a stated model."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from cxpulse.core.alerts.grid import Bools, Floats, Grid, grid_of

FIRST_WEEK = dt.date(2000, 1, 1)
PASSIVES = 0.25
SILENCE = 6  # weeks
CSAT_SCALE = 0.45  # a CSAT share moves by this for one NPS point
CUBED = {"nps": 1e4, "csat": 1e4}
MARGIN = {"nps": 1.0, "csat": 0.5}


@dataclass(frozen=True)
class Model:
    """How a portfolio behaves. Spreads in NPS points (a CSAT portfolio has 0.45 of them).

    own, shared: standard deviation of a week's extra movement, of one series and of all together; overdispersion
    multiplies both variances; season, own_season: amplitude of the yearly wave, of all and of each by itself; trend:
    of a slow wave of four years; holiday: what two announced weeks a year cost; growth: how far n wanders over the years;
    answers: answers a week of every series, 0 for 30 to 5,000 evenly on a log scale; tiny: share of series with 4.
    late: share of a week's answers that come after it was judged, late_gap: points by which they are better than the others;
    mix: times a year that a worse eighth of the customers answers twice as much for three weeks, with mix_gap points below
    the rest; silent: share of the series that say nothing for six weeks a year.
    """

    metric: str = "nps"
    own: float = 1.5
    shared: float = 1.15
    overdispersion: float = 1.0
    season: float = 1.0
    own_season: float = 0.0
    trend: float = 2.0
    holiday: float = 6.0
    growth: float = 0.3
    answers: float = 0.0
    tiny: float = 0.0
    late: float = 0.0
    late_gap: float = 6.0
    mix: float = 0.0
    mix_gap: float = 20.0
    silent: float = 0.0

    @property
    def spread(self) -> float:
        """Standard deviation of the extra movement of one series' week, in the metric's points."""
        return float(np.sqrt(self.overdispersion * (self.own**2 + self.shared**2))) * self.scale

    @property
    def scale(self) -> float:
        """The metric's points for one NPS point."""
        return CSAT_SCALE if self.metric == "csat" else 1.0



def calm(metric: str) -> Model:
    """A portfolio that only shakes: no season, trend, holiday or growth. What the ceiling speaks of."""
    return Model(metric=metric, season=0.0, trend=0.0, holiday=0.0, growth=0.0)


def portfolio(
    rng: np.random.Generator, model: Model, series: int, weeks: int, *, drop: Floats | None = None, answers: Floats | None = None
) -> Grid:
    """One portfolio. drop: points taken off the true level, series by weeks; answers: typical n of each series."""
    typical = typical_answers(rng, model, series) if answers is None else answers
    level, announced = levels(rng, model, series, weeks)
    if drop is not None:
        level -= drop
    return lay(model, answers_of(rng, model, typical, weeks), level, announced, rng)


def lay(model: Model, n: np.ndarray, level: Floats, announced: Bools, rng: np.random.Generator) -> Grid:
    """The grid of n answers a week, drawn at their level."""
    return grid_from(model, n, *draw(model, n, level, rng), announced)


def draw(model: Model, n: np.ndarray, level: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Sums and sums of squares of n answers at a level."""
    return _nps(rng, n, level) if model.metric == "nps" else _csat(rng, n, level)


def grid_from(model: Model, n: np.ndarray, total: Floats, squares: Floats, announced: Bools) -> Grid:
    """A grid from sums, series by weeks."""
    series = len(n)
    days = [FIRST_WEEK + dt.timedelta(weeks=i) for i in range(n.shape[1])]
    return grid_of(
        [f"s{i:04d}" for i in range(series)],
        days,
        n.astype(float),
        total,
        squares,
        announced=announced,
        given=np.ones(n.shape, bool),
        margin=np.full(series, MARGIN[model.metric]),
        cubed=np.full(series, CUBED[model.metric]),
    )


def typical_answers(rng: np.random.Generator, model: Model, series: int) -> Floats:
    """Answers a week of each series."""
    spread = np.exp(rng.uniform(np.log(30), np.log(5000), series))
    typical = np.full(series, model.answers) if model.answers else spread
    typical[rng.uniform(size=series) < model.tiny] = 4.0
    return typical


def levels(rng: np.random.Generator, model: Model, series: int, weeks: int) -> tuple[Floats, Bools]:
    """True levels, series by weeks, and the announced weeks."""
    week, scale, wide = np.arange(weeks), model.scale, float(np.sqrt(model.overdispersion))
    low, high = (15, 55) if model.metric == "nps" else (72, 92)
    year, slow = 2 * np.pi / 52, 2 * np.pi / 208
    base = rng.uniform(low, high, (series, 1))
    own = rng.normal(0, model.own * wide, (series, weeks)) + rng.normal(0, model.shared * wide, weeks)
    season = model.season * np.sin(year * (week + rng.uniform(0, 52))) * rng.uniform(0.5, 1.5, (series, 1))
    season = season + model.own_season * np.sin(year * (week + rng.uniform(0, 52, (series, 1))))
    trend = model.trend * rng.uniform(-1, 1, (series, 1)) * np.sin(slow * week + rng.uniform(0, 6.3, (series, 1)))
    special = ((week - rng.integers(0, 52)) % 52 < 2) & (model.holiday > 0)
    level = base + scale * (own + season + trend - model.holiday * special)
    return level, np.broadcast_to(special, (series, weeks)).copy()


def answers_of(rng: np.random.Generator, model: Model, typical: Floats, weeks: int) -> np.ndarray:
    """Answers of every week, with growth, chance and silences."""
    wander = np.sin(2 * np.pi * np.arange(weeks) / 312 + rng.uniform(0, 6.3, (len(typical), 1)))
    growth = np.exp(model.growth * rng.uniform(-1, 1, (len(typical), 1)) * wander)
    n = rng.poisson(typical[:, None] * growth * np.exp(rng.normal(0, 0.1, (len(typical), weeks))))
    if model.silent:
        starts = rng.integers(0, 52, (len(typical), 1))
        quiet = ((np.arange(weeks) - starts) % 52 < SILENCE) & (rng.uniform(size=(len(typical), 1)) < model.silent)
        n[quiet] = 0
    return n


def _nps(rng: np.random.Generator, n: np.ndarray, level: Floats) -> tuple[Floats, Floats]:
    promoters = np.clip((1 - PASSIVES + level / 100) / 2, 0.001, 0.999 - PASSIVES)
    detractors = np.clip(1 - PASSIVES - promoters, 0, 1)
    up: np.ndarray = rng.binomial(n, promoters)
    down: np.ndarray = rng.binomial(n - up, np.clip(detractors / (1 - promoters), 0, 1))
    return (up - down) * 100.0, (up + down) * 1e4


def _csat(rng: np.random.Generator, n: np.ndarray, level: Floats) -> tuple[Floats, Floats]:
    satisfied: np.ndarray = rng.binomial(n, np.clip(level / 100, 0.005, 0.995))
    return satisfied * 100.0, satisfied * 1e4
