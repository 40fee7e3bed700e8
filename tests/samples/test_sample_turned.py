"""The sample company with its effort question asked the other way round, and with a survey that stops being sent."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import Promise, load_rule
from sample_answers import PORTFOLIO, drawn, grid_of

EIGHT = 8.0  # an answer x on 1-7 is 8 - x when low is good


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    """Two years of drawn answers."""
    return drawn(7)


def judged(counts: pd.DataFrame) -> dict[tuple[str, dt.date], tuple[str, float]]:
    """(series, week) -> state and z."""
    grid = grid_of(counts)
    weeks = replay(grid, load_rule(PORTFOLIO.rule), Promise(PORTFOLIO.false_alerts_per_year))
    return {
        (name, grid.weeks[w.column]): (w.states[row].value, float(w.scan.z[row]))
        for w in weeks
        for row, name in enumerate(grid.names)
    }


def test_effort_asked_the_other_way_round_is_judged_the_same(counts: pd.DataFrame) -> None:
    effort = counts["metric"] == "ces_ease"
    n, total, squares = (counts[c] for c in ("n", "sum", "sum_of_squares"))
    turned = counts.assign(
        metric=counts["metric"].where(~effort, "ces_effort"),
        sum=total.where(~effort, EIGHT * n - total),
        sum_of_squares=squares.where(~effort, EIGHT**2 * n - 2 * EIGHT * total + squares),
    )
    usual, other = judged(counts), judged(turned)
    mine = {key: told for key, told in usual.items() if key[0].startswith("ces_ease|")}
    assert len(mine) > 1000
    pairs = [(told, other[name.replace("ces_ease", "ces_effort"), week]) for (name, week), told in mine.items()]
    assert [state for (state, _), _ in pairs] == [state for _, (state, _) in pairs]
    # The two metrics have different margins, so z differs a little; with the direction wrong it would run the other way.
    z = np.array([(one, turned_z) for (_, one), (_, turned_z) in pairs])
    z = z[np.isfinite(z).all(axis=1)]
    assert len(z) > 300
    assert np.corrcoef(z.T)[0, 1] > 0.95
    worst = max(z for (name, week), (_, z) in mine.items() if name == "ces_ease|delivery,app" and week == dt.date(2026, 11, 14))
    assert worst > 1, "the injected drop shows in effort too"


def test_a_survey_that_stops_is_no_data_and_never_calm(counts: pd.DataFrame) -> None:
    last = dt.date(2026, 10, 24)
    stopped = counts[(counts["metric"] != "nps") | (counts["week"] <= last)]
    told = judged(stopped)
    after = [week for name, week in told if name == "nps|all" and week > last]
    assert after == [last + dt.timedelta(weeks=i) for i in (1, 2, 3)]
    assert {told["nps|all", week][0] for week in after} == {"no_data"}
    assert told["nps|all", last][0] == "quiet"
    assert told["nps_transactional|delivery,app", dt.date(2026, 11, 14)][0] in ("open", "ongoing"), "the others go on"
