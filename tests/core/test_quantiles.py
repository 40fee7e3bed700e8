"""Quantiles from histograms that were added up, against the values themselves."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.quantiles import RELATIVE_ERROR, Histogram, bin_of, minutes_of

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
    found = Histogram.of(total).quantile(q)
    assert found == pytest.approx(float(np.quantile(everything, q)), rel=RELATIVE_ERROR + 1e-6)


def test_the_bins_are_where_the_counting_query_puts_them() -> None:
    assert (bin_of(1), bin_of(60), bin_of(0), bin_of(1 / 60)) == (411, 822, 0, 0)
    assert minutes_of(bin_of(1)) == pytest.approx(1, rel=0.006)


def test_no_values_no_quantile() -> None:
    assert Histogram.of({}).quantile(0.5) is None
    with pytest.raises(IndexError):
        Histogram.of({3: 2}).at_rank(3)
    with pytest.raises(ValueError, match="negative"):
        bin_of(-1)
