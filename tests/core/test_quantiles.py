"""Quantiles from histograms that were added up, against the values themselves."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.quantiles import RELATIVE_ERROR, Histograms, bin_of, minutes_of

durations = st.lists(st.floats(1.0, 500_000.0), min_size=1, max_size=60)


@settings(deadline=None)
@given(st.lists(durations, min_size=1, max_size=5), st.sampled_from([0.1, 0.5, 0.9]))
def test_any_quantile_of_any_number_of_weeks_is_within_half_a_percent(
    weeks: list[list[float]], q: float
) -> None:
    total: Counter[int] = Counter()
    for week in weeks:
        total.update(Counter(bin_of(minutes) for minutes in week))
    everything = [minutes for week in weeks for minutes in week]
    found = Histograms.of_mappings([total]).quantile(q)[0]
    assert found == pytest.approx(float(np.quantile(everything, q)), rel=RELATIVE_ERROR + 1e-6)


def test_the_bins_are_where_the_counting_query_puts_them() -> None:
    assert (bin_of(1), bin_of(60), bin_of(0), bin_of(1 / 60)) == (411, 822, 0, 0)
    assert minutes_of(bin_of(1)) == pytest.approx(1, rel=0.006)


def test_no_values_no_quantile() -> None:
    several = Histograms.of_mappings([{}, {3: 2}, {}])
    assert np.isnan(several.quantile(0.5)).tolist() == [True, False, True]
    assert np.isnan(several.at_rank([1, 3, 0])).all()


def test_histograms_of_cells_are_kept_apart_and_rows_in_any_order_added() -> None:
    found = Histograms.of([1, 0, 1, 1, 2, 2], [7, 5, 7, 2, 4, 4], 4, [1, 2, 3, 1, 5, -5])
    assert [found.cell(i) for i in range(4)] == [{5: 2}, {2: 1, 7: 4}, {}, {}]
    assert found.n.tolist() == [2, 5, 0, 0]
    assert found.at_rank([2, 1, 1, 1]).tolist()[:2] == [5, 2]
    assert Histograms.of([1, 0, 0], [3, 9, 3], 2).cell(0) == {3: 1, 9: 1}
    assert [s.tolist() for s in found.sums(lambda b: 10 * b)] == [[2, 5, 0, 0], [100, 300, 0, 0], [5000, 20_000, 0, 0]]


def test_no_duration_is_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        bin_of(-1)
