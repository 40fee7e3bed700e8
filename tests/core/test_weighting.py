"""Clusters and strata, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxpulse.core.errors import DefinitionError
from cxpulse.core.weighting import ClusterSums, clustered_means, post_stratified


def _sums(clusters: list[list[float]]) -> ClusterSums:
    n, s = [len(c) for c in clusters], [sum(c) for c in clusters]
    return ClusterSums(
        len(clusters), sum(n), sum(s), sum(x * x for x in s), sum(a * b for a, b in zip(n, s, strict=True)), sum(x * x for x in n)
    )


def test_answers_of_one_account_are_not_independent():
    found = clustered_means(_sums([[1, 1], [0, 0]])).at(0)
    assert found.value == 0.5
    assert found.high is not None
    assert (found.high - 0.5) / stats.t.ppf(0.975, 1) == pytest.approx(0.5)


def test_one_answer_in_each_account_is_students_interval():
    answers = [1.0, 4.0, 5.0, 5.0, 2.0]
    found = clustered_means(_sums([[a] for a in answers])).at(0)
    low, high = stats.t.interval(0.95, 4, loc=np.mean(answers), scale=stats.sem(answers))
    assert (found.low, found.high) == pytest.approx((low, high))


def test_without_two_accounts_there_is_no_interval():
    assert clustered_means(_sums([[1, 0]])).at(0).low is None
    assert clustered_means(_sums([])).at(0).value is None


def test_strata_count_by_their_share_of_the_population():
    found = post_stratified({"a": (0, 1, 10), "b": (1, 1, 10)}, {"a": 3, "b": 1})
    assert found.value == 0.25
    assert found.high is not None
    assert (found.high - 0.25) / 1.959964 == pytest.approx(0.25)


def test_a_stratum_that_did_not_answer_is_an_error_not_a_zero():
    with pytest.raises(DefinitionError, match="no answers in: b"):
        post_stratified({"a": (0, 1, 10)}, {"a": 3, "b": 1})
    with pytest.raises(DefinitionError, match="without a population size: c"):
        post_stratified({"a": (0, 1, 10), "c": (0, 1, 1)}, {"a": 3})
