"""The small statistics beside the lake: additive counts per family, and the measurements of published weeks.

counts/<family>/month=<YYYY-MM|all>.parquet holds the counts of all partitions whose first day lies in that month. A load
that touches two weeks rewrites one or two of these small files, whatever the length of history; each is put in place in
one step, so a reader never sees half of it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxpulse.lake.lease import leased
from cxpulse.lake.store import Store

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds

Partition = tuple[str, str]
"""Source and part_week: one partition of the lake."""


def partitions(store: Store, entity: str) -> dict[Partition, tuple[str, str]]:
    """The canonical files of an entity: (source, part_week) -> (full name, fingerprint).

    The files are lake/<entity>/source=<source>/week=<part_week>.parquet; a fingerprint changes when a file is replaced.
    """
    out = {}
    for name, print_ in _files(store, f"lake/{entity}/source=*/week=*.parquet"):
        folder, _, file = name.replace("\\", "/").rpartition("/")
        source = folder.rpartition("source=")[2]
        out[source, file.removeprefix("week=").removesuffix(".parquet")] = (name, print_)
    return out


def rows_of(store: Store, name: str) -> int:
    """How many rows a Parquet file (by its full name) has, from its footer."""
    return int(_footer(store, name).num_rows)


@dataclass(frozen=True, slots=True)
class About:
    """What a Parquet file's footer tells. extremes: smallest and largest values of the columns that were asked for (none of a
    column without a value); None: the footer does not tell them."""

    rows: int
    extremes: tuple[Any, ...] | None


def about(store: Store, name: str, columns: Collection[str]) -> About:
    """The footer of a Parquet file (by its full name), as it concerns some columns."""
    footer = _footer(store, name)
    found: list[Any] = []
    wanted = [i for i, c in enumerate(footer.schema.names) if c in columns]
    for group in range(footer.num_row_groups):
        for i in wanted:
            column = footer.row_group(group).column(i)
            told = column.statistics
            if told is not None and told.has_min_max:
                found += (told.min, told.max)
            elif told is None or not told.has_null_count or told.null_count < column.num_values:
                return About(footer.num_rows, None)
    return About(footer.num_rows, tuple(found))


def columns_of(store: Store, name: str) -> set[str]:
    """The columns of a Parquet file (by its full name), from its footer."""
    return set(_footer(store, name).schema.names)


def schema_of(store: Store, name: str) -> pa.Schema:
    """The Arrow schema of a Parquet file (by its full name), from its footer."""
    return _footer(store, name).schema.to_arrow_schema()


def _footer(store: Store, name: str) -> Any:
    import pyarrow.parquet as pq

    if store.is_local:
        return pq.read_metadata(name)
    with store.filesystem().open(name, "rb") as file:
        return pq.read_metadata(file)


def counts_dataset(store: Store, family: str) -> ds.Dataset | None:
    """All counts of a family, not read yet (a query reads the columns and weeks it needs); None when there are none."""
    import pyarrow.dataset as ds

    files = [name for name, _ in _files(store, f"counts/{family}/month=*.parquet")]
    if not files:
        return None
    if store.is_local:
        return ds.dataset(files, format="parquet")
    return ds.dataset([f.split("://", 1)[1] for f in files], format="parquet", filesystem=store.filesystem())


def counts_prints(store: Store, family: str) -> tuple[tuple[str, str], ...]:
    """Names and fingerprints of the files that hold a family's counts: equal ones, equal counts."""
    return tuple(_files(store, f"counts/{family}/month=*.parquet"))


def read_ledger(store: Store, family: str) -> dict[str, Any]:
    """What was counted when: {'definition': hash, 'horizon': week, 'partitions': {name: fingerprint}}, or {}."""
    return _read_json(store, f"counts/{family}/counted.json") or {}


def write_ledger(store: Store, family: str, ledger: dict[str, Any]) -> None:
    """Puts the ledger in place, after the counts that it tells of."""
    store.put(f"counts/{family}/counted.json", json.dumps(ledger, sort_keys=True, indent=0).encode("utf-8"))


@contextmanager
def only_one(folder: Path, store: Store) -> Iterator[Callable[[], None]]:
    """Lets one process at a time change the lake or its counts; others wait. folder: on this machine, whose lock ends with its
    process; a store of several machines has a lease too, and what is given checks it (see `lake.lease`). Raises LakeBusy."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".counting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with leased(store) as still_mine:
            yield still_mine


def month_of(part_week: str) -> str:
    """The file that a partition's counts are kept in: '2026-11' for 2026-11-14, 'all' for 'all'."""
    return part_week[:7] if part_week[:4].isdigit() else "all"


def replace_counts(
    store: Store, family: str, fresh: pa.Table, replaced: Collection[Partition], *, keep: bool = True
) -> None:
    """Puts the counts of the replaced partitions in place of what was there for them.

    fresh: rows of these partitions only; a partition without rows (all of them corrected away) ends up without counts.
    keep False: other partitions of the same months are not kept, because they are not there any more.
    """
    places = _Places(fresh)
    for month in sorted({month_of(part) for _, part in replaced}):
        parts = [p for p in replaced if month_of(p[1]) == month]
        path = f"counts/{family}/month={month}.parquet"
        rows = places.only(parts)
        if keep and store.exists(path):
            rows = _with_kept(store, path, rows, parts)
        _put_parquet(store, path, rows)


