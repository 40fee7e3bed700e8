"""Takes a person out of the canonical partitions and out of the raw exports, and tells what it did."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.entities import Entity
from cxpulse.lake import partitions
from cxpulse.lake.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

ERASED = "erased"
"""How the key of a row begins whose person was erased: it says which rows of one week are one person's, and no more."""
REMOVED = "contact"  # rows of this entity are nothing but the person; of others the figures stay
BLANKED = ("comment", "tags")
_CHUNK = 1 << 22


def key_columns(entity: Entity) -> list[str]:
    """Columns that hold a person's pseudonym."""
    return [c.name for c in entity.columns if c.type == "key"]


def rows_with(table: pa.Table, entity: Entity, keys: Collection[str]) -> pa.ChunkedArray:
    """Which rows name the person, as booleans."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array(sorted(keys), pa.string())
    mask: Any = pa.array([False] * table.num_rows)
    for column in (c for c in key_columns(entity) if c in table.column_names):
        mask = pc.or_(mask, pc.is_in(table[column], wanted))
    return pa.chunked_array([mask]) if isinstance(mask, pa.Array) else mask


def read_partition(store: Store, entity: str, source: str, part: str) -> pa.Table:
    """All rows of one partition, wherever the data root is."""
    import io

    import pyarrow.parquet as pq

    return pq.read_table(io.BytesIO(store.get(partitions.path(entity, source, part))))


def clear_partition(store: Store, entity: Entity, source: str, part: str, keys: Collection[str]) -> dict[str, Any] | None:
    """Rewrites one partition without the person; None when the person is not in it.

    A contact is removed. Of an answer, ticket or order the pseudonym, comment and tags go; times, score and the vendor's
    number stay, so that the week's figures stay. Returns {"rows", "ids", "comments": texts that were there, "files": hashes of their raw exports}.
    """
    import pyarrow.compute as pc

    table = read_partition(store, entity.name, source, part)
    mask = rows_with(table, entity, keys)
    hit = table.filter(mask)
    if hit.num_rows == 0:
        return None
    comments = [text for text in hit["comment"].to_pylist() if text] if "comment" in hit.column_names else []
    kept = table.filter(pc.invert(mask)) if entity.name == REMOVED else _blank(table, mask, entity, keys)
    partitions.replace(store, entity.name, source, part, kept)
    return {"rows": hit.num_rows, "ids": hit[entity.key].to_pylist(), "comments": comments, "files": _files(hit)}


def files_of_messages(store: Store, source: str, part: str, tickets: Collection[str]) -> list[str]:
    """Hashes of the raw exports that messages of some tickets came from: the rows hold no text, the exports mostly do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read_partition(store, "message", source, part)
    return _files(table.filter(pc.is_in(table["ticket_id"], pa.array(sorted(tickets), pa.string()))))


def raw_files(store: Store) -> list[str]:
    """Every archived raw export, by its path inside the store."""
    if store.is_local:
        root = Path(store.root)
        return sorted(p.relative_to(root).as_posix() for p in root.glob("raw/*/*") if p.is_file())
    fs, start = store.filesystem(), store.at("raw")
    return sorted("raw/" + str(name).rsplit("/raw/", 1)[-1] for name in fs.find(start)) if fs.exists(start) else []


def holds(path: Path, text: str) -> bool:
    """Whether a file holds a text in UTF-8 or UTF-16, whatever the case of its ASCII letters; workbooks are looked into."""
    import zipfile

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as box:
            return any(text.lower().encode() in box.read(name).lower() for name in box.namelist())
    needles = [text.lower().encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return any(needle in chunk for chunk in _chunks(path, max(map(len, needles))) for needle in needles)


def _files(rows: pa.Table) -> list[str]:
    return sorted(set(rows["file_sha"].to_pylist()) - {None})


def _chunks(path: Path, overlap: int) -> Iterator[bytes]:
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield (tail + chunk).lower()
            tail = chunk[-overlap:]


def _blank(table: pa.Table, mask: pa.ChunkedArray, entity: Entity, keys: Collection[str]) -> pa.Table:
    import pyarrow as pa

    hits = mask.to_pylist()
    tokens = {key: ERASED + secrets.token_hex(9) for key in keys}
    for column in (c for c in (*key_columns(entity), *BLANKED) if c in table.column_names):
        values = table[column].to_pylist()
        new = [(tokens.get(v) if column not in BLANKED else None) if hit else v for v, hit in zip(values, hits, strict=True)]
        table = table.set_column(table.column_names.index(column), column, pa.array(new, pa.string()))
    return table
