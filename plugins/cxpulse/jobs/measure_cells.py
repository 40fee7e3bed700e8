"""Sums as columns with one row per segment and week: what formulas work on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from cxpulse.core.errors import DefinitionError
from cxpulse.core.quantiles import Histograms
from cxpulse.jobs.measure_sums import Asked, Dimensions, Sums

if TYPE_CHECKING:
    import pyarrow as pa

Place = tuple[str, ...]
"""Values of the dimensions, in their order."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A rectangle: row `place * len(weeks) + week` of every column is one place's week. there: whether it has counts.

    inputs: argument -> column; for formulas that read bins, 'bins' is a Histograms with one histogram per row.
    """

    places: tuple[Place, ...]
    weeks: tuple[dt.date, ...]
    there: Any
    inputs: dict[str, Any]

    def rows(self) -> Iterator[tuple[int, Place, dt.date]]:
        """The rows with counts, and whose they are."""
        for row in np.flatnonzero(self.there).tolist():
            place, week = divmod(row, len(self.weeks))
            yield row, self.places[place], self.weeks[week]

    def joined(self, other: Cells, required: bool) -> Cells:
        """The same rectangle with the inputs of another one, NaN where that has no counts. required: only rows that have both."""
        inputs = {a: np.where(other.there, column, np.nan) for a, column in other.inputs.items()}
        return Cells(self.places, self.weeks, self.there & other.there if required else self.there, {**self.inputs, **inputs})


@dataclass(frozen=True, slots=True)
class Codes:
    """For every row of a table, the number of its place or week on an axis; -1: it is not on it."""

    places: tuple[Place, ...]
    weeks: tuple[dt.date, ...]
    place: Any
    week: Any

    @staticmethod
    def of(table: pa.Table, dimensions: Dimensions, places: Sequence[Place] | None, weeks: Sequence[dt.date] | None) -> Codes:
        """Axes None: everything that occurs, in order (places in that of their segments)."""
        place, found = combined(table, dimensions)
        day = days(table["week"])
        axis = np.unique(day) if weeks is None else np.array(weeks, "datetime64[D]").astype(np.int64)
        if places is None:
            places = sorted(found, key=lambda values: sorted(zip(dimensions, values, strict=True)))
        numbers = {values: i for i, values in enumerate(places)}
        number = np.array([numbers.get(values, -1) for values in found], dtype=np.int64)
        at = np.searchsorted(axis, day)
        on = np.append(axis, -1)[at] == day
        named = tuple(weeks) if weeks is not None else tuple(axis.astype("datetime64[D]").tolist())
        return Codes(tuple(places), named, number[place], np.where(on, at, -1))

    @property
    def size(self) -> int:
        """How many rows the rectangle has."""
        return len(self.places) * len(self.weeks)

    @property
    def row(self) -> Any:
        """The rectangle's row of each row of the table; -1: none."""
        return np.where((self.place >= 0) & (self.week >= 0), self.place * len(self.weeks) + self.week, -1)


def cells(
    asked: Asked,
    sums: Sums,
    dimensions: Dimensions,
    places: Sequence[Place] | None = None,
    weeks: Sequence[dt.date] | None = None,
) -> Cells:
    """The formula's inputs by place and week. places, weeks: these in their order; None: all that occur.

    Raises DefinitionError when one figure would hold answers that must not be mixed.
    """
    table = sums.by(asked, dimensions)
    codes = Codes.of(table, dimensions, places, weeks)
    refuse_mixtures(asked, table, dimensions)
    row = codes.row
    on = row >= 0
    inputs: dict[str, Any] = {
        a: np.bincount(row[on], column(table, c)[on], codes.size) for a, c in asked.measures.items()
    }
    if asked.bin_column:
        key = ("bins", asked.selection, dimensions, codes.places, codes.weeks)
        inputs["bins"] = sums.kept(key, partial(histograms, table, asked, row, codes.size))
    return Cells(codes.places, codes.weeks, np.bincount(row[on], minlength=codes.size) > 0, inputs)


def histograms(table: pa.Table, asked: Asked, row: Any, size: int) -> Histograms:
    """One histogram for each row of the rectangle."""
    owners, bins, counts = binned(table, asked, row)
    if (row < 0).any():
        on = owners >= 0
        owners, bins, counts = owners[on], bins[on], None if counts is None else counts[on]
    return Histograms.of(owners, bins, size, counts)


def binned(table: pa.Table, asked: Asked, owner: Any) -> tuple[Any, Any, Any]:
    """owner, bin and count (None: one each) of every bin of a table whose rows have one bin, or a list of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = table[asked.bin_column]
    if not pa.types.is_list(found.type):
        return owner, found.to_numpy(), column(table, next(iter(asked.measures.values())))
    lengths = pc.list_value_length(found).to_numpy()
    return np.repeat(owner, lengths), pc.list_flatten(found).to_numpy(), None


def column(table: pa.Table, name: str) -> Any:
    """A column of numbers."""
    return table[name].to_numpy()


def days(weeks: pa.ChunkedArray) -> Any:
    """Dates as days since 1970-01-01."""
    return weeks.to_numpy().astype("datetime64[D]").astype(np.int64)


def combined(table: pa.Table, dimensions: Dimensions) -> tuple[Any, list[Place]]:
    """A number for each row's values of the dimensions, and the values that the numbers stand for."""
    number, names = np.zeros(table.num_rows, dtype=np.int64), cast(list[Place], [()])
    for dimension in dimensions:
        coded = table[dimension].combine_chunks().dictionary_encode()
        words = coded.dictionary.to_pylist()
        both, number = np.unique(number * max(1, len(words)) + coded.indices.to_numpy(), return_inverse=True)
        names = [(*names[b // len(words)], words[b % len(words)]) for b in both.tolist()]
    return number, names


def refuse_mixtures(asked: Asked, table: pa.Table, dimensions: Dimensions) -> None:
    """Raises DefinitionError, by name, for the first cell that has counts of two values of a dimension that must not be mixed."""
    guards = [g for g in asked.guards if g not in dimensions]
    if not guards or not table.num_rows:
        return
    counted = np.any([column(table, c) != 0 for c in asked.measures.values()], axis=0)
    for guard in guards:
        number, names = combined(table, (guard,))
        number = number[counted]
        if len(np.unique(number)) < 2:
            continue
        whole = Codes.of(table, dimensions, None, None)
        lowest, highest = np.full(whole.size, len(names)), np.full(whole.size, -1)
        np.minimum.at(lowest, whole.row[counted], number)
        np.maximum.at(highest, whole.row[counted], number)
        mixed = np.flatnonzero(lowest < highest)
        if len(mixed):
            place, week = divmod(int(mixed[0]), len(whole.weeks))
            one, other = sorted(names[numbers[mixed[0]]][0] for numbers in (lowest, highest))
            segment = ", ".join(f"{d}={v}" for d, v in zip(dimensions, whole.places[place], strict=True))
            raise DefinitionError(
                f"{asked.metric.name}, week {whole.weeks[week]}, {segment or 'the whole company'}: {guard} {one} and {other} "
                f"cannot be put into one figure ({asked.formula.name}); select one with 'where: {{{guard}: ...}}' in "
                f"sql/metrics/{asked.metric.name}.yaml, or measure by {guard}"
            )