def only_parts(table: pa.Table, parts: Collection[Partition]) -> pa.Table:
    """The rows of some partitions."""
    return _Places(table).only(parts)


def remove_other_months(store: Store, family: str, months: Collection[str]) -> None:
    """Removes the counts of all months but these."""
    for name, _ in _files(store, f"counts/{family}/month=*.parquet"):
        file = name.replace("\\", "/").rsplit("/", 1)[-1]
        if file.removeprefix("month=").removesuffix(".parquet") not in months:
            store.remove(f"counts/{family}/{file}")


def _with_kept(store: Store, path: str, rows: pa.Table, parts: Collection[Partition]) -> pa.Table:
    """The new rows and those of the other partitions in the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kept = _Places(pq.read_table(io.BytesIO(_bytes(store, path)))).without(parts)
    plain = rows.cast(pa.schema([f.with_type(_plain(f.type)) for f in rows.schema]))
    return pa.concat_tables([kept.select(rows.column_names).cast(plain.schema), plain])


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type without codes into a list of values."""
    import pyarrow as pa

    return kind.value_type if pa.types.is_dictionary(kind) else kind


def write_measurements(store: Store, week: str, rows: Sequence[dict[str, Any]]) -> str:
    """measurements/week=<week>.json and .parquet: one row per figure, as published. Returns the JSON's full name."""
    import pyarrow as pa

    text = json.dumps(list(rows), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    store.put(f"measurements/week={week}.json", text.encode("utf-8"))
    flat = [{**r, "segment": json.dumps(r["segment"], ensure_ascii=False, sort_keys=True)} for r in rows]
    _put_parquet(store, f"measurements/week={week}.parquet", pa.Table.from_pylist(flat))
    return store.at(f"measurements/week={week}.json")


def _files(store: Store, pattern: str) -> list[tuple[str, str]]:
    """Full names and fingerprints of the files that a pattern names, sorted; files written aside are not among them."""
    if store.is_local:
        found = [(str(p), p.stat()) for p in Path(store.root).glob(pattern) if not p.name.startswith(".")]
        return sorted((name, f"{status.st_size}-{status.st_mtime_ns}") for name, status in found)
    files = store.filesystem()
    files.invalidate_cache()
    scheme = store.root.split("://", 1)[0]
    listed = files.glob(store.at(pattern), detail=True)
    return sorted((f"{scheme}://{name}", _remote_print(about)) for name, about in listed.items())


def _remote_print(about: dict[str, Any]) -> str:
    when = about.get("ETag") or about.get("LastModified") or about.get("created") or about.get("mtime") or ""
    return f"{about.get('size')}-{when}"


def _bytes(store: Store, path: str) -> bytes:
    if store.is_local:
        return Path(store.at(path)).read_bytes()
    return bytes(store.filesystem().cat_file(store.at(path)))


def _read_json(store: Store, path: str) -> Any:
    return json.loads(_bytes(store, path)) if store.exists(path) else None


def _put_parquet(store: Store, path: str, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    told = ["week"] if "week" in table.column_names else True  # by which a reader passes over what it does not need
    pq.write_table(
        table.unify_dictionaries(), sink, compression="zstd", row_group_size=100_000, store_schema=False, write_statistics=told
    )
    store.put(path, sink.getvalue())


class _Places:
    """The rows of a table by their partition: one small number for each row, which is compared in place of two texts."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table.unify_dictionaries()
        sources, self._sources = _codes(self._table, "source")
        parts, self._parts = _codes(self._table, "part_week")
        self._code = sources * len(self._parts) + parts

    def only(self, wanted: Collection[Partition]) -> pa.Table:
        """The rows of some partitions."""
        return self._filtered(self._is_in(wanted))

    def without(self, unwanted: Collection[Partition]) -> pa.Table:
        """The rows of all others."""
        return self._filtered(~self._is_in(unwanted))

    def _is_in(self, wanted: Collection[Partition]) -> Any:
        import numpy as np

        there = np.zeros(len(self._sources) * len(self._parts), dtype=bool)
        for source, part in wanted:
            if source in self._sources and part in self._parts:
                there[self._sources[source] * len(self._parts) + self._parts[part]] = True
        return there[self._code]

    def _filtered(self, mask: Any) -> pa.Table:
        import pyarrow as pa

        return self._table if mask.all() else self._table.filter(pa.array(mask))


def _codes(table: pa.Table, column: str) -> tuple[Any, dict[str, int]]:
    """For each row the number of its value, and the values by number."""
    import numpy as np
    import pyarrow as pa

    values = table[column].combine_chunks()
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    return values.indices.to_numpy().astype(np.int64), {v: i for i, v in enumerate(values.dictionary.to_pylist())}
