"""The promise and the power on small draws; the full measurement is `make bench-alerts`."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pytest
from typer.testing import CliRunner

from cxpulse.core.alerts.life import AlertState
from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import Promise, load_rule
from cxpulse.core.simulation import measure as ms
from cxpulse.core.simulation.ceiling import ceiling
from cxpulse.core.simulation.portfolio import Model
from cxpulse.core.simulation.rivals import rivals
from cxpulse.core.simulation.worlds import only_mix, world

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


@pytest.mark.parametrize("model", [Model(late=0.15), Model(mix=2.0), Model(silent=0.33)], ids=["late", "mix", "silence"])
def test_what_only_looks_like_a_fall_does_not_break_the_promise(model: Model) -> None:
    assert ms.false_alerts(OURS(1), model, series=60, years=6, seed=8) <= 3.2


def test_late_answers_are_missing_from_the_youngest_week_alone() -> None:
    made = world(np.random.default_rng(1), Model(late=0.2, late_gap=10, answers=5000, own=0, shared=0), 5, 60)
    assert made.young is not None
    assert (made.young.n.sum() / made.grid.n.sum()) == pytest.approx(0.8, abs=0.01)
    assert (made.grid.mean - made.young.mean).mean() == pytest.approx(2.0, abs=0.3)  # a fifth of the answers, 10 better
    cut = made.grid.between(10, 20).ending_as(made.young, 19)
    assert (cut.n[:, -1] == made.young.n[:, 19]).all()
    assert (cut.n[:, -2] == made.grid.n[:, 18]).all()


def test_a_mix_shift_moves_the_whole_and_no_part_and_is_named() -> None:
    made = world(np.random.default_rng(1), Model(mix=0.5, mix_gap=40, answers=5000, holiday=0), 12, 150)
    found = [w for w in replay(made.grid, load_rule("calibrated"), Promise(2)) if AlertState.OPEN in w.states]
    assert found
    assert all(only_mix(made, row, w.column, w.scan) for w in found for row, s in enumerate(w.states) if s is AlertState.OPEN)


def test_a_blip_is_found_in_its_week_or_never() -> None:
    blip = ms.found_within(OURS, ms.Case("blip", 15, 0, 5000, over_after=1), series=40, drops=16, seed=3)
    assert blip[1] >= 0.8
    assert blip[8] - blip[1] <= 0.1


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
