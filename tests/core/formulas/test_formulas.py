"""Formulas against published numbers, worked numbers and their properties."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.errors import ConfigurationError
from cxpulse.core.formulas import formula_names, load_formula
from cxpulse.core.quantiles import Histograms, bin_of

counts = st.integers(0, 4000)


def nps(promoters: int, passives: int, detractors: int):  # type: ignore[no-untyped-def]
    inputs = {"n": promoters + passives + detractors, "promoters": promoters, "detractors": detractors}
    return load_formula("net_promoter").estimate(inputs, {})


def test_nps_gives_the_published_numbers() -> None:
    one = nps(3, 2, 1)  # 0, 7, 7, 9, 9, 9
    assert (one.value, one.n) == (pytest.approx(33.3333, abs=1e-4), 6)
    assert one.variance == pytest.approx(10_000 * 5 / 9)
    assert math.sqrt(one.variance / one.n) == pytest.approx(30.4, abs=0.05)
    other = nps(1, 0, 1)  # 1, 9
    assert other.value == 0.0
    assert math.sqrt(other.variance / other.n) == pytest.approx(70.7, abs=0.05)


@settings(deadline=None)
@given(counts, counts, counts)
def test_nps_stays_in_range_and_inside_its_interval(promoters: int, passives: int, detractors: int) -> None:
    one = nps(promoters, passives, detractors)
    if one.n == 0:
        assert one.value is None
    else:
        assert -100 <= one.low <= one.value <= one.high <= 100


@settings(deadline=None)
@given(st.lists(st.tuples(counts, counts, counts), min_size=2, max_size=5))
def test_counts_of_segments_add_up_to_the_whole(parts: list[tuple[int, int, int]]) -> None:
    series = load_formula("net_promoter").series
    assert series is not None
    sums = [series({"n": sum(p), "promoters": p[0], "detractors": p[2]}) for p in parts]
    n, total = sum(s[0] for s in sums), sum(s[1] for s in sums)
    whole = nps(*(sum(p[i] for p in parts) for i in range(3)))
    if n:
        assert whole.value == pytest.approx(total / n)
        assert whole.n == n


def test_share_and_mean_by_hand() -> None:
    share = load_formula("share").estimate({"n": 20, "hits": 18}, {})
    assert (share.value, share.n, share.variance) == (0.9, 20, pytest.approx(0.09))
    mean = load_formula("mean").estimate({"n": 5, "sum": 15, "sum_sq": 55}, {"minimum": 1, "maximum": 4.5})
    assert (mean.value, mean.low, mean.high) == (3.0, pytest.approx(1.03676, abs=1e-5), 4.5)
    single = load_formula("mean").estimate({"n": 1, "sum": 4, "sum_sq": 16}, {})
    assert (single.value, single.low, single.high, single.variance) == (4.0, None, None, None)


def test_a_quantile_with_and_without_bounds() -> None:
    bins = {bin_of(float(m)): 1.0 for m in range(10, 201, 10)}
    median = load_formula("quantile").estimate({"bins": bins}, {"q": 0.5})
    assert (median.value, median.low, median.high, median.n) == (
        pytest.approx(105, rel=0.005), pytest.approx(60, rel=0.005), pytest.approx(150, rel=0.005), 20,
    )  # fmt: skip
    high = load_formula("quantile").estimate({"bins": bins}, {"q": 0.9})
    assert high.low is not None
    assert high.high is None


def test_alerts_watch_the_logarithms_of_durations() -> None:
    formula = load_formula("quantile")
    bins = {bin_of(1): 2, bin_of(math.e): 1}  # minutes: 1, 1, e
    assert formula.watched is not None
    assert [float(s[0]) for s in formula.watched({"bins": Histograms.of_mappings([bins])})] == pytest.approx([3, 100, 10_000], rel=0.01, abs=1.5)
    assert (formula.logs, load_formula("share").logs, load_formula("count").watched) == (True, False, None)


def test_counts_have_no_interval() -> None:
    assert load_formula("count").estimate({"n": 42}, {}).value == 42
    backlog = load_formula("running_sum").estimate({"entered": 120, "left": 95}, {})
    assert (backlog.value, backlog.low, backlog.high) == (25, None, None)


@pytest.mark.parametrize("name", formula_names())
def test_every_formula_says_nothing_without_counts(name: str) -> None:
    formula = load_formula(name)
    inputs = {
        "n": 0,
        "hits": 0,
        "events": 0,
        "exposed": 0,
        "base": 0,
        "top": 0,
        "base_base": 0,
        "top_top": 0,
        "base_top": 0,
        "promoters": 0,
        "detractors": 0,
        "sum": 0,
        "sum_sq": 0,
        "bins": {},
        "week": dt.date(2026, 3, 23),
        "entered": 0,
        "left": 0,
    }
    one = formula.estimate(inputs, {})
    assert one.n == 0
    assert one.value in (None, 0.0)
    assert one.low is None


def test_an_unknown_formula_lists_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match="net_promoter, quantile"):
        load_formula("../secrets")
