"""The promise and the power on small draws; the full measurement is `make bench-alerts`."""

from __future__ import annotations

import json
from functools import partial

import pytest
from typer.testing import CliRunner

from cxpulse.core.simulation import measure as ms
from cxpulse.core.simulation.ceiling import ceiling
from cxpulse.core.simulation.portfolio import Model
from cxpulse.core.simulation.rivals import rivals

OURS = partial(ms.rule_opens, "calibrated", 2.0)


@pytest.mark.parametrize("metric", ["nps", "csat"])
def test_the_promise_holds_on_a_portfolio_with_seasons_holidays_and_tiny_series(metric: str) -> None:
    model = Model(metric=metric, tiny=0.2)
    alerts = ms.false_alerts(OURS(1), model, series=60, years=6, seed=5)
    assert alerts <= 3.2  # 2 a year, and two standard errors of six years


def test_a_clear_drop_is_found_within_two_weeks_and_a_steady_series_is_not() -> None:
    drop = ms.found_within(OURS, ms.Case("10 points", 10, 0, 5000), series=40, drops=16, seed=3)
    assert drop[2] >= 0.85
    calm = ms.found_within(OURS, ms.Case("nothing", 0, 0, 5000), series=40, drops=16, seed=3)
    assert calm[8] <= 0.1


def test_every_rival_finds_a_huge_drop() -> None:
    case = ms.Case("40 points", 40, 0, 5000)
    for name, module in rivals().items():
        found = ms.found_within(lambda _, m=module: m.alarms, case, series=20, drops=6, seed=1, rested=False)
        assert found[8] >= 0.8, name



def test_five_points_on_last_week_cries_wolf() -> None:
    assert ms.false_alerts(ms.rival_opens(rivals()["five_points"].alarms), Model(), series=60, years=3, seed=1) > 100


def test_the_ceiling_is_the_published_one() -> None:
    ten = partial(ceiling, spread=1.89, answer_spread=79.0, false_a_year=2.0, series=60)
    assert ten([10.0], 5000) == pytest.approx(0.91, abs=0.01)
    assert ten([10.0] * 2, 1000) == pytest.approx(0.93, abs=0.01)
    assert ten([10.0] * 4, 200) == pytest.approx(0.72, abs=0.01)


def test_the_command_prints_one_json_document() -> None:
    from cxpulse.__main__ import _register, app

    _register()
    options = ["simulate", "--series", "20", "--years", "0.5", "--drops", "2", "--ours-only", "--json"]
    told = CliRunner().invoke(app, options)
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert {row["condition"] for row in found["false_alerts"]} >= {"NPS", "CSAT"}
    assert {row["weeks"] for row in found["found"]} == {1, 2, 4, 8}
