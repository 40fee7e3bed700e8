"""Counting one family from the tables of a batch; tables that several families share are made once, names are put in last.

A query whose names are many and long would carry them through every step. Such a family counts by `place` and `segment`,
hashes of 64 bits that the shared tables places and <entity>_segments explain; here the names take their place, as codes into a list
of the few that there are, which is also how Parquet keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import Family

if TYPE_CHECKING:
    import pyarrow as pa

Ask = Callable[..., "pa.Table"]


def make_shared(family: Family, relations: dict[str, Any], ask: Ask) -> None:
    """Puts the shared tables that a family reads among the relations, unless they are there already."""
    for shared in family.shared:
        if shared.name not in relations:
            made = ask(shared.sql, {r: relations[r] for r in shared.relations})
            for column, instant in shared.weeks.items():
                made = made.append_column(column, _weeks(made[instant], relations["weeks"]))
            relations[shared.name] = made


def count_family(
    family: Family, relations: Mapping[str, Any], ask: Ask, parameters: Mapping[str, Any] | None = None
) -> pa.Table:
    """The family's counts, in the columns that its head names. relations: every table that it reads, or that these are made of."""
    own = dict(relations)
    make_shared(family, own, ask)
    counted = ask(family.sql, {r: own[r] for r in family.relations}, parameters or family.parameters)
    if "segment" in counted.column_names:
        counted = _named(counted, "place", own["places"])
        counted = _named(counted, "segment", own[f"{family.partition}_segments"])
    return counted.select([*family.labels, *family.measures])


def _weeks(instants: pa.ChunkedArray, weeks: pa.Table) -> pa.Array:
    """The week that each instant is in; NULL without an instant, or outside all weeks."""
    import numpy as np
    import pyarrow as pa

    if not weeks.num_rows:
        return pa.nulls(len(instants), pa.date32())
    at = instants.to_numpy()  # no instant is NaT, which is in no week
    row = np.searchsorted(weeks["start_at"].to_numpy(), at, side="right") - 1
    inside = (row >= 0) & (at < weeks["end_at"].to_numpy()[row])
    days = weeks["week"].combine_chunks().cast(pa.int32()).to_numpy()
    return pa.array(days[row], pa.int32(), mask=~inside).cast(pa.date32())


def _named(counted: pa.Table, key: str, names: pa.Table) -> pa.Table:
    """The table with the columns of `names` in place of the hashes that stand for them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    hashes = names[key].combine_chunks()
    rows = pc.index_in(counted[key].combine_chunks(), value_set=hashes)
    counted = counted.drop_columns([key])
    for column in names.column_names:
        if column != key:
            codes = names[column].combine_chunks().dictionary_encode()
            told = pa.DictionaryArray.from_arrays(codes.indices.take(rows), codes.dictionary)
            counted = counted.append_column(column, told)
    return counted
