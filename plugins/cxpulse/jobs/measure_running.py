"""Stocks: the inputs of formulas that look at everything up to the end of a week (a backlog, ages of what is open)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from cxpulse.core.quantiles import Histograms
from cxpulse.jobs.measure_cells import Cells, Codes, Place, binned, column, refuse_mixtures
from cxpulse.jobs.measure_sums import Asked, Dimensions, Sums


def running(
    asked: Asked,
    sums: Sums,
    dimensions: Dimensions,
    weeks: Sequence[dt.date],
    span: tuple[dt.date, dt.date],
    places: Sequence[Place] | None = None,
) -> Cells:
    """For each place and week: the inputs summed over all weeks so far, and `week` (days since 1970-01-01).

    span: the first and last week with any counts; outside of it nothing is there. Raises DefinitionError for a mixture.
    """
    table = sums.by(asked, dimensions)
    refuse_mixtures(asked, table, dimensions)
    codes = Codes.of(table, dimensions, places, None)
    chosen = np.array(weeks, "datetime64[D]")
    known = np.array(codes.weeks, "datetime64[D]")
    until = np.searchsorted(known, chosen, side="right")  # how many weeks with counts are over by then
    row = codes.row
    on = row >= 0
    shape = (len(codes.places), len(codes.weeks))
    inputs = {
        a: _so_far(np.bincount(row[on], column(table, c)[on], codes.size).reshape(shape), until).ravel()
        for a, c in asked.measures.items()
    }
    inputs["week"] = np.tile(chosen.astype(np.int64), shape[0])
    if asked.bin_column:
        inputs["bins"] = _histograms(table, asked, codes, until)
    inside = (chosen >= np.datetime64(span[0])) & (chosen <= np.datetime64(span[1]))
    there = _so_far(np.bincount(row[on], minlength=codes.size).reshape(shape), until) > 0
    return Cells(codes.places, tuple(weeks), (there & inside).ravel(), inputs)


def _so_far(columns: Any, until: Any) -> Any:
    """Sums of the first `until` columns: [[1, 2, 3]] until 0, 2 -> [[0, 3]]."""
    sums = np.cumsum(columns, axis=1)
    return np.concatenate([np.zeros((len(columns), 1)), sums], axis=1)[:, until]


def _histograms(table: Any, asked: Asked, codes: Codes, until: Any) -> Histograms:
    """One histogram per place and week; place after place, because bins by weeks fill a table."""
    owner, bins, counts = binned(table, asked, np.arange(table.num_rows))
    counts = np.ones(len(bins)) if counts is None else counts
    place, week = codes.place[owner], codes.week[owner]
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(codes.places) + 1))
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    for number in range(len(codes.places)):
        mine = order[edges[number] : edges[number + 1]]
        own, at = np.unique(bins[mine], return_inverse=True)
        steps = np.bincount(at * len(codes.weeks) + week[mine], counts[mine], len(own) * len(codes.weeks))
        standing = _so_far(steps.reshape(len(own), len(codes.weeks)), until)
        which, when = np.nonzero(standing)
        parts.append((number * len(until) + when, own[which], standing[which, when]))
    cells, all_bins, all_counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Histograms.of(cells, all_bins, len(codes.places) * len(until), all_counts)
