"""What the cells of a batch look like, so that no work is done that would change none of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Looks:
    """Sets of columns. plain: ASCII only; bare: those of them in which no cell begins or ends with a blank. Of the bare ones,
    worded: a cell may be a word for 'no value'; gaps: some cells are empty; empty: all are.
    """

    plain: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    worded: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()


def looks_of(batch: pa.RecordBatch, words: Collection[str]) -> Looks:
    """Looks at the text columns of a batch. words: those for 'no value', in lower case."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [f.name for f in batch.schema if pa.types.is_string(f.type)]
    plain = frozenset(name for name in names if pc.all(pc.string_is_ascii(batch[name])).as_py() is not False)
    seen = {name: _look(batch[name], words) for name in plain}
    return Looks(plain, *(frozenset(n for n, looks in seen.items() if look in looks) for look in ("bare", "worded", "gaps", "empty")))


def _look(column: pa.Array, words: Collection[str]) -> set[str]:
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
    if (letters[ends[:-1][filled]] <= blank).any() or (letters[ends[1:][filled] - 1] <= blank).any():
        return set()
    looks = {"bare"} if filled.all() else {"bare", "gaps"}
    as_long = np.isin(lengths, sorted({len(word.encode()) for word in words if word}))
    if as_long.any():
        short = pc.utf8_lower(pc.unique(column.filter(pa.array(as_long))))
        if pc.any(pc.is_in(short, pa.array(sorted(words), pa.string()))).as_py():
            looks.add("worded")
    return looks
