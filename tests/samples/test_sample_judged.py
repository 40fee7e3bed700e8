"""All 104 weeks of the sample's answers, judged in order: only the injected drop opens, and the mix shift is none."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cxpulse.core.alerts.replay import replay
from cxpulse.core.alerts.scan import BASELINE_WEEKS, GAP_WEEKS, Promise, load_rule
from cxpulse.core.explain import Explanation, explain
from sample_answers import PORTFOLIO, drawn, grid_of


def opened(counts: pd.DataFrame) -> list[tuple[dt.date, str, Explanation | None]]:
    """Everything that opens over the 104 weeks; of what opens for a whole metric, the split of its fall."""
    grid, found = grid_of(counts), []
    for week in replay(grid, load_rule(PORTFOLIO.rule), Promise(PORTFOLIO.false_alerts_per_year)):
        for row in [i for i, state in enumerate(week.states) if state.value == "open"]:
            name, day = grid.names[row], grid.weeks[week.column]
            scan = week.scan
            told = split(counts, name, day, int(scan.window[row]), float(scan.z[row]), float(scan.threshold[row]))
            found.append((day, name, told if name.endswith("|all") else None))
    return found


def split(counts: pd.DataFrame, series: str, day: dt.date, window: int, z: float, threshold: float) -> Explanation | None:
    """The exact split of a whole metric's fall, by touchpoint and by channel."""
    mine = counts[counts["metric"] == series.split("|")[0]]
    back = np.array([(day - d).days // 7 for d in mine["week"]])
    spans = mine[(back > GAP_WEEKS) & (back <= GAP_WEEKS + BASELINE_WEEKS)], mine[(back >= 0) & (back < window)]
    sides = {}
    for by in ("touchpoint", "channel"):
        sums = [span.groupby(by)[["n", "sum", "sum_of_squares"]].sum() for span in spans]
        sides[by] = tuple({key: tuple(row) for key, *row in s.itertuples()} for s in sums)
    return explain(sides, worse=-1, z=z, threshold=threshold)  # type: ignore[arg-type]


def test_only_the_injected_drop_opens_in_two_years() -> None:
    found = opened(drawn(7))
    assert {day.isoformat() for day, *_ in found} <= {"2026-11-07", "2026-11-14"}
    assert {name.split("|")[1] for _, name, _ in found} <= {"delivery", "delivery,app", "app"}
    assert "nps_transactional|delivery,app" in {name for _, name, _ in found}


def test_where_chance_makes_the_mix_shift_exceed_a_threshold_it_is_named_and_no_fall() -> None:
    """In the draw of seed 20 the three weeks of the call centre pull relationship NPS over its threshold."""
    told = {name: split for day, name, split in opened(drawn(20)) if "2026-06-13" <= day.isoformat() <= "2026-07-11"}
    assert told["nps|all"] is not None
    assert told["nps|all"].mix_shift == "channel"
    assert told["nps|all"].part is None
