"""A drop that stays is told once: after more than half a year the lower level is the usual one."""

from __future__ import annotations

from alert_counts import drop, nps, parquet
from cxpulse.core.alerts.counts import to_grid
from cxpulse.core.alerts.life import NEW_NORMAL, AlertState
from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import Promise, load_rule
from cxpulse.jobs.judge_counts import read_counts


def _states(rows, tmp_path) -> list[str]:
    grid = to_grid(read_counts(parquet(tmp_path / "counts.parquet", rows)))
    row = list(grid.names).index("a")
    return [week.states[row].value for week in replay(grid, load_rule("calibrated"), Promise(2.0))]


def test_a_lasting_drop_opens_once_and_the_new_level_is_judged_again(tmp_path):
    calm = [r for name in "bcd" for r in nps(name, 170)]
    fallen = lambda at: drop(60, 30)(at) - (30 if at >= 150 else 0)  # noqa: E731
    told = _states([*nps("a", 170, level=fallen), *calm], tmp_path)
    opened = [at for at, state in enumerate(told) if state == AlertState.OPEN]
    assert opened[0] == 60
    assert set(told[61 : 60 + NEW_NORMAL]) == {"ongoing"}
    assert set(told[60 + NEW_NORMAL : 150]) == {"quiet"}, "the same level is not told twice"
    assert opened[1:] == [150], "a further drop below the new level is"
