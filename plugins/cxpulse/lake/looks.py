"""What the cells of a batch look like, so that no work is done that would change none of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxpulse.core.digits import BLANKS

if TYPE_CHECKING:
    import pyarrow as pa

MARKS = 8
"""Bytes by which a cell may be longer than the word that it is, where letters are more than ASCII."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Sets of columns. plain: ASCII only; bare: no cell begins or ends with a blank. Of the bare ones, worded: a cell may be a
    word for 'no value'; gaps: some cells are empty; empty: all are.
    """

    plain: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    worded: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()


def looked_at(batch: pa.RecordBatch, used: Collection[str], words: Collection[str]) -> tuple[pa.RecordBatch, Looks]:
    """Looks at the text columns of a batch that are used, and gives it without blanks around cells that are not ASCII only.

    words: those for 'no value', in lower case.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [f.name for f in batch.schema if f.name in used and pa.types.is_string(f.type)]
    plain = {name for name in names if pc.all(pc.string_is_ascii(batch[name])).as_py() is not False}
    for name in (n for n in names if n not in plain):
        batch = batch.set_column(batch.schema.get_field_index(name), name, pc.utf8_trim(batch[name], characters=BLANKS))
    seen = {name: _look(batch[name], words, plain=name in plain) for name in names}
    return batch, Looks(
        frozenset(plain), *(frozenset(n for n, looks in seen.items() if look in looks) for look in ("bare", "worded", "gaps", "empty"))
    )


def _look(column: pa.Array, words: Collection[str], *, plain: bool) -> set[str]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    _, places, data = column.buffers()
    if column.null_count:
        return set()
    ends = np.frombuffer(places, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    lengths = ends[1:] - ends[:-1]
    filled = lengths > 0
    if data is None or not filled.any():
        return {"bare", "empty"}
    letters = np.frombuffer(data, dtype=np.uint8)
    blank = ord(" ")
    if (plain and (letters[ends[:-1][filled]] <= blank).any()) or (letters[ends[1:][filled] - 1] <= blank).any():
        return set()
    looks = {"bare"} if filled.all() else {"bare", "gaps"}
    sizes = [len(word.encode()) for word in words if word]
    as_long = np.isin(lengths, sizes) if plain else filled & (lengths <= max(sizes, default=0) + MARKS)
    if as_long.any():
        short = pc.utf8_lower(pc.unique(column.filter(pa.array(as_long))))
        if pc.any(pc.is_in(short, pa.array(sorted(words), pa.string()))).as_py():
            looks.add("worded")
    return looks
